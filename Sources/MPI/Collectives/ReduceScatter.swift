public import CMPI

extension Communicator {
  /// Combines everyone's elements, each with those at the same place, and divides the result.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks; without counts all get equally
  ///     many.
  /// - Returns: This rank's part of the result.
  /// - Throws: ``MPIError`` of class `count` if the elements are not divided so.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter_block`, or `MPI_Reduce_scatter` with counts.
  @inlinable
  public func reduceScatter<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, counts: some PartCounts = .equal
  ) throws(MPIError) -> [Buffer.Element] {
    let each: Int
    if let counts = counts.each {
      try require(oneEach: counts.count, among: size, .reduce_scatter)
      each = counts[rank]
    } else {
      each = try equalPart(buffer.elementCount, size, .reduce_scatter_block)
    }
    let division = try operation.division(counts)
    defer { withExtendedLifetime(division.parts) {} }
    // Before memory is taken for the result.
    if let parts = division.parts {
      try require(buffer.elementCount, parts.total, "the buffer", .reduce_scatter)
    }
    return try perform(Call(division, operation), buffer, count: each)
  }

  /// Combines everyone's elements, each with those at the same place, and divides the result, into memory that is there.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks; without counts all get equally
  ///     many.
  ///   - part: Where this rank's part of the result goes, as long as that is.
  /// - Throws: ``MPIError`` of class `count` if the lengths are not such.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter_block`, or `MPI_Reduce_scatter` with counts.
  @inlinable
  public func reduceScatter<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Part: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>,
    counts: some PartCounts = .equal,
    into part: inout Part
  ) throws(MPIError) where Part.Element == Buffer.Element {
    let division = try operation.division(counts)
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(division, operation), buffer, into: &part)
  }

  /// Combines everyone's elements, each with those at the same place, and divides the result, in place.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements. The first of them are overwritten by this rank's part of the result; what the
  ///     others are afterwards is undefined.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks; without counts all get equally
  ///     many.
  /// - Throws: ``MPIError`` of class `count` if the elements are not divided so.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter_block`, or `MPI_Reduce_scatter` with counts, with
  /// `MPI_IN_PLACE`.
  @inlinable
  public func reduceScatter<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>,
    counts: some PartCounts = .equal
  ) throws(MPIError) {
    let division = try operation.division(counts)
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(division, operation), inPlace: &buffer)
  }
}

extension ReduceOperation {
  /// The division of a result; an operation from a closure sees whole elements.
  @inlinable @inline(__always)
  func division(_ counts: some PartCounts) throws(MPIError) -> Division {
    try Division(
      counts, units: closure == nil ? Element.layout.units : 1, .reduce_scatter_block, .reduce_scatter)
  }
}

extension Call {
  @inlinable @inline(__always)
  init<T: Transferable>(_ division: Division, _ operation: ReduceOperation<T>) {
    self = Call(division.kind, operation).divided(received: division.parts)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Combines everyone's elements, each with those at the same place, and divides the result.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many on all ranks.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks; without counts all get equally
  ///     many.
  ///   - part: Where this rank's part of the result goes, as long as that is.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce_scatter_block` and `MPI_Reduce_scatter_block_init`, with counts
  /// `MPI_Ireduce_scatter` and `MPI_Reduce_scatter_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy part)
  public static func reduceScatter(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, counts: some PartCounts = .equal,
    into part: consuming Received
  ) throws(MPIError) -> Operation {
    let division = try operation.division(counts)
    return Operation(
      Call(division, operation), buffer, into: part,
      keeping: KeptTogether.both(operation.closure, division.parts))
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Combines everyone's elements, each with those at the same place, and divides the result, in place.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements. The first of them are overwritten by this rank's part of the result; what the
  ///     others are afterwards is undefined.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks; without counts all get equally
  ///     many.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce_scatter_block` and `MPI_Reduce_scatter_block_init`, with counts
  /// `MPI_Ireduce_scatter` and `MPI_Reduce_scatter_init`, with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func reduceScatter(
    inPlace buffer: consuming Received, _ operation: ReduceOperation<Received.Element>,
    counts: some PartCounts = .equal
  ) throws(MPIError) -> Operation {
    let division = try operation.division(counts)
    return Operation(
      Call(division, operation).inPlace(), into: buffer,
      keeping: KeptTogether.both(operation.closure, division.parts))
  }
}
