import MPI
import Support
import Testing

@Suite struct SendReceiveTests {
  let world = World.world

  @Test(arguments: sampleTypes) func aRingTurnsWithoutWaitingForEver(_ type: any Sample.Type) throws {
    try turn(type)
  }

  private func turn<T: Sample>(_ type: T.Type) throws {
    // The longest is sent only while it is being received.
    for count in [0, 1, 30, 5000] {
      let mine = T.elements(of: world.rank, count)
      let expected = T.elements(of: world.left, count)
      let start = T.filler(count)
      try expectFilling(start, gives: expected) {
        try world.sendReceive(mine, to: world.right, tag: 4, into: &$0, from: world.left, receiveTag: 4)
      }
      var received = start
      let status = try world.sendReceive(
        mine.span, to: world.right, tag: 5, into: &received, from: world.left)
      #expect(received == expected)
      #expect(status.source == world.left && status.tag == 5)
      #expect(try status.count(of: T.self) == count)
      try expectFilling(mine, gives: expected) {
        try world.sendReceive(inPlace: &$0, to: world.right, tag: 6, from: world.left, receiveTag: 6)
      }
      var span = received.mutableSpan
      try world.sendReceive(inPlace: &span, to: world.left, from: world.right)
      #expect(received == mine)
    }
  }

  @Test func whatIsSentAndWhatIsReceivedMayDiffer() throws {
    let sent = [Int32](repeating: Int32(world.rank), count: world.rank)
    var received = [Int32](repeating: -1, count: world.size)
    let status = try world.sendReceive(sent, to: world.right, into: &received, from: world.left)
    #expect(try status.count(of: Int32.self) == world.left)
    #expect(received == (0..<world.size).map { $0 < world.left ? Int32(world.left) : -1 })
    var number = 0
    try world.sendReceive(world.rank * 3, to: world.right, into: &number, from: world.left)
    #expect(number == world.left * 3)
  }

  @Test func aLineEndsWithTheProcessThatIsNotThere() throws {
    let next = world.rank + 1 < world.size ? world.rank + 1 : noProcess
    let previous = world.rank > 0 ? world.rank - 1 : noProcess
    var received = -1
    let status = try world.sendReceive(world.rank, to: next, into: &received, from: previous)
    #expect(received == world.rank - 1)
    #expect(status.source == previous)
    var replaced = world.rank
    try world.sendReceive(inPlace: &replaced, to: next, from: previous)
    #expect(replaced == (world.rank > 0 ? world.rank - 1 : world.rank))
  }

  // Not to oneself, where Open MPI 4.1 truncates without an error.
  @Test(.enabled(if: World.world.size > 1)) func aMessageLongerThanTheBufferIsTruncatedWithAnError() throws {
    var short = [Int32](repeating: 0, count: 1)
    expectError(.truncate, in: "MPI_Sendrecv") {
      try world.sendReceive([Int32](1...5), to: world.right, into: &short, from: world.left)
    }
    try world.sendReceive([Int32(9)], to: world.right, into: &short, from: world.left)
    #expect(short == [9])
  }
}
