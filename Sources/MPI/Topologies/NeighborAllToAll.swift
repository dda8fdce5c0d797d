public import CMPI

extension Communicator {
  /// Gives each neighbour an equal part of everyone's elements.
  ///
  /// All ranks call it, on a communicator with a topology, with parts of one length.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to (``neighbors()``), then those for the second, and
  ///     so on.
  ///   - count: How many elements come from each neighbour. By default as many as go to each; a rank that sends to
  ///     nobody has to say it.
  /// - Returns: The elements from the first rank that sends to this one, then those from the second, and so on. For one
  ///   that is not there, beyond the edge of a grid, all their bytes are zero.
  /// - Throws: ``MPIError`` of class `topology` if the communicator has none, `count` if the elements cannot be divided
  ///   equally.
  ///
  /// Where two ranks have several edges between them, as in a periodic dimension of one or two, MPICH 4.0 takes what is for
  /// one edge for what is for another.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_alltoall`.
  @inlinable
  public func neighborAllToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, count: Int? = nil
  ) throws(MPIError) -> [Buffer.Element] {
    let degrees = try degrees()
    let each = try equalPart(buffer.elementCount, degrees.destinations, .neighbor_alltoall)
    guard count == nil ? degrees.sources == 0 || degrees.destinations > 0 : (count ?? 0) >= 0 else {
      throw MPIError(
        .count, .neighbor_alltoall,
        count.map { "the count \($0) is negative" }
          ?? "a rank that sends to nobody has to say how many elements it receives from each: give a count")
    }
    let (total, overflow) = (count ?? each).multipliedReportingOverflow(by: degrees.sources)
    guard !overflow, total < 1 << 48 else {
      throw MPIError(
        .count, .neighbor_alltoall, "\(count ?? each) elements from each are more than there is memory")
    }
    return try perform(Call(.neighbor_alltoall), buffer, zeroedCount: total)
  }

  /// Gives each neighbour an equal part of everyone's elements, into memory that is there.
  ///
  /// All ranks call it, on a communicator with a topology, with parts of one length.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to (``neighbors()``), then those for the second, and
  ///     so on.
  ///   - all: Where the elements from the first rank go that sends to this one, then those from the second, and so on.
  ///     The part of one that is not there, beyond the edge of a grid, stays as it is.
  /// - Throws: ``MPIError`` of class `topology` if the communicator has none, `count` if the lengths are not such.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_alltoall`.
  @inlinable
  public func neighborAllToAll<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    try perform(Call(.neighbor_alltoall), buffer, into: &all)
  }

  /// Gives each neighbour its part of everyone's elements, of whatever length.
  ///
  /// All ranks call it, on a communicator with a topology.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to, then those for the second, and so on.
  ///   - counts: How many elements each of them gets.
  /// - Returns: The elements from the first rank that sends to this one, then those from the second, and so on.
  /// - Throws: ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_alltoallv`, after `MPI_Neighbor_alltoall` for the counts.
  @inlinable
  public func neighborAllToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    let others = try degrees().destinations
    let receiveCounts = try exchange(counts, of: buffer.elementCount, among: others, .neighbor_alltoallv) {
      counts throws(MPIError) in (try neighborAllToAll(counts, count: 1), othersAreGood: true)
    }
    return try neighborAllToAll(buffer, counts: counts, receiveCounts: receiveCounts)
  }

  /// Gives each neighbour its part of everyone's elements, of whatever length, when all know how long.
  ///
  /// All ranks call it, on a communicator with a topology.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to, then those for the second, and so on.
  ///   - counts: How many elements each of them gets.
  ///   - receiveCounts: How many elements come from each rank that sends to this one.
  /// - Returns: The elements from the first rank that sends to this one, then those from the second, and so on. For one
  ///   that is not there all their bytes are zero.
  /// - Throws: ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_alltoallv`.
  @inlinable
  public func neighborAllToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int], receiveCounts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    let exchange = try Exchange(counts, receiveCounts, of: Buffer.Element.self, .neighbor_alltoallv)
    defer { withExtendedLifetime(exchange) {} }
    return try perform(exchange.call, buffer, zeroedCount: exchange.received.total)
  }

  /// Gives each neighbour its part of everyone's elements, of whatever length, into memory that is there.
  ///
  /// All ranks call it, on a communicator with a topology.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to, then those for the second, and so on.
  ///   - counts: How many elements each of them gets.
  ///   - receiveCounts: How many elements come from each rank that sends to this one.
  ///   - all: Where they go. The part of one that is not there stays as it is.
  /// - Throws: ``MPIError`` of class `count` if the counts are not those of the buffers.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_alltoallv`.
  @inlinable
  public func neighborAllToAll<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: [Int], receiveCounts: [Int], into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    let exchange = try Exchange(counts, receiveCounts, of: Buffer.Element.self, .neighbor_alltoallv)
    defer { withExtendedLifetime(exchange) {} }
    try perform(exchange.call, buffer, into: &all)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Gives each neighbour an equal part of everyone's elements.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to, then those for the second, and so on.
  ///   - all: Where the elements from the first rank go that sends to this one, then those from the second, and so on.
  ///     The part of one that is not there, beyond the edge of a grid, stays as it is.
  ///
  /// Where two ranks have several edges between them, implementations take what is for one edge for what is for another:
  /// MPICH 4.0 everywhere, Open MPI in grids, that is in periodic dimensions of one or two.
  ///
  /// The corresponding MPI functions are `MPI_Ineighbor_alltoall` and `MPI_Neighbor_alltoall_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func neighborAllToAll(_ buffer: consuming Sent, into all: consuming Received) -> Operation {
    Operation(Call(.neighbor_alltoall), buffer, into: all)
  }

  /// Gives each neighbour its part of everyone's elements, of whatever length.
  ///
  /// - Parameters:
  ///   - buffer: The elements for the first rank that this one sends to, then those for the second, and so on.
  ///   - counts: How many elements each of them gets.
  ///   - receiveCounts: How many elements come from each rank that sends to this one.
  ///   - all: Where they go. The part of one that is not there stays as it is.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// Where two ranks have several edges between them, implementations take what is for one edge for what is for another:
  /// MPICH 4.0 everywhere, Open MPI in grids, that is in periodic dimensions of one or two.
  ///
  /// The corresponding MPI functions are `MPI_Ineighbor_alltoallv` and `MPI_Neighbor_alltoallv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func neighborAllToAll(
    _ buffer: consuming Sent, counts: [Int], receiveCounts: [Int], into all: consuming Received
  ) throws(MPIError) -> Operation {
    let exchange = try Exchange(counts, receiveCounts, of: Sent.Element.self, .neighbor_alltoallv)
    return Operation(exchange.call, buffer, into: all, keeping: exchange.kept)
  }
}
