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
    try perform(Call(.scan, operation), buffer, resultOf: Buffer.self)
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
    try perform(Call(.scan, operation), buffer, into: &result)
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
    try perform(Call(.scan, operation), inPlace: &buffer)
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
    let result = try perform(Call(.exscan, operation), buffer, resultOf: Buffer.self)
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
    try perform(Call(.exscan, operation), buffer, into: &result)
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
    try perform(Call(.exscan, operation), inPlace: &buffer)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Combines the elements of this rank and those before it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many on all ranks.
  ///   - operation: How two elements become one.
  ///   - result: Where the result goes. As long as `buffer`.
  ///
  /// The corresponding MPI functions are `MPI_Iscan` and `MPI_Scan_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy result)
  public static func scan(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, into result: consuming Received
  ) -> Operation {
    Operation(Call(.scan, operation), buffer, into: result, keeping: operation.closure)
  }

  /// Combines the elements of the ranks before this one.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many on all ranks.
  ///   - operation: How two elements become one.
  ///   - result: Where the result goes; on rank 0 it stays as it is. As long as `buffer`.
  ///
  /// The corresponding MPI functions are `MPI_Iexscan` and `MPI_Exscan_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy result)
  public static func exclusiveScan(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, into result: consuming Received
  ) -> Operation {
    Operation(Call(.exscan, operation), buffer, into: result, keeping: operation.closure)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Combines the elements of this rank and those before it, in place.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, overwritten by the result.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI functions are `MPI_Iscan` and `MPI_Scan_init` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func scan(
    inPlace buffer: consuming Received, _ operation: ReduceOperation<Received.Element>
  ) -> Operation {
    Operation(Call(.scan, operation).inPlace(), into: buffer, keeping: operation.closure)
  }

  /// Combines the elements of the ranks before this one, in place.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, overwritten by the result; on rank 0 they stay as they are.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI functions are `MPI_Iexscan` and `MPI_Exscan_init` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func exclusiveScan(
    inPlace buffer: consuming Received, _ operation: ReduceOperation<Received.Element>
  ) -> Operation {
    Operation(Call(.exscan, operation).inPlace(), into: buffer, keeping: operation.closure)
  }
}
