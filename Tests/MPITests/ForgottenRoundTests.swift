import MPI
import Support
import Testing

/// Rounds that are called off, forgotten, or could not begin.
@Suite struct ForgottenRoundTests {
  let world = World.world

  @Test func aRoundOfAReceiveIsCalledOffAndAnotherFollows() throws {
    var received = [0, 0]
    let mine = [world.rank, 8]
    var receive = try world.prepare(.receive(into: received.mutableSpan, from: world.left, tag: 71))
    let round = try receive.start()
    #expect(try round.cancel().isCancelled)
    try world.barrier()
    let next = try receive.start()
    try world.send(mine, to: world.right, tag: 71)
    #expect(try next.wait().source == world.left)
    #expect(receive.received[0] == world.left)
  }

  @Test func nothingButAReceiveIsCalledOff() throws {
    var number = [world.rank]
    expectError(.request, in: "MPI_Cancel") {
      _ = try world.start(.broadcast(number.mutableSpan, root: world.size - 1)).cancel()
    }
    #expect(number == [world.size - 1])
    let mine = [world.rank]
    var send = try world.prepare(.send(mine.span, to: world.right, tag: 72))
    do {
      let round = try send.start()
      #expect(try world.receive(Int.self, from: world.left, tag: 72) == world.left)
      try round.cancel()
      Issue.record("a message was called off")
    } catch {
      #expect(error.errorClass == .request)
    }
    let round = try send.start()
    #expect(try world.receive(Int.self, from: world.left, tag: 72) == world.left)
    try round.wait()
  }

  // It takes the five seconds that others are waited for.
  @Test(.enabled(if: World.world.size == 2)) func aReceiveThatNobodySendsToEnds() throws {
    var received = [0]
    let mine = [world.rank]
    do {
      var set = PersistentRequests()
      try set.add(.receive(into: received.mutableSpan, from: world.left, tag: 73), on: world)
      try set.add(.send(mine.span, to: world.right, tag: 74), on: world)
      _ = try set.start()
    }
    #expect(received == [0])
    #expect(try world.receive(Int.self, from: world.left, tag: 74) == world.left)
  }

  // Where there are no persistent collective operations, a wrong root is found when the round begins.
  @Test(.enabled(if: World.isMPICH("4.") || Environment.libraryVersion.contains("Open MPI v4.")))
  func roundsOfWhichOneCannotBeginHaveNotBegun() throws {
    var (received, copy) = ([0], [0])
    let mine = [world.rank]
    do {
      var set = PersistentRequests()
      try set.add(.receive(into: received.mutableSpan, from: world.left, tag: 75), on: world)
      try set.add(.broadcast(copy.mutableSpan, root: world.size), on: world)
      expectError(.root, in: "MPI_Ibcast") { _ = try set.start() }
      try world.barrier()
      var other = [-1]
      try world.sendReceive(mine, to: world.right, tag: 75, into: &other, from: world.left, receiveTag: 75)
      #expect(other == [world.left])
      #expect(try set.received(0, as: Int.self)[0] == 0)
    }
  }
}
