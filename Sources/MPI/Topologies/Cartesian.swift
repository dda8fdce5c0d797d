import CMPI

/// The ranks as the places of a grid, of any number of dimensions, each of which may be periodic.
///
/// ```swift
/// let shape = try CartesianCommunicator.dimensions(of: world.size, into: 2)
/// if let grid = try world.cartesian(dimensions: shape, periods: [true, false]) {
///   let east = try grid.neighbor(at: [0, 1])
///   let southwest = try grid.neighbor(at: [1, -1])
/// }
/// ```
///
/// It stays what it is for as long as its ``communicator`` lives. Copying it copies handles.
public struct CartesianCommunicator: Sendable {
  /// The communicator of the ranks in the grid: the one to send, receive and free with.
  public let communicator: Communicator
  /// How many ranks there are along each dimension.
  public let dimensions: [Int]
  /// Whether the last rank along each dimension has the first as its neighbour.
  public let periods: [Bool]
  /// Where this rank is, from 0 along each dimension.
  public let coordinates: [Int]

  /// The grid of a communicator which has one.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `topology` if it has none.
  ///
  /// The corresponding MPI functions are `MPI_Cartdim_get` and `MPI_Cart_get`.
  public init(_ communicator: Communicator) throws(MPIError) {
    var count: Int32 = 0
    try communicator.require(.cartesian, "MPI_Cart_get")
    try unsafe check(MPI_Cartdim_get(communicator.handle.raw, &count), "MPI_Cartdim_get")
    var dimensions = [Int32](repeating: 0, count: Int(count))
    var periods = dimensions
    var coordinates = dimensions
    try unsafe check(
      MPI_Cart_get(communicator.handle.raw, count, &dimensions, &periods, &coordinates), "MPI_Cart_get")
    self.communicator = communicator
    self.dimensions = dimensions.map(Int.init)
    self.periods = periods.map { $0 != 0 }
    self.coordinates = coordinates.map(Int.init)
  }
}

extension Communicator {
  /// Arranges the ranks in a grid.
  ///
  /// All ranks call it, with the same arguments; those of the grid call ``free()`` on its communicator when it is no
  /// longer needed.
  ///
  /// - Parameters:
  ///   - dimensions: How many ranks there are to be along each dimension; all together at most as many as there are.
  ///   - periods: Whether the last rank along each dimension has the first as its neighbour. By default none has.
  ///   - reorder: Whether MPI may number the ranks anew, so that neighbours come to be near each other.
  /// - Returns: The grid; nil on the ranks that it has no place for.
  /// - Throws: ``MPIError`` of class `dimensions` if there are more places than ranks, or a dimension without any.
  ///
  /// The corresponding MPI function is `MPI_Cart_create`.
  public func cartesian(
    dimensions: [Int], periods: [Bool]? = nil, reorder: Bool = false
  ) throws(MPIError) -> CartesianCommunicator? {
    let function: StaticString = "MPI_Cart_create"
    let (dimensions, periods) = try gridArguments(dimensions, periods, function)
    var grid = unsafe cmpi_comm_null()
    try unsafe check(
      MPI_Cart_create(
        handle.raw, Int32(dimensions.count), dimensions, periods, reorder ? 1 : 0, &grid.raw), function)
    return unsafe cmpi_has_no_place(grid) != 0
      ? nil : try CartesianCommunicator(try unsafe Communicator(claiming: grid))
  }

  /// Arranges the ranks in a grid, calls `body` with it, and frees it afterwards.
  ///
  /// All ranks call it, with the same arguments. If `body` throws, the grid is not freed, because other ranks may still
  /// be using it.
  ///
  /// - Returns: What `body` returned; nil on the ranks that the grid has no place for.
  ///
  /// The corresponding MPI functions are `MPI_Cart_create` and `MPI_Comm_free`.
  public func withCartesian<R>(
    dimensions: [Int], periods: [Bool]? = nil, reorder: Bool = false,
    _ body: (CartesianCommunicator) throws -> R
  ) throws -> R? {
    guard let grid = try cartesian(dimensions: dimensions, periods: periods, reorder: reorder) else {
      return nil
    }
    return try grid.communicator.freed { _ in try body(grid) }
  }

  /// The rank that MPI would give this process in a grid that it may arrange as it likes.
  ///
  /// All ranks call it, with the same arguments.
  ///
  /// - Returns: The rank; nil if the grid would have no place for this process.
  /// - Throws: ``MPIError`` of class `dimensions` if there are more places than ranks, or a dimension without any.
  ///
  /// The corresponding MPI function is `MPI_Cart_map`.
  public func cartesianRank(dimensions: [Int], periods: [Bool]? = nil) throws(MPIError) -> Int? {
    let function: StaticString = "MPI_Cart_map"
    let (dimensions, periods) = try gridArguments(dimensions, periods, function)
    // A grid without dimensions has one place, which some implementations do not want to hear of.
    if dimensions.isEmpty { return rank == 0 ? 0 : nil }
    var result: Int32 = 0
    try unsafe check(
      MPI_Cart_map(handle.raw, Int32(dimensions.count), dimensions, periods, &result), function)
    // Open MPI gives ranks without a place the one they have.
    let places = dimensions.reduce(1, *)
    return result == MPI_UNDEFINED || result >= places ? nil : Int(result)
  }

  private func gridArguments(
    _ dimensions: [Int], _ periods: [Bool]?, _ function: StaticString
  ) throws(MPIError) -> (dimensions: [Int32], periods: [Int32]) {
    let periods = periods ?? dimensions.map { _ in false }
    guard periods.count == dimensions.count else {
      throw MPIError(
        .dimensions, function: function,
        "there are \(periods.count) periods for \(dimensions.count) dimensions")
    }
    var places = 1
    for dimension in dimensions {
      guard dimension > 0, dimension <= size / places else {
        throw MPIError(
          .dimensions, function: function, "\(size) ranks cannot be a grid of the dimensions \(dimensions)")
      }
      places *= dimension
    }
    return (dimensions.map { Int32($0) }, periods.map { $0 ? 1 : 0 })
  }
}

extension CartesianCommunicator {
  /// Finds dimensions of a grid that has a place for each of so many ranks, as equal to each other as possible.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - ranks: How many ranks there are.
  ///   - count: How many dimensions.
  ///   - fixed: Dimensions that are given: `[0: 4]` makes the first one 4.
  /// - Returns: The dimensions, of which those that are not fixed do not increase.
  /// - Throws: ``MPIError`` of class `dimensions` if there are none such.
  ///
  /// The corresponding MPI function is `MPI_Dims_create`.
  public static func dimensions(
    of ranks: Int, into count: Int, fixed: [Int: Int] = [:]
  ) throws(MPIError) -> [Int] {
    // All of this is checked here: the errors of MPI are for a communicator's handler, and there is none.
    let function: StaticString = "MPI_Dims_create"
    let ranks32 = try cInt(ranks, "number of ranks", function)
    let isPossible =
      ranks > 0 && count >= 0 && fixed.allSatisfy { (0..<count).contains($0) && $1 > 0 && ranks % $1 == 0 }
    let product =
      isPossible ? fixed.values.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue } : 0
    guard isPossible, product > 0, ranks % product == 0, product == ranks || fixed.count < count else {
      throw MPIError(
        .dimensions, function: function,
        "\(ranks) ranks cannot be a grid of \(count) dimensions"
          + (fixed.isEmpty ? "" : ", of which \(fixed) are fixed"))
    }
    var dimensions = (0..<count).map { Int32(fixed[$0] ?? 0) }
    if fixed.count < count {
      try unsafe check(MPI_Dims_create(ranks32, Int32(count), &dimensions), function)
    }
    return dimensions.map(Int.init)
  }
}
