import MPI
import Support
import Testing

@Suite struct CreateTests {
  let world = World.world

  /// Calls `body` with the group of the world's ranks of one parity, in reversed order.
  private func withGroup<R>(parity: Int, _ body: (Group, [Int]) throws -> R) throws -> R {
    let all = try world.group()
    let ranks = Array((0..<world.size).filter { $0 % 2 == parity }.reversed())
    let group = try all.include(ranks)
    let result = try body(group, ranks)
    try group.free()
    try all.free()
    return result
  }

  @Test func theMembersOfAGroupGetACommunicatorInItsOrder() throws {
    try withGroup(parity: 0) { group, ranks throws in
      let part = try world.create(from: group)
      #expect((part != nil) == ranks.contains(world.rank))
      if let part {
        #expect(part.rank == ranks.firstIndex(of: world.rank) && part.size == ranks.count)
        #expect(try part.allGather(world.rank) == ranks)
        try part.free()
      }
    }
  }

  @Test func disjointGroupsMakeACommunicatorEach() throws {
    try withGroup(parity: world.rank % 2) { group, ranks throws in
      let order = try world.withCreate(from: group) { try $0.allGather(world.rank) }
      #expect(order == ranks)
    }
    let none = try world.withCreate(from: try Group.empty) { $0.size }
    #expect(none == nil)
  }

  @Test func theMembersAloneMakeACommunicator() throws {
    try withGroup(parity: 0) { group, ranks throws in
      guard ranks.contains(world.rank) else {
        #expect(try world.create(from: group, tag: 7) == nil)
        return
      }
      let part = try #require(try world.create(from: group, tag: 7))
      #expect(try part.allGather(world.rank) == ranks)
      expectError(.rank, in: "MPI_Send") { try part.send(1, to: part.size) }
      try part.free()
    }
    expectError(.argument, in: "MPI_Comm_create_group") {
      _ = try world.create(from: try Group.empty, tag: .max)
    }
  }

  @Test func aDuplicateCanHaveHintsOfItsOwn() throws {
    let duplicate = try Info.with(["no_such_hint": "1"]) { try world.duplicate(info: $0) }
    #expect(try duplicate.compare(with: world) == .congruent)
    #expect(try duplicate.allReduce(1, .sum) == world.size)
    try duplicate.disconnect()
    let without = try world.duplicate(info: .none)
    #expect(try without.allReduce(1, .sum) == world.size)
    try without.free()
  }

  @Test func ranksOfANodeFormItsPartWhateverTheCallIsCalled() throws {
    let part = try #require(try world.split(type: .shared, key: -world.rank))
    let order = try part.allGather(world.rank)
    #expect(order == order.sorted(by: >) && order.contains(world.rank))
    try part.free()
    let joins = world.rank % 2 == 0
    let sizes = try world.withSplit(type: joins ? .shared : nil) { part in try part.allReduce(1, .sum) }
    #expect((sizes != nil) == joins)
    expectError(.argument, in: "MPI_Comm_split_type") { _ = try world.split(type: .shared, key: .max) }
  }

  @Test func hardwareSplitsArePartsOrUnsupported() throws {
    let isOld = try Environment.version < (4, 0)
    if isOld && Environment.libraryVersion.contains("Open MPI v4") {
      for type in [SplitType.hardwareGuided, .hardwareUnguided, .resourceGuided] {
        let error = expectError(.unsupported, in: "MPI_Comm_split_type") { _ = try world.split(type: type) }
        #expect(error?.reason.contains("is not available in Open MPI v4.") == true)
      }
    } else {
      // By a finer kind of hardware than all ranks share, if there is one.
      let size = try world.withSplit(type: .hardwareUnguided) { part in try part.allReduce(1, .sum) }
      #expect(size ?? 1 <= world.size)
    }
  }

  @Test func communicatorsHaveNames() throws {
    let duplicate = try world.duplicate()
    try duplicate.setName("Größe \(world.rank)")
    #expect(try duplicate.name() == "Größe \(world.rank)")
    try duplicate.setName("")
    #expect(try duplicate.name() == "")
    #expect(try world.name() == "MPI_COMM_WORLD")
    for name in ["a\0b", String(repeating: "x", count: 10_000)] {
      expectError(.argument, in: "MPI_Comm_set_name") { try duplicate.setName(name) }
    }
    try duplicate.free()
  }
}
