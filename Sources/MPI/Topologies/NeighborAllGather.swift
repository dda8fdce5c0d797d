public import CMPI

// The ranks that send to this one are its sources, see neighbors(): in a grid the one before and the one after along
// each dimension, in a graph those that it was made of, in that order.

extension Communicator {
  /// The elements of everyone who sends to this rank, one after the other.
  ///
  /// All ranks call it, on a communicator with a topology, with equally many elements. For unequal numbers give counts,
  /// or have them exchanged.
  ///
  /// - Parameter buffer: This rank's elements, which go to everyone it sends to.
  /// - Returns: The elements in the order of the sources (``neighbors()``). For one that is not there, beyond the edge of
  ///   a grid, all their bytes are zero.
  /// - Throws: ``MPIError`` of class `topology` if the communicator has none.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_allgather`.
  @inlinable
  public func neighborAllGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer
  ) throws(MPIError) -> [Buffer.Element] {
    try perform(
      Call(.neighbor_allgather), buffer, zeroedCount: buffer.elementCount * (try degrees().sources))
  }

  /// The elements of everyone who sends to this rank, into memory that is there.
  ///
  /// All ranks call it, on a communicator with a topology, all with counts or all without.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, which go to everyone it sends to.
  ///   - counts: How many elements each source has; without counts all ranks have equally many.
  ///   - all: Where those of the sources go, as long as they are together. The part of one that is not there, beyond the
  ///     edge of a grid, stays as it is.
  /// - Throws: ``MPIError`` of class `topology` if the communicator has none, `count` if the counts or the length of `all`
  ///   are not such.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_allgather`, or `MPI_Neighbor_allgatherv` with counts.
  @inlinable
  public func neighborAllGather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: some PartCounts = .equal, into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    let division = try Division(
      counts, units: Buffer.Element.layout.units, .neighbor_allgather, .neighbor_allgatherv)
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(receiving: division), buffer, into: &all)
  }

  /// The elements of everyone who sends to this rank, when the ranks have unequally many.
  ///
  /// All ranks call it, on a communicator with a topology.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, which go to everyone it sends to.
  ///   - counts: `.exchanged`: the ranks tell each other how many each has.
  /// - Returns: The elements in the order of the sources.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_allgatherv`, after `MPI_Neighbor_allgather` for the counts.
  @inlinable
  public func neighborAllGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: ExchangedCounts
  ) throws(MPIError) -> [Buffer.Element] {
    // One that is not there has the count 0.
    try neighborAllGather(buffer, counts: try neighborAllGather(buffer.elementCount))
  }

  /// The elements of everyone who sends to this rank, when the ranks have unequally many and know how many.
  ///
  /// All ranks call it, on a communicator with a topology.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, which go to everyone it sends to.
  ///   - counts: How many elements each source has.
  /// - Returns: The elements in the order of the sources. For one that is not there all their bytes are zero.
  /// - Throws: ``MPIError`` of class `count` if the counts are not one for each source.
  ///
  /// The corresponding MPI function is `MPI_Neighbor_allgatherv`.
  @inlinable
  public func neighborAllGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    let parts = try Parts(counts, units: Buffer.Element.layout.units, .neighbor_allgatherv)
    defer { withExtendedLifetime(parts) {} }
    return try perform(Call(.neighbor_allgatherv).divided(received: parts), buffer, zeroedCount: parts.total)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// The elements of everyone who sends to this rank, one after the other.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, which go to everyone it sends to.
  ///   - counts: How many elements each source has; without counts all ranks have equally many.
  ///   - all: Where those of the sources go, as long as they are together. The part of one that is not there, beyond the
  ///     edge of a grid, stays as it is.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ineighbor_allgather` and `MPI_Neighbor_allgather_init`, with counts
  /// `MPI_Ineighbor_allgatherv` and `MPI_Neighbor_allgatherv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func neighborAllGather(
    _ buffer: consuming Sent, counts: some PartCounts = .equal, into all: consuming Received
  ) throws(MPIError) -> Operation {
    let division = try Division(
      counts, units: Sent.Element.layout.units, .neighbor_allgather, .neighbor_allgatherv)
    return Operation(Call(receiving: division), buffer, into: all, keeping: division.parts)
  }
}
