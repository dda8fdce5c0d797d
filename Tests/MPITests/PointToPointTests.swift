import MPI
import Support
import Testing

@Suite(.enabled(if: World.canSendAhead)) struct PointToPointTests {
  let world = World.world

  // Small messages: sending them does not wait for the neighbour, which sends first, too.
  @Test(arguments: sampleTypes) func theNeighbourReceivesWhatWasSent(_ type: any Sample.Type) throws {
    try passOn(type)
  }

  private func passOn<T: Sample>(_ type: T.Type) throws {
    let mine = T.elements(of: world.rank, 9)
    let expected = T.elements(of: world.left, 9)
    try world.send(mine, to: world.right, tag: 1)
    try world.send(mine.inTheMiddle, to: world.right, tag: 2)
    try world.send(mine.span, to: world.right, tag: 3)
    try world.send(mine[4], to: world.right, tag: 4)
    try world.send(mine[4], to: world.right, tag: 5)
    for tag in 6...8 { try world.send(mine, to: world.right, tag: tag) }
    #expect(try world.receive([T].self, from: world.left, tag: 1) == expected)
    var long = T.filler(12)
    let status = try world.receive(into: &long, from: world.left, tag: 2)
    #expect(long == expected + T.filler(12)[9...])
    #expect(status.source == world.left && status.tag == 2)
    #expect(try status.count(of: T.self) == 9)
    #expect(try world.receive([T].self, from: world.left, tag: 3) == expected)
    #expect(try world.receive(T.self, from: world.left, tag: 4) == expected[4])
    var value = T.element(rank: -1, index: -1)
    try world.receive(into: &value, from: world.left, tag: 5)
    #expect(value == expected[4])
    var tag = 6
    try expectFilling(T.filler(9), gives: expected) {
      try world.receive(into: &$0, from: world.left, tag: tag)
      tag += 1
    }
  }

  @Test(arguments: packableTypes) func theNeighbourReceivesPackableValues(_ type: any PackableSample.Type)
    throws
  {
    try passOnPacked(type)
  }

  private func passOnPacked<T: PackableSample>(_ type: T.Type) throws {
    // A long value is sent only while it is being received, so the ranks take turns.
    for sender in 0..<world.size where world.size > 1 {
      if world.rank == sender { try world.send(T.value(of: sender), to: world.right, tag: 3) }
      if world.left == sender {
        #expect(try world.receive(T.self, from: sender, tag: 3) == T.value(of: sender))
      }
    }
    // These are short.
    try world.send(T.value(of: 5), to: world.right, tag: 4)
    #expect(try world.receive(T.self, from: world.left, tag: 4) == T.value(of: 5))
  }

  @Test func numbersGoAsNumbersAndStringsArePacked() throws {
    try world.send([1.5, -2], to: world.right)
    try world.send("ß🌍", to: world.right)
    try world.send(["", "a"], to: world.right)
    #expect(try world.probe(from: world.left).count(of: Double.self) == 2)
    #expect(try world.receive([Double].self, from: world.left) == [1.5, -2])
    #expect(try world.receive(String.self, from: world.left) == "ß🌍")
    #expect(try world.receive([String].self, from: world.left) == ["", "a"])
  }

  @Test func messagesBetweenTwoRanksKeepTheirOrder() throws {
    for number in 0..<300 { try world.send(number, to: world.right, tag: number % 3) }
    let order = try (0..<300).map { _ in try world.receive(Int.self, from: world.left) }
    #expect(order == Array(0..<300))
  }

  @Test func aTagChoosesAmongMessages() throws {
    for tag in [5, 6, 7] { try world.send(tag * 10, to: world.right, tag: tag) }
    for tag in [6, 7, 5] { #expect(try world.receive(Int.self, from: world.left, tag: tag) == tag * 10) }
  }

  @Test(.enabled(if: World.world.size > 1)) func messagesOfUnequalLengthFromAnyoneAllArrive() throws {
    // Some are long, and are sent only while they are being received.
    func length(_ sender: Int, _ number: Int) -> Int { (sender * 7919 + number * number * 977) % 9000 }
    let numbers = 0..<40
    // On a communicator of its own, because whoever is ready first goes on to other messages.
    try world.withDuplicate { world in
      for receiver in 0..<world.size {
        guard world.rank == receiver else {
          for number in numbers {
            let values = Double.elements(of: world.rank, length(world.rank, number))
            try world.send(values, to: receiver, tag: number)
          }
          continue
        }
        var arrived = Array(repeating: 0, count: world.size)
        for _ in 0..<numbers.count * (world.size - 1) {
          let message = try world.probeMatched(from: anySource, tag: anyTag)
          let status = message.status
          let values = try message.receive([Double].self)
          #expect(status.tag == arrived[status.source], "the messages of one rank in order")
          #expect(values == Double.elements(of: status.source, length(status.source, status.tag)))
          arrived[status.source] += 1
        }
        #expect(arrived.enumerated().allSatisfy { $1 == ($0 == receiver ? 0 : numbers.count) })
      }
    }
  }

  @Test(arguments: sampleTypes) func aMessageCanBeEmpty(_ type: any Sample.Type) throws {
    try passOnNothing(type)
  }

  private func passOnNothing<T: Sample>(_ type: T.Type) throws {
    try world.send([T](), to: world.right, tag: 1)
    try world.send([T]().span, to: world.right, tag: 2)
    #expect(try world.receive([T].self, from: world.left, tag: 1) == [])
    var untouched = T.filler(2)
    let status = try world.receive(into: &untouched, from: world.left, tag: 2)
    #expect(try status.count(of: T.self) == 0)
    #expect(untouched == T.filler(2))
  }

  @Test func aMessageLongerThanTheBufferIsTruncatedWithAnError() throws {
    try world.send([Int32](1...10), to: world.right)
    try world.send([Int32](1...3), to: world.right)
    var short = [Int32](repeating: 0, count: 4)
    expectError(.truncate, in: "MPI_Recv") { try world.receive(into: &short, from: world.left) }
    let status = try world.receive(into: &short, from: world.left)
    #expect(try status.count(of: Int32.self) == 3)
    #expect(short.prefix(3) == [1, 2, 3])
  }

  @Test func oneValueIsNotReceivedFromALongerOrEmptyMessage() throws {
    try world.send([1.0, 2.0], to: world.right)
    try world.send([Double](), to: world.right)
    try world.send(3.0, to: world.right)
    expectError(.truncate, in: "MPI_Mrecv") { _ = try world.receive(Double.self, from: world.left) }
    expectError(.truncate, in: "MPI_Mrecv") { _ = try world.receive(Double.self, from: world.left) }
    #expect(try world.receive(Double.self, from: world.left) == 3)
  }

  @Test func aMessageThatIsNoWholeNumberOfElementsIsAnError() throws {
    try world.send([UInt8](repeating: 1, count: 20), to: world.right)
    try world.send([UInt8](repeating: 1, count: 25), to: world.right)
    try world.send(3.0, to: world.right)
    expectError(.truncate, in: "MPI_Get_count") { _ = try world.receive([Double].self, from: world.left) }
    expectError(.truncate, in: "MPI_Get_count") { _ = try world.receive([Padded].self, from: world.left) }
    #expect(try world.receive(Double.self, from: world.left) == 3)
  }

  @Test func theProcessThatIsNotThereSendsAndReceivesNothing() throws {
    try world.send([1.0, 2.0], to: noProcess)
    try world.send("nobody", to: noProcess)
    var values = [5.0]
    let status = try world.receive(into: &values, from: noProcess)
    #expect(values == [5])
    #expect(status.source == noProcess && status.tag == anyTag)
    #expect(try status.count(of: Double.self) == 0)
    #expect(try world.receive([Double].self, from: noProcess) == [])
    expectError(.truncate, in: "MPI_Mrecv") { _ = try world.receive(Double.self, from: noProcess) }
    #expect(try world.probe(from: noProcess).source == noProcess)
  }
}
