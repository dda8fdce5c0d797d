import MPI
import Support
import Testing

/// Many operations that are waited for together.
@Suite struct RequestsTests {
  let world = World.world

  @Test func eachRankExchangesWithAll() throws {
    let mine = [world.rank, -world.rank]
    var requests = Requests()
    for rank in 0..<world.size {
      try requests.start(
        .receive(into: OwnedBuffer(repeating: 0, count: 2), from: rank, tag: 7), on: world)
      try requests.start(.send(mine.span, to: rank, tag: 7), on: world)
    }
    #expect(requests.count == 2 * world.size)
    let statuses = try requests.wait()
    for rank in 0..<world.size {
      #expect(statuses[2 * rank].source == rank)
      #expect(try statuses[2 * rank].count(of: Int.self) == 2)
    }
  }

  @Test func twoNeighboursAtOnce() throws {
    let (left, right) = (world.left, world.right)
    let mine = [world.rank]
    var fromLeft = [-1]
    var fromRight = [-1]
    var requests = Requests()
    try requests.start(.receive(into: fromLeft.mutableSpan, from: left, tag: 1), on: world)
    try requests.start(.receive(into: fromRight.mutableSpan, from: right, tag: 2), on: world)
    try requests.start(.send(mine.span, to: right, tag: 1), on: world)
    try requests.start(.send(mine.span, to: left, tag: 2), on: world)
    try requests.wait()
    #expect(fromLeft == [left] && fromRight == [right])
  }

  @Test func theFirstToCompleteIsFoundFirst() throws {
    // Rank 0 receives from all, in whatever order they come; each comes once.
    guard world.rank == 0 else { return try world.send(world.rank, to: 0, tag: 3) }
    var requests = Requests()
    for rank in 1..<max(2, world.size) where rank < world.size {
      try requests.start(.receive(into: OwnedBuffer([0]), from: rank, tag: 3), on: world)
    }
    var seen: Set<Int> = []
    while let (index, status) = try requests.waitAny() {
      #expect(status.source == index + 1)
      #expect(seen.insert(index).inserted)
    }
    #expect(seen.count == world.size - 1)
    #expect(try requests.testAny() == nil)
    #expect(try requests.waitSome().isEmpty)
    try requests.wait()
  }

  @Test func someAreFoundUntilAllAre() throws {
    guard world.rank == 0 else { return try world.send(world.rank, to: 0, tag: 3) }
    var requests = Requests()
    for rank in 0..<world.size where rank > 0 {
      try requests.start(.receive(into: OwnedBuffer([0]), from: rank, tag: 3), on: world)
    }
    var seen: Set<Int> = []
    var isWaiting = true
    while seen.count < world.size - 1 {
      let some = isWaiting ? try requests.waitSome() : try requests.testSome()
      isWaiting.toggle()
      for (index, status) in some {
        #expect(status.source == index + 1)
        seen.insert(index)
      }
    }
    #expect(seen.count == world.size - 1)
    #expect(try requests.test() != nil)
  }

  @Test func testingSaysWhetherAllAreComplete() throws {
    var mine = [-1]
    var requests = Requests()
    try requests.start(.receive(into: mine.mutableSpan, from: world.left, tag: 5), on: world)
    #expect(try requests.test() == nil)
    try world.barrier()
    let sent = [world.rank]
    let sending = try world.start(.send(sent.span, to: world.right, tag: 5))
    while try requests.test() == nil {}
    try sending.wait()
    try requests.wait()
    #expect(mine == [world.left])
  }

  @Test func aForgottenReceiveIsCalledOff() throws {
    do {
      var numbers = [1, 2, 3]
      _ = try world.start(.receive(into: numbers.mutableSpan, from: world.left, tag: 6))
      var requests = Requests()
      var others = [4]
      try requests.start(.receive(into: others.mutableSpan, from: world.left, tag: 6), on: world)
    }
    try world.barrier()
    // Had they stayed, they would take this one.
    let next = try world.start(.receive(into: OwnedBuffer([0]), from: world.left, tag: 6))
    let sent = [world.rank]
    try world.start(.send(sent.span, to: world.right, tag: 6)).wait()
    #expect(try next.received().array == [world.left])
  }

  @Test func aReceiveThatIsCalledOffSaysSo() throws {
    var numbers = [1]
    let request = try world.start(.receive(into: numbers.mutableSpan, from: world.left, tag: 8))
    let status = try request.cancel()
    #expect(status.isCancelled)
    #expect(numbers == [1])
  }

  // Open MPI 4 is silent about a message to oneself.
  @Test(.enabled(if: World.world.size > 1)) func tooLongAMessageIsAnErrorOfTheWait() throws {
    let long = [1, 2, 3]
    var requests = Requests()
    var short = [0]
    try requests.start(.receive(into: short.mutableSpan, from: world.left, tag: 9), on: world)
    try requests.start(.send(long.span, to: world.right, tag: 9), on: world)
    do {
      try requests.wait()
      Issue.record("the message was longer than the buffer")
    } catch {
      #expect(error.errorClass == .truncate)
    }
    try world.barrier()
  }

  @Test func noneAreCompleteAtOnce() throws {
    let requests = Requests()
    #expect(try requests.wait().isEmpty)
  }

  @Test func allModesOfSendingArrive() throws {
    for mode in [SendMode.standard, .synchronous] {
      let mine = [world.rank]
      var theirs = [-1]
      let receive = try world.start(.receive(into: theirs.mutableSpan, from: world.left, tag: 2))
      try world.start(.send(mine.span, to: world.right, tag: 2, mode: mode)).wait()
      try receive.wait()
      #expect(theirs == [world.left])
    }
    // Ready: the receiver says that it is receiving.
    let mine = [world.rank]
    var theirs = [-1]
    let receive = try world.start(.receive(into: theirs.mutableSpan, from: world.left, tag: 2))
    try world.barrier()
    try world.send(mine, to: world.right, tag: 2, mode: .ready)
    try receive.wait()
    #expect(theirs == [world.left])
  }
}
