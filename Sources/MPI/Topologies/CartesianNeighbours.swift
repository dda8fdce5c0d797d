import CMPI

extension CartesianCommunicator {
  /// The rank at a place.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter coordinates: The place. Along a periodic dimension any number is one.
  /// - Returns: The rank, ``noProcess`` outside of the grid.
  /// - Throws: ``MPIError`` of class `dimensions` if there are more or fewer coordinates than dimensions.
  ///
  /// The corresponding MPI function is `MPI_Cart_rank`.
  public func rank(at coordinates: [Int]) throws(MPIError) -> Int {
    let function: StaticString = "MPI_Cart_rank"
    try requireOneEach(coordinates.count, function)
    var place: [Int32] = []
    for (index, coordinate) in coordinates.enumerated() {
      let dimension = dimensions[index]
      // Remainders of Swift have the sign of the dividend.
      let wrapped = (coordinate % dimension + dimension) % dimension
      guard wrapped == coordinate || periods[index] else { return noProcess }
      place.append(Int32(wrapped))
    }
    var rank: Int32 = 0
    try unsafe check(MPI_Cart_rank(communicator.handle.raw, place, &rank), function)
    return Int(rank)
  }

  /// Where a rank is.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` if there is no such rank.
  ///
  /// The corresponding MPI function is `MPI_Cart_coords`.
  public func coordinates(of rank: Int) throws(MPIError) -> [Int] {
    let function: StaticString = "MPI_Cart_coords"
    try communicator.require(rank: rank, function)
    var coordinates = [Int32](repeating: 0, count: dimensions.count)
    try unsafe check(
      MPI_Cart_coords(communicator.handle.raw, Int32(rank), Int32(dimensions.count), &coordinates), function)
    return coordinates.map(Int.init)
  }

  /// The rank that is so many steps away from this one along each dimension: `[1, -1]` is a neighbour across a corner.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Returns: The rank, ``noProcess`` outside of the grid.
  /// - Throws: ``MPIError`` of class `dimensions` if there are more or fewer steps than dimensions.
  ///
  /// The corresponding MPI function is `MPI_Cart_rank`.
  public func neighbor(at steps: [Int]) throws(MPIError) -> Int {
    try requireOneEach(steps.count, "MPI_Cart_rank")
    return try rank(at: zip(coordinates, steps).map { $0 &+ $1 })
  }

  /// All combinations of a step back, none, or one forth along each dimension, without that of no step at all: the
  /// eight neighbours in a plane, the twenty-six in space, each of which ``neighbor(at:)`` finds.
  ///
  /// ```
  /// var exchange = Requests()
  /// for steps in grid.surroundings {
  ///   let neighbor = try grid.neighbor(at: steps)
  ///   // ...
  /// }
  /// ```
  public var surroundings: [[Int]] {
    var all: [[Int]] = [[]]
    for _ in dimensions { all = all.flatMap { steps in [-1, 0, 1].map { steps + [$0] } } }
    return all.filter { $0.contains { $0 != 0 } }
  }

  /// Whom to receive from and whom to send to, when everyone's data moves along a dimension.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - dimension: The dimension's number, from 0.
  ///   - steps: How far; backwards if negative.
  /// - Returns: The rank that sends to this one, and the rank that this one sends to; ``noProcess`` beyond an edge.
  /// - Throws: ``MPIError`` of class `dimensions` if there is no such dimension.
  ///
  /// The corresponding MPI function is `MPI_Cart_shift`.
  public func shift(along dimension: Int, by steps: Int = 1) throws(MPIError) -> (
    source: Int, destination: Int
  ) {
    let function: StaticString = "MPI_Cart_shift"
    guard dimensions.indices.contains(dimension) else {
      throw MPIError(
        .dimensions, function: function, "there is no dimension \(dimension) among \(dimensions.count)")
    }
    let steps = try cInt(steps, "number of steps", function)
    var source: Int32 = 0
    var destination: Int32 = 0
    try unsafe check(
      MPI_Cart_shift(communicator.handle.raw, Int32(dimension), steps, &source, &destination), function)
    return (Int(source), Int(destination))
  }

  /// Cuts the grid into grids of fewer dimensions: rows, columns, planes.
  ///
  /// All ranks of the grid call it, and call ``Communicator/free()`` on the part's communicator when it is no longer
  /// needed.
  ///
  /// - Parameter kept: The numbers of the dimensions that the parts have. Ranks that differ along these only come into
  ///   the same part.
  /// - Returns: The part that this rank is in.
  /// - Throws: ``MPIError`` of class `dimensions` if there is no such dimension.
  ///
  /// The corresponding MPI function is `MPI_Cart_sub`.
  public func subgrid(keeping kept: Set<Int>) throws(MPIError) -> CartesianCommunicator {
    let function: StaticString = "MPI_Cart_sub"
    guard kept.allSatisfy(dimensions.indices.contains) else {
      throw MPIError(
        .dimensions, function: function,
        "not all of \(kept.sorted()) are among \(dimensions.count) dimensions")
    }
    let remaining: [Int32] = dimensions.indices.map { kept.contains($0) ? 1 : 0 }
    var part = unsafe cmpi_comm_null()
    if kept.isEmpty {
      // A place of one's own, which MPICH gives to rank 0 only.
      try unsafe check(MPI_Cart_create(cmpi_comm_self().raw, 0, [], [], 0, &part.raw), function)
      return try CartesianCommunicator(try unsafe Communicator(claiming: part))
    }
    try unsafe check(MPI_Cart_sub(communicator.handle.raw, remaining, &part.raw), function)
    return try CartesianCommunicator(try unsafe Communicator(claiming: part))
  }

  /// Cuts the grid into grids of fewer dimensions, calls `body` with this rank's part, and frees that afterwards.
  ///
  /// All ranks of the grid call it. If `body` throws, the part is not freed, because other ranks may still be using it.
  ///
  /// The corresponding MPI functions are `MPI_Cart_sub` and `MPI_Comm_free`.
  public func withSubgrid<R>(
    keeping kept: Set<Int>, _ body: (CartesianCommunicator) throws -> R
  ) throws -> R {
    let part = try subgrid(keeping: kept)
    return try part.communicator.freed { _ in try body(part) }
  }

  private func requireOneEach(_ count: Int, _ function: StaticString) throws(MPIError) {
    guard count == dimensions.count else {
      throw MPIError(
        .dimensions, function: function, "there are \(count) numbers for \(dimensions.count) dimensions")
    }
  }
}
