import MPI
import Support
import Testing

@Suite struct RequestTests {
  let world = World.world

  @Test func whatWasStartedToBeSentArrivesOnceItIsReceived() throws {
    // The longest is sent only while it is being received.
    for length in [0, 1, 500_000] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: world.rank + $0) }
      let sending = try world.start(.send(OwnedBuffer<UInt8>(bytes), to: world.right, tag: 2))
      let received = try world.receive([UInt8].self, from: world.left, tag: 2)
      #expect(received == (0..<length).map { UInt8(truncatingIfNeeded: world.left + $0) })
      while try !sending.isComplete() {}
      #expect(try sending.isComplete(), "once complete, it stays so")
    }
  }

  @Test func aLongMessageIsNotSentBeforeItIsReceived() throws {
    let sending = try world.start(
      .send(OwnedBuffer<UInt8>(Array(repeating: 1, count: 5_000_000)), to: world.right, tag: 2))
    #expect(try !sending.isComplete())
    try world.barrier()
    #expect(try world.receive([UInt8].self, from: world.left, tag: 2).count == 5_000_000)
    while try !sending.isComplete() {}
  }

  @Test(.enabled(if: World.canSendAhead)) func droppingWhatWasStartedWaitsForItsEnd() throws {
    for rank in 0..<world.size {
      if rank == world.rank {
        _ = try world.start(.send(OwnedBuffer<UInt8>([7, 8]), to: world.right, tag: 2))
      }
      if rank == world.left { #expect(try world.receive([UInt8].self, from: rank, tag: 2) == [7, 8]) }
    }
  }

  @Test func aBarrierIsCompleteOnceAllHaveStartedIt() throws {
    for late in 0..<world.size {
      if world.rank == late {
        // The others wait for a message that is sent only after some of their questions.
        for rank in 0..<world.size where rank != late { try world.send(1, to: rank, tag: 3) }
      } else {
        let barrier = try world.start(.barrier())
        for _ in 0..<20 { #expect(try !barrier.isComplete()) }
        #expect(try world.receive(Int.self, from: late, tag: 3) == 1)
        try world.send(2, to: late, tag: 4)
        while try !barrier.isComplete() {}
        continue
      }
      for rank in 0..<world.size where rank != late {
        #expect(try world.receive(Int.self, from: rank, tag: 4) == 2)
      }
      let barrier = try world.start(.barrier())
      while try !barrier.isComplete() {}
    }
  }

  @Test func whatCannotBeStartedIsAnError() {
    do {
      _ = try world.start(.send(OwnedBuffer<UInt8>([1]), to: world.size, tag: 0))
      Issue.record("there is no such rank")
    } catch {
      #expect(error.errorClass == .rank && error.function == "MPI_Isend")
    }
  }
}
