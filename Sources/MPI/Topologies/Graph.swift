import CMPI

/// The ranks as the nodes of a graph that every rank knows all of.
///
/// For many ranks prefer ``DistributedGraphCommunicator``, where each knows its own neighbours only.
public struct GraphCommunicator: Sendable {
  /// The communicator of the ranks in the graph: the one to send, receive and free with.
  public let communicator: Communicator

  /// The graph of a communicator which has one.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `topology` if it has none.
  ///
  /// The corresponding MPI function is `MPI_Topo_test`.
  public init(_ communicator: Communicator) throws(MPIError) {
    try communicator.require(.graph, "MPI_Graph_get")
    self.communicator = communicator
  }

  /// The neighbours of a rank, in the order in which they were given.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter rank: The rank; by default this one.
  /// - Throws: ``MPIError`` of class `rank` if there is no such rank.
  ///
  /// The corresponding MPI functions are `MPI_Graph_neighbors_count` and `MPI_Graph_neighbors`.
  public func neighbors(of rank: Int? = nil) throws(MPIError) -> [Int] {
    let function: StaticString = "MPI_Graph_neighbors"
    let rank = rank ?? communicator.rank
    try communicator.require(rank: rank, function)
    var count: Int32 = 0
    try unsafe check(
      MPI_Graph_neighbors_count(communicator.handle.raw, Int32(rank), &count), "MPI_Graph_neighbors_count")
    var neighbors = [Int32](repeating: 0, count: Int(count))
    try unsafe check(
      MPI_Graph_neighbors(communicator.handle.raw, Int32(rank), count, &neighbors), function)
    return neighbors.map(Int.init)
  }

  /// The neighbours of each rank: what the graph was made of.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Graphdims_get` and `MPI_Graph_get`.
  public func adjacency() throws(MPIError) -> [[Int]] {
    var nodeCount: Int32 = 0
    var edgeCount: Int32 = 0
    try unsafe check(MPI_Graphdims_get(communicator.handle.raw, &nodeCount, &edgeCount), "MPI_Graphdims_get")
    var ends = [Int32](repeating: 0, count: Int(nodeCount))
    var edges = [Int32](repeating: 0, count: Int(edgeCount))
    try unsafe check(
      MPI_Graph_get(communicator.handle.raw, nodeCount, edgeCount, &ends, &edges), "MPI_Graph_get")
    let starts = [0] + ends.dropLast()
    return zip(starts, ends).map { edges[Int($0)..<Int($1)].map(Int.init) }
  }
}

extension Communicator {
  /// Arranges the ranks in a graph.
  ///
  /// All ranks call it, with the same arguments; those of the graph call ``free()`` on its communicator when it is no
  /// longer needed.
  ///
  /// - Parameters:
  ///   - adjacency: The neighbours of each rank, from 0; for fewer ranks than there are, if others are to be left out.
  ///     Where one is the neighbour of another, that one is to be its neighbour too.
  ///   - reorder: Whether MPI may number the ranks anew, so that neighbours come to be near each other.
  /// - Returns: The graph; nil on the ranks that it has no place for.
  /// - Throws: ``MPIError`` of class `argument` if there are more nodes than ranks, or neighbours that are no nodes.
  ///
  /// The corresponding MPI function is `MPI_Graph_create`.
  public func graph(_ adjacency: [[Int]], reorder: Bool = false) throws(MPIError) -> GraphCommunicator? {
    let function: StaticString = "MPI_Graph_create"
    let (ends, edges) = try graphArguments(adjacency, function)
    var graph = unsafe cmpi_comm_null()
    // No nodes, no graph: not all implementations take that.
    if ends.isEmpty { return nil }
    try unsafe check(
      MPI_Graph_create(handle.raw, Int32(ends.count), ends, edges, reorder ? 1 : 0, &graph.raw), function)
    return unsafe cmpi_has_no_place(graph) != 0
      ? nil : try GraphCommunicator(try unsafe Communicator(claiming: graph))
  }

  /// Arranges the ranks in a graph, calls `body` with it, and frees it afterwards.
  ///
  /// All ranks call it, with the same arguments. If `body` throws, the graph is not freed, because other ranks may still
  /// be using it.
  ///
  /// - Returns: What `body` returned; nil on the ranks that the graph has no place for.
  ///
  /// The corresponding MPI functions are `MPI_Graph_create` and `MPI_Comm_free`.
  public func withGraph<R>(
    _ adjacency: [[Int]], reorder: Bool = false, _ body: (GraphCommunicator) throws -> R
  ) throws -> R? {
    guard let graph = try graph(adjacency, reorder: reorder) else { return nil }
    return try graph.communicator.freed { _ in try body(graph) }
  }

  /// The rank that MPI would give this process in a graph that it may arrange as it likes.
  ///
  /// All ranks call it, with the same arguments.
  ///
  /// - Returns: The rank; nil if the graph would have no place for this process.
  /// - Throws: ``MPIError`` of class `argument` if there are more nodes than ranks, or neighbours that are no nodes.
  ///
  /// The corresponding MPI function is `MPI_Graph_map`.
  public func graphRank(_ adjacency: [[Int]]) throws(MPIError) -> Int? {
    let function: StaticString = "MPI_Graph_map"
    let (ends, edges) = try graphArguments(adjacency, function)
    if ends.isEmpty { return nil }
    var result: Int32 = 0
    try unsafe check(MPI_Graph_map(handle.raw, Int32(ends.count), ends, edges, &result), function)
    // Open MPI gives ranks without a place the one they have.
    return result == MPI_UNDEFINED || result >= ends.count ? nil : Int(result)
  }

  /// All neighbours one after the other, and where each rank's end.
  private func graphArguments(
    _ adjacency: [[Int]], _ function: StaticString
  ) throws(MPIError) -> (ends: [Int32], edges: [Int32]) {
    let edges = adjacency.joined()
    guard adjacency.count <= size, edges.allSatisfy(adjacency.indices.contains) else {
      throw MPIError(
        .argument, function: function,
        adjacency.count > size
          ? "\(size) ranks cannot be a graph of \(adjacency.count) nodes"
          : "there is a neighbour that is not one of the \(adjacency.count) nodes")
    }
    _ = try cInt(edges.count, "number of edges", function)
    var end: Int32 = 0
    let ends = adjacency.map { neighbors in
      end += Int32(neighbors.count)
      return end
    }
    return (ends, edges.map { Int32($0) })
  }
}
