import MPI
import Support
import Testing

@Suite struct SplitTests {
  let world = World.world

  @Test func ranksOfOneColourFormAPartInTheirOrder() throws {
    for colors in 1...world.size + 1 {
      let mine = world.rank % colors
      let part = try #require(try world.split(color: mine))
      let members = (0..<world.size).filter { $0 % colors == mine }
      #expect(part.size == members.count)
      #expect(part.rank == members.firstIndex(of: world.rank))
      #expect(try part.allGather(world.rank) == members)
      try part.free()
    }
  }

  @Test func keysOrderTheRanksOfAPart() throws {
    var generator = try World.generator()
    for round in 0..<8 {
      let colors = (0..<world.size).map { _ in round < 4 ? 5 : Int.random(in: 0...2, using: &generator) * 1000
      }
      let keys = (0..<world.size).map { _ in Int.random(in: -2...2, using: &generator) }
      let members = (0..<world.size).filter { colors[$0] == colors[world.rank] }.sorted {
        (keys[$0], $0) < (keys[$1], $1)
      }
      let order = try world.withSplit(color: colors[world.rank], key: keys[world.rank]) { part throws in
        #expect(part.rank == members.firstIndex(of: world.rank))
        return try part.allGather(world.rank)
      }
      #expect(order == members)
    }
  }

  @Test func whoGivesNoColourJoinsNoPart() throws {
    let joins = world.rank % 3 != 1
    let sum = try world.withSplit(color: joins ? 7 : nil) { part in try part.allReduce(world.rank, .sum) }
    #expect(sum == (joins ? (0..<world.size).filter { $0 % 3 != 1 }.reduce(0, +) : nil))
    #expect(try world.split(color: nil) == nil)
  }

  @Test func partsWorkIndependently() throws {
    try world.withSplit(color: world.rank % 2, key: -world.rank) { part throws in
      let members = stride(from: world.rank % 2, to: world.size, by: 2).reversed()
      // Unequally often, so that the parts are not in step.
      for round in 0...5 * (world.rank % 2) {
        #expect(
          try part.broadcast("\(world.rank) \(round)", root: part.size - 1) == "\(world.rank % 2) \(round)")
        let following = try part.allReduce(
          Affine<UInt64>.element(rank: world.rank, index: round), Following<UInt64>.operation())
        let all = members.map { Affine<UInt64>.element(rank: $0, index: round) }
        #expect(following == all.dropFirst().reduce(all[0]) { $0.followed(by: $1) })
      }
    }
  }

  @Test func ranksOfOneHostFormItsPart() throws {
    let hosts = try world.allGather(Environment.processorName)
    let members = (0..<world.size).filter { hosts[$0] == hosts[world.rank] }
    let order = try world.withSplitByNode { node throws in
      #expect(node.rank == members.firstIndex(of: world.rank))
      return try node.allGather(world.rank)
    }
    #expect(order == members)
    let reversed = try world.splitByNode(key: -world.rank)
    #expect(try reversed.allGather(world.rank) == members.reversed())
    try reversed.free()
  }

  @Test func coloursAndKeysThatMPICannotTakeAreRefused() throws {
    for color in [-1, Int.min, Int.max, Int(Int32.min)] {
      expectError(.argument, in: "MPI_Comm_split") { _ = try world.split(color: color) }
      expectError(.argument, in: "MPI_Comm_split") { try world.withSplit(color: color) { _ in } }
    }
    expectError(.argument, in: "MPI_Comm_split") { _ = try world.split(color: 0, key: .max) }
    expectError(.argument, in: "MPI_Comm_split_type") { _ = try world.splitByNode(key: .min) }
    #expect(try world.allReduce(1, .sum) == world.size)
  }
}
