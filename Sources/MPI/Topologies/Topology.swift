import CMPI

/// Who is whose neighbour in a communicator.
public enum Topology: Sendable {
  /// Nobody. The corresponding MPI constant is `MPI_UNDEFINED`.
  case none
  /// A grid. The corresponding MPI constant is `MPI_CART`.
  case cartesian(CartesianCommunicator)
  /// A graph that every rank knows all of. The corresponding MPI constant is `MPI_GRAPH`.
  case graph(GraphCommunicator)
  /// A graph of which every rank knows its own neighbours. The corresponding MPI constant is `MPI_DIST_GRAPH`.
  case distributedGraph(DistributedGraphCommunicator)
}

extension Communicator {
  /// Who is whose neighbour. A duplicate has the topology of the original.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Topo_test`.
  public func topology() throws(MPIError) -> Topology {
    switch try topologyKind() {
    case .none: .none
    case .cartesian: .cartesian(try CartesianCommunicator(self))
    case .graph: .graph(try GraphCommunicator(self))
    case .distributedGraph: .distributedGraph(try DistributedGraphCommunicator(self))
    }
  }

  /// The ranks that send to this one and those it sends to, in the order in which the neighbourhood's collective
  /// operations take their parts.
  ///
  /// In a grid these are the one before and the one after along each dimension, with ``noProcess`` beyond an edge.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `topology` if the communicator has none.
  ///
  /// The corresponding MPI functions are `MPI_Topo_test`, `MPI_Cart_shift`, `MPI_Graph_neighbors` and
  /// `MPI_Dist_graph_neighbors`.
  public func neighbors() throws(MPIError) -> (sources: [Int], destinations: [Int]) {
    switch try topology() {
    case .none:
      throw MPIError(.topology, function: "MPI_Topo_test", "the communicator has no topology")
    case .cartesian(let grid):
      var all: [Int] = []
      for dimension in grid.dimensions.indices {
        let (before, after) = try grid.shift(along: dimension)
        all += [before, after]
      }
      return (all, all)
    case .graph(let graph):
      let all = try graph.neighbors()
      return (all, all)
    case .distributedGraph(let graph):
      return (graph.sources, graph.destinations)
    }
  }

  enum TopologyKind: String { case none, cartesian, graph, distributedGraph = "distributed graph" }

  func topologyKind() throws(MPIError) -> TopologyKind {
    var kind: Int32 = 0
    try unsafe check(MPI_Topo_test(handle.raw, &kind), "MPI_Topo_test")
    return switch kind {
    case cmpi_cart(): .cartesian
    case cmpi_graph(): .graph
    case cmpi_dist_graph(): .distributedGraph
    default: .none
    }
  }

  func require(_ kind: TopologyKind, _ function: StaticString) throws(MPIError) {
    let actual = try topologyKind()
    guard actual == kind else {
      throw MPIError(
        .topology, function: function,
        "the communicator's topology is \(actual.rawValue), not \(kind.rawValue)")
    }
  }

  func require(rank: Int, _ function: StaticString) throws(MPIError) {
    guard (0..<size).contains(rank) else {
      throw MPIError(.rank, function: function, "there is no rank \(rank) among \(size)")
    }
  }
}
