public import CMPI

extension Communicator {
  /// Combines everyone's elements, each with those at the same place, on the root.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - root: The rank that gets the result.
  /// - Returns: A value for a value, an array for everything else; nil on ranks that are not the root.
  ///
  /// Between the two sides of an intercommunicator the root's own elements are not among those combined, but as many as
  /// they are each rank of the other side has.
  ///
  /// The corresponding MPI function is `MPI_Reduce`.
  @inlinable
  public func reduce<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, root: some Root = 0
  ) throws(MPIError) -> Buffer.Owned? {
    let call = Call(.reduce, operation).rooted(root)
    guard isRoot(root) else {
      try perform(call, buffer)
      return nil
    }
    return try perform(call, buffer, resultOf: Buffer.self)
  }

  /// Combines everyone's elements, each with those at the same place, into memory that is there on all ranks.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - result: As long as `buffer`. On the root where the result goes; elsewhere it stays as it is.
  ///   - root: The rank that gets the result.
  /// - Throws: ``MPIError`` of class `count` if `result` has another length.
  ///
  /// The corresponding MPI function is `MPI_Reduce`.
  @inlinable
  public func reduce<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Result: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, into result: inout Result,
    root: some Root = 0
  ) throws(MPIError) where Result.Element == Buffer.Element {
    // Between two sides a rank either sends or receives.
    if !isIntercommunicator {
      try require(result.elementCount, buffer.elementCount, "the buffer for the result", .reduce)
    }
    try perform(Call(.reduce, operation).rooted(root), buffer, into: &result)
  }

  /// Combines everyone's elements, each with those at the same place, in the root's buffer.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements; on the root overwritten by the result.
  ///   - operation: How two elements become one.
  ///   - root: The rank that gets the result.
  ///
  /// The corresponding MPI function is `MPI_Reduce` with `MPI_IN_PLACE`.
  @inlinable
  public func reduce<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>, root: some Root = 0
  ) throws(MPIError) {
    // MPICH before 4.1 crashes on a root that is not rank 0 (pmodels/mpich#6540).
    if cmpi_reduce_in_place_is_broken() != 0 && isRoot(root) && rank > 0 && !isIntercommunicator {
      let copy = buffer.withElements { elements in elements.indices.map { elements[$0] } }
      return try reduce(copy, operation, into: &buffer, root: root)
    }
    try perform(Call(.reduce, operation).rooted(root), inPlace: &buffer)
  }

  /// Combines everyone's elements, each with those at the same place, on all ranks.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  /// - Returns: A value for a value, an array for everything else.
  ///
  /// The corresponding MPI function is `MPI_Allreduce`.
  @inlinable @inline(__always)
  public func allReduce<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) -> Buffer.Owned {
    try perform(Call(.allreduce, operation), buffer, resultOf: Buffer.self)
  }

  /// Combines everyone's elements, each with those at the same place, into memory that is there.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - operation: How two elements become one.
  ///   - result: Where the result goes. As long as `buffer`.
  /// - Throws: ``MPIError`` of class `count` if it is not.
  ///
  /// The corresponding MPI function is `MPI_Allreduce`.
  @inlinable @inline(__always)
  public func allReduce<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Result: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, into result: inout Result
  ) throws(MPIError) where Result.Element == Buffer.Element {
    try perform(Call(.allreduce, operation), buffer, into: &result)
  }

  /// Combines everyone's elements, each with those at the same place, in everyone's buffer.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, overwritten by the result.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI function is `MPI_Allreduce` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  public func allReduce<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) {
    try perform(Call(.allreduce, operation), inPlace: &buffer)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Combines everyone's elements, each with those at the same place, on the root.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many on all ranks.
  ///   - operation: How two elements become one.
  ///   - result: On the root where the result goes, as long as `buffer`; elsewhere it stays as it is.
  ///   - root: The rank that gets the result.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce` and `MPI_Reduce_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy result)
  public static func reduce(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, into result: consuming Received,
    root: some Root = 0
  ) -> Operation {
    Operation(Call(.reduce, operation).rooted(root), buffer, into: result, keeping: operation.closure)
  }

  /// Combines everyone's elements, each with those at the same place, on all ranks.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many on all ranks.
  ///   - operation: How two elements become one.
  ///   - result: Where the result goes. As long as `buffer`.
  ///
  /// The corresponding MPI functions are `MPI_Iallreduce` and `MPI_Allreduce_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy result)
  public static func allReduce(
    _ buffer: consuming Sent, _ operation: ReduceOperation<Sent.Element>, into result: consuming Received
  ) -> Operation {
    Operation(Call(.allreduce, operation), buffer, into: result, keeping: operation.closure)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Combines everyone's elements, each with those at the same place, in the root's buffer.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements; on the root overwritten by the result.
  ///   - operation: How two elements become one.
  ///   - root: The rank that gets the result.
  ///
  /// With MPICH before 4.1 the root must be rank 0; otherwise doing it throws ``MPIError`` of class `unsupported`.
  ///
  /// The corresponding MPI functions are `MPI_Ireduce` and `MPI_Reduce_init` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func reduce(
    inPlace buffer: consuming Received, _ operation: ReduceOperation<Received.Element>, root: some Root = 0
  ) -> Operation {
    Operation(Call(.reduce, operation).rooted(root).inPlace(), into: buffer, keeping: operation.closure)
  }

  /// Combines everyone's elements, each with those at the same place, in everyone's buffer.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, overwritten by the result.
  ///   - operation: How two elements become one.
  ///
  /// The corresponding MPI functions are `MPI_Iallreduce` and `MPI_Allreduce_init` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func allReduce(
    inPlace buffer: consuming Received, _ operation: ReduceOperation<Received.Element>
  ) -> Operation {
    Operation(Call(.allreduce, operation).inPlace(), into: buffer, keeping: operation.closure)
  }
}
