public import CMPI

extension Communicator {
  /// Gives each rank a region of everyone's buffer, each of which may have a datatype of its own.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: The memory to send from.
  ///   - regions: What each rank gets of it.
  ///   - receiveRegions: Where that goes which comes from each rank. They must not overlap.
  ///   - all: The memory to receive into. What no region touches stays as it is.
  /// - Throws: ``MPIError`` of class `count` if the regions are not one for each rank, `buffer` if they reach out of
  ///   the memory.
  ///
  /// The corresponding MPI function is `MPI_Alltoallw`.
  @inlinable
  public func allToAll<Sent: Outgoing & ~Copyable & ~Escapable, Received: Incoming & ~Copyable & ~Escapable>(
    _ buffer: borrowing Sent, regions: [Region], receiveRegions: [Region], into all: inout Received
  ) throws(MPIError) {
    let regions = try RegionPair(regions, receiveRegions, .alltoallw)
    defer { withExtendedLifetime(regions) {} }
    try perform(Call(.alltoallw).divided(regions), buffer, into: &all)
  }

  /// Exchanges regions of a buffer in place: what each rank gets is replaced by what comes from it.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - all: The memory. What no region touches stays as it is.
  ///   - regions: What each rank gets of it, and what comes from that rank replaces. They must not overlap. Two ranks have
  ///     regions for each other of the same data: as many of the same types, wherever they lie.
  /// - Throws: ``MPIError`` of class `count` if the regions are not one for each rank, `buffer` if they reach out of
  ///   the memory.
  ///
  /// The corresponding MPI function is `MPI_Alltoallw` with `MPI_IN_PLACE`.
  @inlinable
  public func allToAll<All: Incoming & ~Copyable & ~Escapable>(
    inPlace all: inout All, regions: [Region]
  ) throws(MPIError) {
    let regions = try RegionPair([], regions, .alltoallw)
    defer { withExtendedLifetime(regions) {} }
    try perform(Call(.alltoallw).divided(regions), inPlace: &all)
  }

  /// Gives each neighbour a region of a buffer, each of which may have a datatype of its own: the edges of a block to the
  /// blocks beside it, without copying them together first.
  ///
  /// All ranks call it, on a communicator with a topology.
  ///
  /// - Parameters:
  ///   - buffer: The memory to send from.
  ///   - regions: What each neighbour gets of it that this rank sends to.
  ///   - receiveRegions: Where that goes which comes from each neighbour that sends to this rank. They must not overlap.
  ///   - all: The memory to receive into. What no region touches stays as it is.
  /// - Throws: ``MPIError`` of class `count` if the regions are not one for each neighbour, `buffer` if they reach out
  ///   of the memory, `topology` if the communicator has none.
  ///
  /// Where two ranks have several edges between them, as in a periodic dimension of one or two, MPICH 4.0 takes what is for
  /// one edge for what is for another.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_alltoallw`.
  @inlinable
  public func neighborAllToAll<
    Sent: Outgoing & ~Copyable & ~Escapable, Received: Incoming & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Sent, regions: [Region], receiveRegions: [Region], into all: inout Received
  ) throws(MPIError) {
    let regions = try RegionPair(regions, receiveRegions, .neighbor_alltoallw)
    defer { withExtendedLifetime(regions) {} }
    try perform(Call(.neighbor_alltoallw).divided(regions), buffer, into: &all)
  }
}

extension Operation where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable {
  /// Gives each rank a region of everyone's buffer, each of which may have a datatype of its own.
  ///
  /// - Parameters:
  ///   - buffer: The memory to send from.
  ///   - regions: What each rank gets of it.
  ///   - receiveRegions: Where that goes which comes from each rank. They must not overlap.
  ///   - all: The memory to receive into. What no region touches stays as it is.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ialltoallw` and `MPI_Alltoallw_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func allToAll(
    _ buffer: consuming Sent, regions: [Region], receiveRegions: [Region], into all: consuming Received
  ) throws(MPIError) -> Operation {
    let regions = try RegionPair(regions, receiveRegions, .alltoallw)
    return Operation(Call(.alltoallw).divided(regions), buffer, into: all, keeping: regions)
  }

  /// Gives each neighbour a region of a buffer, each of which may have a datatype of its own.
  ///
  /// - Parameters:
  ///   - buffer: The memory to send from.
  ///   - regions: What each neighbour gets of it that this rank sends to.
  ///   - receiveRegions: Where that goes which comes from each neighbour that sends to this rank. They must not overlap.
  ///   - all: The memory to receive into. What no region touches stays as it is.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// Where two ranks have several edges between them, implementations take what is for one edge for what is for another:
  /// MPICH 4.0 everywhere, Open MPI in grids, that is in periodic dimensions of one or two.
  ///
  /// The corresponding MPI functions are `MPI_Ineighbor_alltoallw` and `MPI_Neighbor_alltoallw_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func neighborAllToAll(
    _ buffer: consuming Sent, regions: [Region], receiveRegions: [Region], into all: consuming Received
  ) throws(MPIError) -> Operation {
    let regions = try RegionPair(regions, receiveRegions, .neighbor_alltoallw)
    return Operation(Call(.neighbor_alltoallw).divided(regions), buffer, into: all, keeping: regions)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Exchanges regions of a buffer in place: what each rank gets is replaced by what comes from it.
  ///
  /// - Parameters:
  ///   - all: The memory. What no region touches stays as it is.
  ///   - regions: What each rank gets of it, and what comes from that rank replaces. They must not overlap. Two ranks have
  ///     regions for each other of the same data: as many of the same types, wherever they lie.
  /// - Throws: ``MPIError`` of class `count` if a count is negative; started, of class `unsupported` with MPICH before 5, which
  ///   loses regions.
  ///
  /// The corresponding MPI functions are `MPI_Ialltoallw` and `MPI_Alltoallw_init`, with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy all)
  public static func allToAll(
    inPlace all: consuming Received, regions: [Region]
  ) throws(MPIError) -> Operation {
    let regions = try RegionPair([], regions, .alltoallw)
    return Operation(Call(.alltoallw).divided(regions).inPlace(), into: all, keeping: regions)
  }
}
