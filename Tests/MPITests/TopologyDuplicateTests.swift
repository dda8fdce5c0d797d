import MPI
import Support
import Testing

/// Duplicates of communicators with a topology have it, too.
@Suite struct TopologyDuplicateTests {
  let world = World.world

  /// Calls `body` with duplicates of a communicator that were made in each way.
  private func forEachDuplicate(
    of communicator: Communicator, _ body: (Communicator) throws -> Void
  ) throws {
    var duplicates = [
      try communicator.duplicate(), try communicator.duplicate(info: .none),
      try communicator.startDuplicate().wait(),
    ]
    duplicates.append(try duplicates[0].duplicate())
    for duplicate in duplicates {
      #expect(try duplicate.compare(with: communicator) == .congruent)
      try body(duplicate)
    }
    for duplicate in duplicates { try duplicate.free() }
  }

  @Test func grids() throws {
    let shape = try CartesianCommunicator.dimensions(of: world.size, into: 2)
    try world.withCartesian(dimensions: shape, periods: [true, false]) { grid throws in
      try forEachDuplicate(of: grid.communicator) { duplicate throws in
        let same = try CartesianCommunicator(duplicate)
        #expect(same.dimensions == shape && same.periods == [true, false])
        #expect(same.coordinates == grid.coordinates)
        for dimension in 0..<2 {
          #expect(try same.shift(along: dimension) == grid.shift(along: dimension))
        }
      }
    }
  }

  @Test func graphs() throws {
    // A star, and a ring of all.
    let size = world.size
    let star = (0..<size).map { $0 == 0 ? Array(1..<size) : [0] }
    for adjacency in [star, (0..<size).map { [($0 + 1) % size, ($0 + size - 1) % size] }] {
      try world.withGraph(adjacency) { graph throws in
        try forEachDuplicate(of: graph.communicator) { duplicate throws in
          let same = try GraphCommunicator(duplicate)
          #expect(try same.adjacency() == adjacency)
          #expect(try same.neighbors() == adjacency[world.rank])
          let neighbors = try duplicate.neighbors()
          #expect(neighbors.sources == adjacency[world.rank])
        }
      }
    }
  }

  @Test func distributedGraphs() throws {
    for edges in try Neighbourhood.edgesToTry {
      let incoming = edges.filter { $0.destination == world.rank }
      let outgoing = edges.filter { $0.source == world.rank }
      for isWeighted in [true, false] {
        try world.withDistributedGraph(
          sources: incoming.map(\.source), destinations: outgoing.map(\.destination),
          weights: isWeighted ? (incoming.map(\.weight), outgoing.map(\.weight)) : nil
        ) { graph throws in
          try forEachDuplicate(of: graph.communicator) { duplicate throws in
            let same = try DistributedGraphCommunicator(duplicate)
            #expect(same.sources == incoming.map(\.source))
            #expect(same.destinations == outgoing.map(\.destination))
            #expect((same.weights != nil) == isWeighted)
            if let weights = same.weights {
              #expect(weights.sources == incoming.map(\.weight))
              #expect(weights.destinations == outgoing.map(\.weight))
            }
          }
        }
      }
    }
  }

  @Test func neighboursExchangeInADuplicate() throws {
    // Each sends to all ranks above it.
    try world.withDistributedGraph(
      sources: Array(0..<world.rank), destinations: Array((world.rank + 1)..<world.size)
    ) { graph throws in
      try forEachDuplicate(of: graph.communicator) { duplicate throws in
        let all = try duplicate.neighborAllGather([world.rank, 7])
        #expect(all == (0..<world.rank).flatMap { [$0, 7] })
      }
    }
  }
}
