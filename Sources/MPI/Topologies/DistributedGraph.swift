import CMPI

/// The ranks as the nodes of a directed graph of which every rank knows its own neighbours.
///
/// ```swift
/// let ring = try world.distributedGraph(sources: [left], destinations: [right])
/// let fromLeft = try ring.communicator.neighborAllGather(mine)
/// ```
///
/// It stays what it is for as long as its ``communicator`` lives.
public struct DistributedGraphCommunicator: Sendable {
  /// The communicator of the ranks in the graph: the one to send, receive and free with.
  public let communicator: Communicator
  /// The ranks that send to this one. One that does so by several edges is there several times.
  public let sources: [Int]
  /// The ranks that this one sends to.
  public let destinations: [Int]
  /// The weights of the edges from the sources and to the destinations; nil if they have none.
  public let weights: (sources: [Int], destinations: [Int])?

  /// The graph of a communicator which has one.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `topology` if it has none.
  ///
  /// The corresponding MPI functions are `MPI_Dist_graph_neighbors_count` and `MPI_Dist_graph_neighbors`.
  public init(_ communicator: Communicator) throws(MPIError) {
    let function: StaticString = "MPI_Dist_graph_neighbors"
    try communicator.require(.distributedGraph, function)
    var sourceCount: Int32 = 0
    var destinationCount: Int32 = 0
    var isWeighted: Int32 = 0
    try unsafe check(
      MPI_Dist_graph_neighbors_count(communicator.handle.raw, &sourceCount, &destinationCount, &isWeighted),
      "MPI_Dist_graph_neighbors_count")
    var sources = [Int32](repeating: 0, count: Int(sourceCount))
    var destinations = [Int32](repeating: 0, count: Int(destinationCount))
    var sourceWeights = sources
    var destinationWeights = destinations
    try unsafe check(
      MPI_Dist_graph_neighbors(
        communicator.handle.raw, sourceCount, &sources, &sourceWeights, destinationCount, &destinations,
        &destinationWeights), function)
    self.communicator = communicator
    self.sources = sources.map(Int.init)
    self.destinations = destinations.map(Int.init)
    weights = isWeighted == 0 ? nil : (sourceWeights.map(Int.init), destinationWeights.map(Int.init))
  }
}

/// An edge of a graph: from one rank to another.
public struct GraphEdge: Hashable, Sendable {
  /// The rank that sends.
  public var source: Int
  /// The rank that receives.
  public var destination: Int
  /// How much they have for each other, in any unit.
  public var weight: Int

  /// An edge from one rank to another.
  public init(from source: Int, to destination: Int, weight: Int = 1) {
    self.source = source
    self.destination = destination
    self.weight = weight
  }
}

extension Communicator {
  /// Arranges the ranks in a graph, of which each rank gives its own neighbours.
  ///
  /// All ranks call it, and call ``free()`` on the graph's communicator when it is no longer needed. Each edge is given
  /// twice: by the rank it comes from, as a destination, and by the one it goes to, as a source.
  ///
  /// - Parameters:
  ///   - sources: The ranks that send to this one. The same several times are several edges.
  ///   - destinations: The ranks that this one sends to.
  ///   - weights: How much there is to send along each edge, in any unit, from 0; nil on all ranks or on none.
  ///   - reorder: Whether MPI may number the ranks anew, so that neighbours come to be near each other.
  ///   - info: What MPI may like to know. It may ignore that.
  /// - Throws: ``MPIError`` of class `rank` if there is no such rank, `argument` if the weights are not one for each
  ///   neighbour or negative.
  ///
  /// The corresponding MPI function is `MPI_Dist_graph_create_adjacent`.
  public func distributedGraph(
    sources: [Int], destinations: [Int], weights: (sources: [Int], destinations: [Int])? = nil,
    reorder: Bool = false, info: Info = .none
  ) throws(MPIError) -> DistributedGraphCommunicator {
    let function: StaticString = "MPI_Dist_graph_create_adjacent"
    for rank in sources + destinations { try require(rank: rank, function) }
    let sourceWeights = try Weights(weights?.sources, of: sources.count, function)
    let destinationWeights = try Weights(weights?.destinations, of: destinations.count, function)
    var graph = unsafe cmpi_comm_null()
    let code = unsafe sourceWeights.withPointer { sourceWeights in
      unsafe destinationWeights.withPointer { destinationWeights in
        unsafe MPI_Dist_graph_create_adjacent(
          handle.raw, Int32(sources.count), sources.map { Int32($0) }, sourceWeights,
          Int32(destinations.count), destinations.map { Int32($0) }, destinationWeights, info.handle.raw,
          reorder ? 1 : 0, &graph.raw)
      }
    }
    try check(code, function)
    return try DistributedGraphCommunicator(try unsafe Communicator(claiming: graph))
  }

  /// Arranges the ranks in a graph, of which each rank gives any edges.
  ///
  /// All ranks call it, and call ``free()`` on the graph's communicator when it is no longer needed. Each edge is given
  /// once, by any rank.
  ///
  /// - Parameters:
  ///   - edges: Some of the graph's edges, whichever this rank knows of. The same several times are several edges.
  ///   - isWeighted: Whether the weights of the edges count; the same on all ranks.
  ///   - reorder: Whether MPI may number the ranks anew, so that neighbours come to be near each other.
  ///   - info: What MPI may like to know. It may ignore that.
  /// - Throws: ``MPIError`` of class `rank` if there is no such rank, `argument` if a weight is negative.
  ///
  /// The corresponding MPI function is `MPI_Dist_graph_create`.
  public func distributedGraph(
    edges: [GraphEdge], isWeighted: Bool = false, reorder: Bool = false, info: Info = .none
  ) throws(MPIError) -> DistributedGraphCommunicator {
    let function: StaticString = "MPI_Dist_graph_create"
    for edge in edges {
      try require(rank: edge.source, function)
      try require(rank: edge.destination, function)
    }
    // MPI takes each source with all its destinations.
    let edges = edges.sorted { $0.source < $1.source }
    var sources: [Int32] = []
    var degrees: [Int32] = []
    for edge in edges {
      if sources.last != Int32(edge.source) {
        sources.append(Int32(edge.source))
        degrees.append(0)
      }
      degrees[degrees.count - 1] += 1
    }
    let weights = try Weights(isWeighted ? edges.map(\.weight) : nil, of: edges.count, function)
    var graph = unsafe cmpi_comm_null()
    let code = unsafe weights.withPointer {
      unsafe MPI_Dist_graph_create(
        handle.raw, Int32(sources.count), sources, degrees, edges.map { Int32($0.destination) }, $0,
        info.handle.raw, reorder ? 1 : 0, &graph.raw)
    }
    try check(code, function)
    return try DistributedGraphCommunicator(try unsafe Communicator(claiming: graph))
  }

  /// Arranges the ranks in a graph, of which each rank gives its own neighbours, calls `body` with it, and frees it
  /// afterwards.
  ///
  /// All ranks call it. If `body` throws, the graph is not freed, because other ranks may still be using it.
  ///
  /// The corresponding MPI functions are `MPI_Dist_graph_create_adjacent` and `MPI_Comm_free`.
  public func withDistributedGraph<R>(
    sources: [Int], destinations: [Int], weights: (sources: [Int], destinations: [Int])? = nil,
    reorder: Bool = false, info: Info = .none, _ body: (DistributedGraphCommunicator) throws -> R
  ) throws -> R {
    let graph = try distributedGraph(
      sources: sources, destinations: destinations, weights: weights, reorder: reorder, info: info)
    return try graph.communicator.freed { _ in try body(graph) }
  }
}

/// Weights as C takes them, with its ways to say that there are none.
private struct Weights {
  private let numbers: [Int32]?

  init(_ weights: [Int]?, of edges: Int, _ function: StaticString) throws(MPIError) {
    guard let weights else {
      numbers = nil
      return
    }
    guard weights.count == edges, weights.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
      throw MPIError(
        .argument, function: function, "\(weights) are not weights of \(edges) edges")
    }
    numbers = weights.map { Int32($0) }
  }

  func withPointer(_ body: (UnsafePointer<Int32>?) -> Int32) -> Int32 {
    guard let numbers else { return unsafe body(cmpi_unweighted()) }
    if numbers.isEmpty { return unsafe body(cmpi_weights_empty()) }
    return unsafe numbers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
  }
}
