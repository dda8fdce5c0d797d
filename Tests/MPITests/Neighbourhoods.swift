import MPI
import Support
import Testing

/// A communicator with a topology, and for each edge that ends at this rank where it comes from.
struct Neighbourhood {
  let name: String
  let communicator: Communicator
  let sources: [Int]
  let destinations: [Int]
  /// For each source its number among the destinations of the rank that it is, if it is there.
  let places: [Int]

  /// Where two ranks have several edges between them: Open MPI takes these in the wrong order in grids, other than in
  /// operations that are done at once, and MPICH 4.0 in the reverse of the right order everywhere.
  func isInOrder(whenStarted isStarted: Bool) throws -> Bool {
    let isOpenMPI = Environment.libraryVersion.contains("Open MPI")
    let isGrid = if case .cartesian = try communicator.topology() { true } else { false }
    let known = sources.filter { $0 != noProcess }
    let hasSeveral = try communicator.allReduce(known.count - Set(known).count, .max) > 0
    return !hasSeveral || isOpenMPI && !(isGrid && isStarted)
  }

  /// Calls `body` with neighbourhoods of each kind.
  static func forEach(_ body: (Neighbourhood) throws -> Void) throws {
    let world = World.world
    let size = world.size
    let shape = try CartesianCommunicator.dimensions(of: size, into: 2)
    for (dimensions, isPeriodic) in [
      ([size], false), ([size], true), (shape, false), (shape, true), ([1, 1], true),
    ] {
      try world.withCartesian(dimensions: dimensions, periods: dimensions.map { _ in isPeriodic }) { grid in
        // What is sent to the one before comes from the one after.
        let places = (0..<2 * dimensions.count).map { $0 ^ 1 }
        try body(
          Neighbourhood("grid \(dimensions), periodic: \(isPeriodic)", grid.communicator, places: places))
      }
    }
    let ring = (0..<size).map { rank in [rank, (rank + 1) % size, (rank + size - 1) % size] }
    if size > 2 { try world.withGraph(ring) { try body(Neighbourhood("ring", $0.communicator)) } }
    try world.withGraph(Array(repeating: Array(0..<size), count: size)) {
      try body(Neighbourhood("complete graph", $0.communicator))
    }
    for edges in try edgesToTry {
      let rank = world.rank
      try world.withDistributedGraph(
        sources: edges.filter { $0.destination == rank }.map(\.source),
        destinations: edges.filter { $0.source == rank }.map(\.destination)
      ) { try body(Neighbourhood("edges \(edges.map { ($0.source, $0.destination) })", $0.communicator)) }
    }
  }

  /// Edges of directed graphs: none, a star out of the last rank, one into it, loops, and any at random.
  static var edgesToTry: [[GraphEdge]] {
    get throws {
      let ranks = 0..<World.world.size
      let last = World.world.size - 1
      var generator = try World.generator()
      let random = (0..<3 * ranks.count).map { weight in
        GraphEdge(
          from: .random(in: ranks, using: &generator), to: .random(in: ranks, using: &generator),
          weight: weight)
      }
      return [
        [], ranks.dropLast().map { GraphEdge(from: last, to: $0, weight: $0) },
        ranks.dropLast().map { GraphEdge(from: $0, to: last) }, ranks.map { GraphEdge(from: $0, to: $0) },
        [GraphEdge(from: last, to: 0, weight: 3), GraphEdge(from: last, to: 0, weight: 0)], random,
      ]
    }
  }

  /// In a graph the edges between the same two ranks are taken in the order in which they have them.
  init(_ name: String, _ communicator: Communicator, places: [Int]? = nil) throws {
    let (sources, destinations) = try communicator.neighbors()
    let counts = try communicator.allGather(destinations.count)
    let all = try communicator.allGather(destinations, counts: counts)
    let starts = counts.indices.map { counts[..<$0].reduce(0, +) }
    self.name = name
    self.communicator = communicator
    self.sources = sources
    self.destinations = destinations
    self.places =
      places
      ?? sources.indices.map { index in
        let source = sources[index]
        let earlier = sources[..<index].count { $0 == source }
        let theirs = all[starts[source]..<starts[source] + counts[source]]
        let places = theirs.indices.filter { theirs[$0] == communicator.rank }
        return places[earlier] - starts[source]
      }
  }
}
