public import CMPI

extension Communicator {
  /// Everyone's elements one after the other, on all ranks.
  ///
  /// All ranks call it, with equally many elements. For unequal numbers give counts, or nil to have them exchanged.
  ///
  /// - Parameter buffer: This rank's elements.
  /// - Returns: The elements in the order of the ranks.
  ///
  /// The corresponding MPI function is `MPI_Allgather`.
  @inlinable
  public func allGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer
  ) throws(MPIError) -> [Buffer.Element] {
    try [Buffer.Element].ownedUncounted(buffer.elementCount * size) { all throws(MPIError) in
      try buffer.withRaw("MPI_Allgather") { raw throws(MPIError) in try allGather(raw, all, each: raw.count) }
    }
  }

  /// Everyone's elements one after the other, into memory that is there.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - all: Where they all go, as many times longer as there are ranks.
  /// - Throws: ``MPIError`` of class `count` if `all` has another length.
  ///
  /// The corresponding MPI function is `MPI_Allgather`.
  @inlinable
  public func allGather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    try require(all.elementCount, buffer.elementCount * size, "the buffer to gather into", "MPI_Allgather")
    try all.withMutableUncounted { all throws(MPIError) in
      try buffer.withRaw("MPI_Allgather") { raw throws(MPIError) in try allGather(raw, all, each: raw.count) }
    }
  }

  /// Completes a buffer of which each rank has filled its own equal part.
  ///
  /// All ranks call it, with buffers of one length.
  ///
  /// - Parameter all: The buffer, whose length is a multiple of the number of ranks.
  /// - Throws: ``MPIError`` of class `count` if it is not.
  ///
  /// The corresponding MPI function is `MPI_Allgather` with `MPI_IN_PLACE`.
  @inlinable
  public func allGather<All: ReceiveBuffer & ~Copyable & ~Escapable>(inPlace all: inout All) throws(MPIError)
  {
    let each = try All.Element.units(try equalPart(all.elementCount, "MPI_Allgather"), "MPI_Allgather")
    try all.withMutableUncounted { all throws(MPIError) in try allGather(.inPlace, all, each: each)
    }
  }

  @inlinable
  func allGather(_ raw: RawBuffer, _ all: MutableRawBuffer, each: Int32) throws(MPIError) {
    try unsafe check(
      MPI_Allgather(
        raw.address, raw.count, raw.datatype.raw, all.address, each, all.datatype.raw, handle.raw),
      "MPI_Allgather")
  }

  /// Everyone's elements one after the other, on all ranks, when the ranks have unequally many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: `nil`, which has the counts exchanged. It is the literal: no variable can be nil on some ranks only.
  /// - Returns: The elements in the order of the ranks.
  ///
  /// The corresponding MPI function is `MPI_Allgatherv`, after `MPI_Allgather` for the counts.
  @inlinable
  public func allGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: Never?
  ) throws(MPIError) -> [Buffer.Element] {
    try allGather(buffer, counts: try allGather(buffer.elementCount))
  }

  /// Everyone's elements one after the other, on all ranks, when the ranks have unequally many and know how many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: How many elements each rank has, the same on all ranks.
  /// - Returns: The elements in the order of the ranks.
  /// - Throws: ``MPIError`` of class `count` if the counts are not one for each rank.
  ///
  /// The corresponding MPI function is `MPI_Allgatherv`.
  @inlinable
  public func allGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    let parts = try allGatheredParts(buffer, counts)
    return try [Buffer.Element].ownedUncounted(parts.total) { all throws(MPIError) in
      try allGather(buffer, parts, all)
    }
  }

  /// Everyone's elements one after the other, into memory that is there, when the ranks have unequally many and know
  /// how many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: How many elements each rank has, the same on all ranks.
  ///   - all: Where they all go, as long as the counts are together.
  /// - Throws: ``MPIError`` of class `count` if the counts or the length of `all` are not such.
  ///
  /// The corresponding MPI function is `MPI_Allgatherv`.
  @inlinable
  public func allGather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: [Int], into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    let parts = try allGatheredParts(buffer, counts)
    try require(all.elementCount, parts.total, "the buffer to gather into", "MPI_Allgatherv")
    try all.withMutableUncounted { all throws(MPIError) in try allGather(buffer, parts, all) }
  }

  @inlinable
  func allGatheredParts<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ counts: [Int]
  ) throws(MPIError) -> Parts {
    try requireOneEach(counts.count, "MPI_Allgatherv")
    try require(buffer.elementCount, counts[rank], "this rank's part", "MPI_Allgatherv")
    return try Parts(counts, of: Buffer.Element.self, "MPI_Allgatherv")
  }

  @inlinable
  func allGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ parts: Parts, _ all: MutableRawBuffer
  ) throws(MPIError) {
    try buffer.withRaw("MPI_Allgatherv") { raw throws(MPIError) in
      try unsafe check(
        MPI_Allgatherv(
          raw.address, raw.count, raw.datatype.raw,
          all.address, parts.counts, parts.offsets, raw.datatype.raw, handle.raw), "MPI_Allgatherv")
    }
  }

  /// Everyone's packable value, such as a string, on all ranks.
  ///
  /// All ranks call it.
  ///
  /// - Parameter value: This rank's value.
  /// - Returns: The values in the order of the ranks.
  ///
  /// The corresponding MPI functions are `MPI_Allgather` and `MPI_Allgatherv`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers.
  @_disfavoredOverload
  @inlinable
  public func allGather<Value: Packable>(_ value: Value) throws(MPIError) -> [Value] {
    try [Value](packed: try allGather(try value.packed(), counts: nil), count: size)
  }
}
