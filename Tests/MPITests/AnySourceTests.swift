import MPI
import Support
import Testing

/// Receives from whoever sends first.
@Suite struct AnySourceTests {
  let world = World.world

  @Test func eachRoundOfAPreparedReceiveTakesAMessageOfAnyone() throws {
    let rounds = 3 * world.size
    try world.withDuplicate { world throws in
      // Everyone sends three to rank 0, of unequal lengths.
      var sends = Requests()
      for number in 0..<3 {
        let mine = Double.elements(of: world.rank, 500 * number + world.rank)
        try sends.start(.send(OwnedBuffer(mine), to: 0, tag: number), on: world)
      }
      if world.rank == 0 {
        var received = Double.filler(2000)
        var receive = try world.prepare(.receive(into: received.mutableSpan))
        var next = Array(repeating: 0, count: world.size)
        for _ in 0..<rounds {
          let round = try receive.start()
          let status = try round.wait()
          let count = 500 * status.tag + status.source
          #expect(status.tag == next[status.source], "the messages of one rank in order")
          #expect(try status.count(of: Double.self) == count)
          let isRight = (0..<count).allSatisfy {
            receive.received[$0] == Double.element(rank: status.source, index: $0)
          }
          #expect(isRight)
          next[status.source] += 1
        }
        #expect(next == Array(repeating: 3, count: world.size))
      }
      try sends.wait()
    }
  }

  @Test func preparedReceivesFromAnyoneAndFromOneShareTheMessages() throws {
    var (anyones, theirs) = ([-1], [-1])
    let mine = [world.rank]
    var set = PersistentRequests()
    let any = try set.add(.receive(into: anyones.mutableSpan, tag: 5), on: world)
    let one = try set.add(.receive(into: theirs.mutableSpan, from: world.left, tag: 6), on: world)
    try set.add(.send(mine.span, to: world.left, tag: 5), on: world)
    try set.add(.send(mine.span, to: world.right, tag: 6), on: world)
    for _ in 0..<5 {
      let rounds = try set.start()
      let statuses = try rounds.wait()
      #expect(statuses[any].source == world.right && statuses[any].tag == 5)
      #expect(statuses[one].source == world.left && statuses[one].tag == 6)
      let first = try set.received(any, as: Int.self)[0]
      let second = try set.received(one, as: Int.self)[0]
      #expect(first == world.right && second == world.left)
    }
  }

  @Test func aReceiveFromAnyoneIsCalledOffAndTakesNothing() throws {
    try world.withDuplicate { world throws in
      for tag in [anyTag, 4] {
        var (dropped, theirs) = ([-1, -1], [-1])
        let request = try world.start(.receive(into: dropped.mutableSpan, tag: tag))
        #expect(try request.status() == nil)
        let status = try request.cancel()
        #expect(status.isCancelled)
        try world.barrier()
        let receive = try world.start(.receive(into: theirs.mutableSpan, tag: tag))
        let mine = [world.rank]
        try world.start(.send(mine.span, to: world.right, tag: 4)).wait()
        let second = try receive.wait()
        #expect(!second.isCancelled && second.source == world.left && second.tag == 4)
        #expect(dropped == [-1, -1] && theirs == [world.left])
        try world.barrier()
      }
    }
  }

  @Test func ofTwoReceivesFromAnyoneTheOneThatIsNotCalledOffTakesTheMessage() throws {
    try world.withDuplicate { world throws in
      var (first, second) = ([-1], [-1])
      let one = try world.start(.receive(into: first.mutableSpan))
      let other = try world.start(.receive(into: second.mutableSpan))
      let status = try one.cancel()
      #expect(status.isCancelled)
      try world.barrier()
      let mine = [world.rank]
      try world.start(.send(mine.span, to: world.right, tag: 4)).wait()
      let received = try other.wait()
      #expect(!received.isCancelled && received.source == world.left)
      #expect(first == [-1] && second == [world.left])
    }
  }
}
