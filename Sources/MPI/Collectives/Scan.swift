public import CMPI

extension Communicator {
  /// Combines the elements of this rank and those before it, each with those at the same place.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  /// - Returns: A value for a value, an array for everything else.
  ///
  /// The corresponding MPI function is `MPI_Scan`.
  @inlinable
  public func scan<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) -> Buffer.Owned {
    try unsafe buffer.reduced(operation, "MPI_Scan") {
      unsafe MPI_Scan($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
  }

  /// Combines the elements of this rank and those before it, into memory that is there.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - result: Where the result goes. As long as `buffer`.
  /// - Throws: ``MPIError`` of class `count` if it is not.
  ///
  /// The corresponding MPI function is `MPI_Scan`.
  @inlinable
  public func scan<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Result: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, into result: inout Result
  ) throws(MPIError) where Result.Element == Buffer.Element {
    try unsafe buffer.reduce(into: &result, operation, "MPI_Scan") {
      unsafe MPI_Scan($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
  }

  /// Combines the elements of this rank and those before it, in place.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, overwritten by the result.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI function is `MPI_Scan` with `MPI_IN_PLACE`.
  @inlinable
  public func scan<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) {
    try unsafe buffer.reduceInPlace(operation, "MPI_Scan") {
      unsafe MPI_Scan($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
  }

  /// Combines the elements of the ranks before this one, each with those at the same place.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  /// - Returns: A value for a value, an array for everything else; nil on rank 0, before which there is none.
  ///
  /// The corresponding MPI function is `MPI_Exscan`.
  @inlinable
  public func exclusiveScan<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) -> Buffer.Owned? {
    let result = try unsafe buffer.reduced(operation, "MPI_Exscan") {
      unsafe MPI_Exscan($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
    return rank == 0 ? nil : result
  }

  /// Combines the elements of the ranks before this one, into memory that is there.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - result: Where the result goes; on rank 0 it stays as it is. As long as `buffer`.
  /// - Throws: ``MPIError`` of class `count` if it is not.
  ///
  /// The corresponding MPI function is `MPI_Exscan`.
  @inlinable
  public func exclusiveScan<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Result: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, into result: inout Result
  ) throws(MPIError) where Result.Element == Buffer.Element {
    try unsafe buffer.reduce(into: &result, operation, "MPI_Exscan") {
      unsafe MPI_Exscan($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
  }

  /// Combines the elements of the ranks before this one, in place.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, overwritten by the result; on rank 0 they stay as they are.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI function is `MPI_Exscan` with `MPI_IN_PLACE`.
  @inlinable
  public func exclusiveScan<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) {
    try unsafe buffer.reduceInPlace(operation, "MPI_Exscan") {
      unsafe MPI_Exscan($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
  }
}
