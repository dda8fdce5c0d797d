import MPI
import Support
import Testing

@Suite(.enabled(if: World.canSendAhead)) struct ProbeTests {
  let world = World.world

  @Test func aProbeTellsOfAMessageWithoutReceivingIt() throws {
    try world.send([1.0, 2, 3], to: world.right, tag: 11)
    for _ in 0..<2 {
      let status = try world.probe(from: world.left, tag: 11)
      #expect(status.source == world.left && status.tag == 11)
      #expect(try status.count(of: Double.self) == 3)
      #expect(try status.count(of: UInt8.self) == 24)
      expectError(.truncate, in: "MPI_Get_count") { _ = try status.count(of: Padded2.self) }
    }
    #expect(try world.probe().tag == 11)
    #expect(try world.receive([Double].self, from: world.left, tag: 11) == [1, 2, 3])
  }

  /// As long as two doubles.
  private struct Padded2: Transferable {
    var number: Double
    var byte: UInt8
  }

  @Test func lookingForAMessageFindsItOnceItHasCome() throws {
    // On a communicator of its own, where nothing else can have come.
    try world.withDuplicate { world throws in
      #expect(try world.probeNow() == nil)
      #expect(try world.probeMatchedNow() == nil)
      try world.barrier()
      try world.send([UInt8](1...7), to: world.right, tag: 3)
      var found: Status?
      while found == nil { found = try world.probeNow(from: world.left, tag: 3) }
      #expect(found?.source == world.left && found?.tag == 3)
      #expect(try found?.count(of: UInt8.self) == 7)
      #expect(try world.probeNow(from: world.left, tag: 4) == nil)
      #expect(try world.probeMatchedNow(from: world.left, tag: 4) == nil)
      guard let message = try world.probeMatchedNow(from: world.left) else {
        Issue.record("the message is gone")
        return
      }
      #expect(try world.probeNow() == nil, "the message is set apart")
      #expect(try message.receive([UInt8].self) == [UInt8](1...7))
      #expect(try world.probeNow() == nil)
    }
  }

  @Test func aMatchedMessageIsReceivedWhateverElseCame() throws {
    try world.send([1, 2], to: world.right, tag: 1)
    try world.send([3, 4, 5], to: world.right, tag: 1)
    try world.send("text", to: world.right, tag: 2)
    let first = try world.probeMatched(from: world.left, tag: 1)
    let text = try world.probeMatched(from: world.left, tag: 2)
    #expect(text.status.tag == 2)
    #expect(try world.receive([Int].self, from: world.left, tag: 1) == [3, 4, 5])
    #expect(try text.receive(String.self) == "text")
    var values = [0, 0, 0]
    let status = try first.receive(into: &values)
    #expect(values == [1, 2, 0])
    #expect(status.source == world.left && status.tag == 1)
    #expect(try status.count(of: Int.self) == 2)
  }

  @Test func aMatchedMessageThatIsTooLongIsAnErrorAndGone() throws {
    try world.send([1, 2, 3], to: world.right)
    try world.send([4, 5], to: world.right)
    let message = try world.probeMatched(from: world.left)
    var short = [0]
    do {
      try message.receive(into: &short)
      Issue.record("the message does not fit")
    } catch {
      #expect(error.errorClass == .truncate && error.function == "MPI_Mrecv")
    }
    #expect(try world.receive([Int].self, from: world.left) == [4, 5])
  }

  @Test func aMessageThatNobodyReceivesIsThrownAway() throws {
    try world.send([1.0, 2.0], to: world.right)
    try world.send("kept", to: world.right)
    do {
      let dropped = try world.probeMatched(from: world.left)
      #expect(try dropped.status.count(of: Double.self) == 2)
    }
    #expect(try world.receive(String.self, from: world.left) == "kept")
  }

  @Test(.enabled(if: World.world.size > 1)) func aLongMessageThatNobodyReceivesDoesNotHoldUpItsSender() throws
  {
    for sender in 0..<world.size {
      if world.rank == sender {
        try world.send(Double.elements(of: sender, 300_000), to: world.right)
        try world.send(sender, to: world.right)
      }
      if world.left == sender {
        do { _ = try world.probeMatched(from: sender) }
        #expect(try world.receive(Int.self, from: sender) == sender)
      }
    }
  }

  @Test func probingTheProcessThatIsNotThereFindsAnEmptyMessage() throws {
    let status = try #require(try world.probeNow(from: noProcess))
    #expect(status.source == noProcess)
    #expect(try status.count(of: Int.self) == 0)
    do { _ = try world.probeMatched(from: noProcess) }
    #expect(try world.probeMatched(from: noProcess).receive([Int].self) == [])
  }

  @Test func textIsNotMadeOfAMessageThatHoldsMore() throws {
    try world.send(["a", "b"], to: world.right)
    try world.send("b", to: world.right)
    expectError(.truncate, in: "unpack") { _ = try world.receive(String.self, from: world.left) }
    #expect(try world.receive(String.self, from: world.left) == "b")
  }
}
