public import CMPI

extension Communicator {
  /// Combines everyone's elements, each with those at the same place, and divides the result equally.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks. Between the two sides of an
  /// intercommunicator what the other side's ranks have is combined, and divided among this side's.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  /// - Returns: This rank's part of the result.
  /// - Throws: ``MPIError`` of class `count` if the elements cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter_block`.
  @inlinable
  public func reduceScatter<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) -> [Buffer.Element] {
    let each = try equalPart(buffer.elementCount, size, .reduce_scatter_block)
    return try perform(Call(.reduce_scatter_block, operation), buffer, count: each)
  }

  /// Combines everyone's elements, each with those at the same place, and divides the result equally, into memory
  /// that is there.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many times more as there are ranks than `part` has.
  ///   - operation: How two elements become one.
  ///   - part: Where this rank's part of the result goes.
  /// - Throws: ``MPIError`` of class `count` if the lengths are not such.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter_block`.
  @inlinable
  public func reduceScatter<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Part: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, into part: inout Part
  ) throws(MPIError) where Part.Element == Buffer.Element {
    try perform(Call(.reduce_scatter_block, operation), buffer, into: &part)
  }

  /// Combines everyone's elements, each with those at the same place, and divides the result equally, in place.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements. The first of them are overwritten by this rank's part of the result; what the
  ///     others are afterwards is undefined.
  ///   - operation: How two elements become one.
  /// - Throws: ``MPIError`` of class `count` if the elements cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter_block` with `MPI_IN_PLACE`.
  @inlinable
  public func reduceScatter<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) {
    try perform(Call(.reduce_scatter_block, operation), inPlace: &buffer)
  }

  /// Combines everyone's elements, each with those at the same place, and divides the result unequally.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks.
  /// - Returns: This rank's part of the result.
  /// - Throws: ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Reduce_scatter`.
  @inlinable
  public func reduceScatter<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, counts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    try require(oneEach: counts.count, among: size, .reduce_scatter)
    let parts = try operation.parts(counts)
    defer { withExtendedLifetime(parts) {} }
    return try perform(
      Call(.reduce_scatter, operation).divided(received: parts), buffer, count: counts[rank])
  }
}

extension ReduceOperation {
  /// The parts of a result; an operation from a closure sees whole elements.
  @inlinable
  func parts(_ counts: [Int]) throws(MPIError) -> Parts {
    try Parts(counts, units: closure == nil ? Element.layout.units : 1, .reduce_scatter)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Combines everyone's elements, each with those at the same place, and divides the result equally.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many times more as there are ranks than `part` has.
  ///   - operation: How two elements become one.
  ///   - part: Where this rank's part of the result goes.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce_scatter_block` and `MPI_Reduce_scatter_block_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy part)
  public static func reduceScatter(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, into part: consuming Received
  ) -> Operation {
    Operation(Call(.reduce_scatter_block, operation), buffer, into: part, keeping: operation.closure)
  }

  /// Combines everyone's elements, each with those at the same place, and divides the result unequally.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - counts: How many elements of the result each rank gets, the same on all ranks.
  ///   - part: Where this rank's part of the result goes.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce_scatter` and `MPI_Reduce_scatter_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy part)
  public static func reduceScatter(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, counts: [Int],
    into part: consuming Received
  ) throws(MPIError) -> Operation {
    let parts = try operation.parts(counts)
    return Operation(
      Call(.reduce_scatter, operation).divided(received: parts), buffer, into: part,
      keeping: KeptTogether(operation.closure, parts))
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Combines everyone's elements, each with those at the same place, and divides the result equally, in place.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements. The first of them are overwritten by this rank's part of the result; what the
  ///     others are afterwards is undefined.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce_scatter_block` and `MPI_Reduce_scatter_block_init` with
  /// `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func reduceScatter(
    inPlace buffer: consuming Received, _ operation: ReduceOperation<Received.Element>
  ) -> Operation {
    Operation(Call(.reduce_scatter_block, operation).inPlace(), into: buffer, keeping: operation.closure)
  }
}
