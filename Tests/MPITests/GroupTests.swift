import MPI
import Support
import Testing

@Suite struct GroupTests {
  let world = World.world

  /// The ranks in the world of a group's processes, in the group's order.
  private func members(_ group: Group) throws -> [Int] {
    let all = try world.group()
    let ranks = try group.translate(Array(0..<group.size), to: all)
    try all.free()
    return try ranks.map { try #require($0) }
  }

  /// Expects a group of these ranks of the world, and frees it.
  private func expect(
    _ group: Group, has ranks: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try members(group) == ranks, sourceLocation: sourceLocation)
    #expect(group.size == ranks.count, sourceLocation: sourceLocation)
    #expect(group.rank == ranks.firstIndex(of: world.rank), sourceLocation: sourceLocation)
    try group.free()
  }

  @Test func theWorldsGroupHasItsRanks() throws {
    try expect(try world.group(), has: Array(0..<world.size))
    let reversed = try #require(try world.split(color: 0, key: -world.rank))
    try expect(try reversed.group(), has: (0..<world.size).reversed())
    try reversed.free()
  }

  @Test func theEmptyGroupHasNobody() throws {
    let empty = try Group.empty
    #expect(empty.size == 0 && empty.rank == nil)
    try empty.free()
    #expect(try Group.empty.size == 0)
  }

  @Test func ranksAreIncludedInTheOrderGivenAndExcludedInTheGroups() throws {
    let all = try world.group()
    var generator = try World.generator()
    for count in 0...world.size {
      let chosen = Array((0..<world.size).shuffled(using: &generator).prefix(count))
      try expect(try all.include(chosen), has: chosen)
      try expect(try all.exclude(chosen), has: (0..<world.size).filter { !chosen.contains($0) })
    }
    try all.free()
  }

  @Test func rangesCountUpAndDownBySteps() throws {
    let all = try world.group()
    let last = world.size - 1
    let every: [(RankRange, [Int])] = [
      (RankRange(0...last), Array(0...last)),
      (RankRange(0...last, by: 2), Array(stride(from: 0, through: last, by: 2))),
      (RankRange(from: last, through: 0, by: -3), Array(stride(from: last, through: 0, by: -3))),
      (RankRange(from: last, through: last, by: -1), [last]),
    ]
    for (range, ranks) in every {
      try expect(try all.include([range]), has: ranks)
      try expect(try all.exclude([range]), has: (0...last).filter { !ranks.contains($0) })
    }
    try expect(try all.include([] as [RankRange]), has: [])
    if world.size > 2 {
      let ends = [RankRange(from: last, through: last), RankRange(0...0)]
      try expect(try all.include(ends), has: [last, 0])
      try expect(try all.exclude(ends), has: Array(1..<last))
    }
    try all.free()
  }

  @Test func groupsCombineAsOrderedSets() throws {
    let all = try world.group()
    var generator = try World.generator()
    for _ in 0..<10 {
      func some() -> [Int] {
        let shuffled = (0..<world.size).shuffled(using: &generator)
        return Array(shuffled.prefix(.random(in: 0...world.size, using: &generator)))
      }
      let (left, right) = (some(), some())
      let (a, b) = (try all.include(left), try all.include(right))
      try expect(try a.union(b), has: left + right.filter { !left.contains($0) })
      try expect(try a.intersection(b), has: left.filter { right.contains($0) })
      try expect(try a.difference(b), has: left.filter { !right.contains($0) })
      let same: GroupComparison =
        left == right ? .identical : Set(left) == Set(right) ? .similar : .unequal
      #expect(try a.compare(with: b) == same)
      #expect(
        try a.translate(Array(0..<left.count), to: b) == left.map { right.firstIndex(of: $0) })
      try a.free()
      try b.free()
    }
    #expect(try all.compare(with: all) == .identical)
    #expect(try all.translate([noProcess], to: all) == [noProcess])
    #expect(try all.translate([], to: all) == [])
    try all.free()
  }

  @Test func ranksThatAGroupDoesNotHaveAreRefused() throws {
    let all = try world.group()
    for rank in [world.size, -17, .max, .min] {
      expectError(.rank, in: "MPI_Group_incl") { _ = try all.include([0, rank]) }
      expectError(.rank, in: "MPI_Group_excl") { _ = try all.exclude([rank]) }
      expectError(.rank, in: "MPI_Group_range_incl") {
        _ = try all.include([RankRange(from: rank, through: rank)])
      }
      expectError(.rank, in: "MPI_Group_translate_ranks") { _ = try all.translate([rank], to: all) }
    }
    expectError(.rank, in: "MPI_Group_incl") { _ = try all.include([0, 0]) }
    expectError(.rank, in: "MPI_Group_excl") { _ = try all.exclude([0, 0]) }
    expectError(.rank, in: "MPI_Group_range_excl") {
      _ = try all.exclude([RankRange(0...0), RankRange(0...0)])
    }
    expectError(.rank, in: "MPI_Group_range_excl") { _ = try all.exclude([RankRange(0...world.size)]) }
    expectError(.argument, in: "MPI_Group_range_incl") { _ = try all.include([RankRange(0...0, by: 0)]) }
    expectError(.argument, in: "MPI_Group_range_incl") {
      _ = try all.include([RankRange(from: 0, through: world.size, by: -1)])
    }
    try all.free()
  }
}
