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
  /// The corresponding MPI function is `MPI_Reduce`.
  @inlinable
  public func reduce<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, root: Int = 0
  ) throws(MPIError) -> Buffer.Owned? {
    let root32 = try cInt(root, "root", "MPI_Reduce")
    guard rank == root else {
      try buffer.withRaw("MPI_Reduce") { raw throws(MPIError) in
        let (count, datatype) = unsafe operation.operands(raw.count)
        try unsafe check(
          MPI_Reduce(raw.address, nil, count, datatype.raw, operation.handle.raw, root32, handle.raw),
          "MPI_Reduce")
      }
      return nil
    }
    return try unsafe buffer.reduced(operation, "MPI_Reduce") {
      unsafe MPI_Reduce($0, $1, $2, $3.raw, $4.raw, root32, handle.raw)
    }
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
    root: Int = 0
  ) throws(MPIError) where Result.Element == Buffer.Element {
    let root = try cInt(root, "root", "MPI_Reduce")
    try unsafe buffer.reduce(into: &result, operation, "MPI_Reduce") {
      unsafe MPI_Reduce($0, $1, $2, $3.raw, $4.raw, root, handle.raw)
    }
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
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>, root: Int = 0
  ) throws(MPIError) {
    let root32 = try cInt(root, "root", "MPI_Reduce")
    let isRoot = rank == root
    try unsafe buffer.reduceInPlace(operation, "MPI_Reduce") { inPlace, memory, count, datatype, operation in
      // In place is the root's privilege: the others send from their memory.
      unsafe MPI_Reduce(
        isRoot ? inPlace : UnsafeRawPointer(memory), isRoot ? memory : nil, count, datatype.raw,
        operation.raw,
        root32, handle.raw)
    }
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
  @inlinable
  public func allReduce<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) -> Buffer.Owned {
    try unsafe buffer.reduced(operation, "MPI_Allreduce") {
      unsafe MPI_Allreduce($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
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
  @inlinable
  public func allReduce<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Result: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, _ operation: ReduceOperation<Buffer.Element>, into result: inout Result
  ) throws(MPIError) where Result.Element == Buffer.Element {
    try unsafe buffer.reduce(into: &result, operation, "MPI_Allreduce") {
      unsafe MPI_Allreduce($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
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
  @inlinable
  public func allReduce<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, _ operation: ReduceOperation<Buffer.Element>
  ) throws(MPIError) {
    try unsafe buffer.reduceInPlace(operation, "MPI_Allreduce") {
      unsafe MPI_Allreduce($0, $1, $2, $3.raw, $4.raw, handle.raw)
    }
  }
}
