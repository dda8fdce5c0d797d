public import CMPI

extension Communicator {
  /// Combines everyone's elements, each with those at the same place, and divides the result equally.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks.
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
    let each = try equalPart(buffer.elementCount, "MPI_Reduce_scatter_block")
    return try [Buffer.Element].ownedRaw(each, "MPI_Reduce_scatter_block") { part throws(MPIError) in
      try buffer.withRaw("MPI_Reduce_scatter_block") { raw throws(MPIError) in
        try reduceScatter(raw, part, operation)
      }
    }
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
    try require(
      buffer.elementCount, part.elementCount * size, "the buffer to reduce", "MPI_Reduce_scatter_block")
    try part.withMutableRaw("MPI_Reduce_scatter_block") { part throws(MPIError) in
      try buffer.withRaw("MPI_Reduce_scatter_block") { raw throws(MPIError) in
        try reduceScatter(raw, part, operation)
      }
    }
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
    let function: StaticString = "MPI_Reduce_scatter_block"
    let each = try Buffer.Element.units(try equalPart(buffer.elementCount, function), function)
    try buffer.withMutableUncounted { all throws(MPIError) in
      let part = unsafe MutableRawBuffer(all.address, count: each, all.datatype)
      try reduceScatter(.inPlace, part, operation)
    }
  }

  @inlinable
  func reduceScatter<T: Transferable>(
    _ raw: RawBuffer, _ part: MutableRawBuffer, _ operation: ReduceOperation<T>
  ) throws(MPIError) {
    let (count, datatype) = unsafe operation.operands(part.count)
    try unsafe check(
      MPI_Reduce_scatter_block(
        raw.address, part.address, count, datatype.raw, operation.handle.raw, handle.raw),
      "MPI_Reduce_scatter_block")
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
    let function: StaticString = "MPI_Reduce_scatter"
    try requireOneEach(counts.count, function)
    let parts = try Parts(counts, of: Buffer.Element.self, function)
    try require(buffer.elementCount, parts.total, "the buffer that the counts divide", function)
    return try [Buffer.Element].ownedRaw(counts[rank], function) { part throws(MPIError) in
      try buffer.withRaw(function) { raw throws(MPIError) in
        let datatype = unsafe operation.operands(raw.count).datatype
        let operands = parts.counts.map { unsafe operation.operands($0).count }
        try unsafe check(
          MPI_Reduce_scatter(
            raw.address, part.address, operands, datatype.raw, operation.handle.raw, handle.raw), function)
      }
    }
  }
}
