import MPI
import Support
import Testing

/// Asking for the status of many operations takes nothing away.
@Suite struct RequestStatusTests {
  let world = World.world

  /// Sends something to each other rank, which all receive before any receives from rank 0.
  private func receives(_ requests: inout Requests) throws {
    for rank in 0..<world.size {
      try requests.start(.receive(into: OwnedBuffer([0, 0]), from: rank, tag: 40 + rank), on: world)
    }
  }

  @Test func thoseThatAreCompleteStaySo() throws {
    var requests = Requests()
    try receives(&requests)
    #expect(try requests.statusAll() == nil)
    #expect(try requests.statusAny() == nil)
    #expect(try requests.statusSome().isEmpty)
    try world.barrier()
    let mine = [world.rank, 7]
    // The last rank's first: nothing else can be complete.
    let last = world.size - 1
    if world.rank == last {
      for rank in 0..<world.size {
        try world.start(.send(mine.span, to: rank, tag: 40 + last)).wait()
      }
    }
    var first = try requests.statusAny()
    while first == nil { first = try requests.statusAny() }
    for _ in 0..<3 {
      let (index, status) = try #require(try requests.statusAny())
      #expect(index == last && status.source == last && status.tag == 40 + last)
      #expect(try status.count(of: Int.self) == 2)
      let some = try requests.statusSome()
      #expect(some.map(\.index) == [last] && some.map(\.status.source) == [last])
      #expect(try (requests.statusAll() != nil) == (world.size == 1))
    }
    // Only now it is taken.
    let (index, status) = try #require(try requests.waitAny())
    #expect(index == last && status.source == last)
    #expect(try requests.statusAny() == nil && requests.statusSome().isEmpty)
    try world.barrier()
    if world.rank != last {
      for rank in 0..<world.size {
        try world.start(.send(mine.span, to: rank, tag: 40 + world.rank)).wait()
      }
    }
    while try requests.statusAll() == nil {}
    let some = try requests.statusSome()
    #expect(some.map(\.index).sorted() == Array(0..<last))
    #expect(some.allSatisfy { $0.index == $0.status.source })
    let statuses = try requests.wait()
    #expect(statuses.dropLast().map(\.source) == Array(0..<last))
    #expect(try statuses.dropLast().allSatisfy { try $0.count(of: Int.self) == 2 })
  }

  @Test func noneAreAllComplete() throws {
    var requests = Requests()
    #expect(try requests.statusAll()?.isEmpty == true)
    #expect(try requests.statusAny() == nil)
    #expect(try requests.statusSome().isEmpty)
    try requests.start(.send([1].span, to: noProcess), on: world)
    while try requests.test() == nil {}
    #expect(try requests.statusAny() == nil)
    #expect(try requests.statusSome().isEmpty)
    #expect(try requests.statusAll()?.count == 1)
    try requests.wait()
  }

  @Test func whatWasWaitedForHasAnEmptyStatusFromThenOn() throws {
    let mine = [world.rank, 1, 2]
    var requests = Requests()
    try requests.start(.receive(into: OwnedBuffer([0, 0, 0]), from: world.left, tag: 6), on: world)
    try requests.start(.send(mine.span, to: world.right, tag: 6), on: world)
    var sources: [Int: Int] = [:]
    while let (index, status) = try requests.waitAny() { sources[index] = status.source }
    #expect(sources.count == 2 && sources[0] == world.left)
    for _ in 0..<2 {
      #expect(try requests.waitAny() == nil && requests.testAny() == nil)
      #expect(try requests.waitSome().isEmpty && requests.testSome().isEmpty)
      try expectEmpty(try #require(try requests.test()))
    }
    try expectEmpty(try requests.wait())
  }

  private func expectEmpty(_ statuses: [Status]) throws {
    #expect(statuses.count == 2)
    for status in statuses {
      #expect(status.source == anySource && status.tag == anyTag && !status.isCancelled)
      #expect(try status.count(of: Int.self) == 0)
    }
  }
}
