import CMPI

extension Communicator {
  /// How many neighbours send to this rank, and how many it sends to, in the communicator's topology.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `topology` if the communicator has none.
  ///
  /// The corresponding MPI functions are `MPI_Topo_test`, `MPI_Cartdim_get`, `MPI_Graph_neighbors_count` and
  /// `MPI_Dist_graph_neighbors_count`.
  public func degrees() throws(MPIError) -> (sources: Int, destinations: Int) {
    var sources: Int32 = 0
    var destinations: Int32 = 0
    switch try topologyKind() {
    case .none:
      throw MPIError(.topology, function: "MPI_Topo_test", "the communicator has no topology")
    case .cartesian:
      try unsafe check(MPI_Cartdim_get(handle.raw, &sources), "MPI_Cartdim_get")
      return (2 * Int(sources), 2 * Int(sources))
    case .graph:
      try unsafe check(
        MPI_Graph_neighbors_count(handle.raw, Int32(rank), &sources), "MPI_Graph_neighbors_count")
      return (Int(sources), Int(sources))
    case .distributedGraph:
      var isWeighted: Int32 = 0
      try unsafe check(
        MPI_Dist_graph_neighbors_count(handle.raw, &sources, &destinations, &isWeighted),
        "MPI_Dist_graph_neighbors_count")
      return (Int(sources), Int(destinations))
    }
  }
}
