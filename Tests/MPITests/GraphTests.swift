import MPI
import Support
import Testing

@Suite struct GraphTests {
  let world = World.world

  @Test func allRanksKnowTheWholeGraph() throws {
    let size = world.size
    let ring = (0..<size).map { [($0 + 1) % size, ($0 + size - 1) % size] }
    let star = (0..<size).map { $0 == 0 ? Array(1..<size) : [0] }
    let graphs = [
      ring, star, [[0]], [[0, 0]], Array(ring.dropLast()).map { $0.filter { $0 < size - 1 } }, [],
    ]
    for adjacency in graphs {
      let graph = try world.graph(adjacency)
      #expect((graph != nil) == (world.rank < adjacency.count))
      if let graph {
        #expect(graph.communicator.size == adjacency.count)
        for rank in adjacency.indices { #expect(try graph.neighbors(of: rank) == adjacency[rank]) }
        #expect(try graph.neighbors() == adjacency[world.rank])
        #expect(try graph.adjacency() == adjacency)
        let neighbors = try graph.communicator.neighbors()
        #expect(neighbors.sources == adjacency[world.rank] && neighbors.destinations == adjacency[world.rank])
        expectError(.rank, in: "MPI_Graph_neighbors") { _ = try graph.neighbors(of: adjacency.count) }
        guard case .graph = try graph.communicator.topology() else {
          Issue.record("it is a graph")
          return
        }
        try graph.communicator.free()
      }
      let mapped = try world.allGather(try world.graphRank(adjacency) ?? -1)
      #expect(mapped.filter { $0 >= 0 }.sorted() == Array(adjacency.indices))
    }
  }

  @Test func graphsThatCannotBeAreRefused() throws {
    for adjacency in [Array(repeating: [], count: world.size + 1), [[1]], [[-1]]] {
      expectError(.argument, in: "MPI_Graph_create") { _ = try world.graph(adjacency) }
      expectError(.argument, in: "MPI_Graph_map") { _ = try world.graphRank(adjacency) }
    }
    for ranks in [[world.size], [-1]] {
      expectError(.rank, in: "MPI_Dist_graph_create_adjacent") {
        _ = try world.distributedGraph(sources: ranks, destinations: [])
      }
      expectError(.rank, in: "MPI_Dist_graph_create") {
        _ = try world.distributedGraph(edges: [GraphEdge(from: 0, to: ranks[0])])
      }
    }
    for weights in [[], [-1], [1, 2], [Int.max]] {
      expectError(.argument, in: "MPI_Dist_graph_create_adjacent") {
        _ = try world.distributedGraph(sources: [0], destinations: [], weights: (weights, []))
      }
    }
    expectError(.argument, in: "MPI_Dist_graph_create") {
      _ = try world.distributedGraph(edges: [GraphEdge(from: 0, to: 0, weight: -1)], isWeighted: true)
    }
  }

  @Test func eachRankKnowsItsOwnNeighbours() throws {
    for edges in try Neighbourhood.edgesToTry {
      let incoming = edges.filter { $0.destination == world.rank }
      let outgoing = edges.filter { $0.source == world.rank }
      for isWeighted in [true, false] {
        try world.withDistributedGraph(
          sources: incoming.map(\.source), destinations: outgoing.map(\.destination),
          weights: isWeighted ? (incoming.map(\.weight), outgoing.map(\.weight)) : nil
        ) { graph in
          #expect(graph.sources == incoming.map(\.source))
          #expect(graph.destinations == outgoing.map(\.destination))
          #expect((graph.weights != nil) == isWeighted)
          if let weights = graph.weights {
            #expect(weights.sources == incoming.map(\.weight))
            #expect(weights.destinations == outgoing.map(\.weight))
          }
          guard case .distributedGraph = try graph.communicator.topology() else {
            Issue.record("it is a distributed graph")
            return
          }
        }
      }
    }
  }

  @Test func anyRankMayGiveAnyEdges() throws {
    for edges in try Neighbourhood.edgesToTry {
      for isWeighted in [true, false] {
        // Dealt out to the ranks, so that few give edges of their own.
        let mine = edges.enumerated().filter { $0.offset % world.size == world.rank }.map(\.element)
        let graph = try world.distributedGraph(edges: mine, isWeighted: isWeighted)
        // In any order.
        let sources = zip(graph.sources, graph.weights?.sources ?? graph.sources.map { _ in 1 })
        let destinations = zip(
          graph.destinations, graph.weights?.destinations ?? graph.destinations.map { _ in 1 })
        #expect((graph.weights != nil) == isWeighted)
        let ofEdges = edges.map { isWeighted ? $0 : GraphEdge(from: $0.source, to: $0.destination) }
        #expect(
          counted(sources.map { GraphEdge(from: $0, to: world.rank, weight: $1) })
            == counted(ofEdges.filter { $0.destination == world.rank }))
        #expect(
          counted(destinations.map { GraphEdge(from: world.rank, to: $0, weight: $1) })
            == counted(ofEdges.filter { $0.source == world.rank }))
        try graph.communicator.free()
      }
    }
  }

  private func counted(_ edges: [GraphEdge]) -> [GraphEdge: Int] {
    edges.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
