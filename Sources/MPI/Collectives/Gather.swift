public import CMPI

extension Communicator {
  /// Everyone's elements one after the other, on the root.
  ///
  /// All ranks call it, with equally many elements. For unequal numbers give counts, or nil to have them exchanged.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - root: The rank that gets them all.
  /// - Returns: The elements in the order of the ranks; nil on ranks that are not the root.
  ///
  /// The corresponding MPI function is `MPI_Gather`.
  @inlinable
  public func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, root: Int = 0
  ) throws(MPIError) -> [Buffer.Element]? {
    guard rank == root else {
      try gather(buffer, .ignored, root: root)
      return nil
    }
    return try [Buffer.Element].ownedUncounted(buffer.elementCount * size) { all throws(MPIError) in
      try gather(buffer, all, root: root)
    }
  }

  /// Everyone's elements one after the other, into memory that is there on the root.
  ///
  /// All ranks call it, with equally many elements.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - all: On the root where they all go, as many times longer as there are ranks. Ignored elsewhere.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` on the root if `all` has another length.
  ///
  /// The corresponding MPI function is `MPI_Gather`.
  @inlinable
  public func gather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, into all: inout All, root: Int = 0
  ) throws(MPIError) where All.Element == Buffer.Element {
    guard rank == root else { return try gather(buffer, .ignored, root: root) }
    try require(all.elementCount, buffer.elementCount * size, "the buffer to gather into", "MPI_Gather")
    try all.withMutableUncounted { all throws(MPIError) in try gather(buffer, all, root: root) }
  }

  @inlinable
  func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ all: MutableRawBuffer, root: Int
  ) throws(MPIError) {
    let root = try cInt(root, "root", "MPI_Gather")
    try buffer.withRaw("MPI_Gather") { raw throws(MPIError) in
      try unsafe check(
        MPI_Gather(
          raw.address, raw.count, raw.datatype.raw, all.address, raw.count, raw.datatype.raw, root, handle.raw
        ),
        "MPI_Gather")
    }
  }

  /// Completes the root's buffer, of which its own equal part is filled, with everyone's elements.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements, of which its own stand where they belong; elsewhere this rank's elements.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` on the root if its buffer cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Gather` with `MPI_IN_PLACE`.
  @inlinable
  public func gather<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, root: Int = 0
  ) throws(MPIError) {
    guard rank == root else { return try gather(buffer, .ignored, root: root) }
    let function: StaticString = "MPI_Gather"
    let each = try Buffer.Element.units(try equalPart(buffer.elementCount, function), function)
    let root = try cInt(root, "root", function)
    try buffer.withMutableUncounted { all throws(MPIError) in
      try unsafe check(
        MPI_Gather(
          cmpi_in_place(), 0, cmpi_byte().raw, all.address, each, all.datatype.raw, root, handle.raw),
        function)
    }
  }

  /// Everyone's elements one after the other, on the root, when the ranks have unequally many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: `nil`, which has the counts exchanged. It is the literal: no variable can be nil on some ranks only.
  ///   - root: The rank that gets them all.
  /// - Returns: The elements in the order of the ranks; nil on ranks that are not the root.
  ///
  /// The corresponding MPI function is `MPI_Gatherv`, after `MPI_Gather` for the counts.
  @inlinable
  public func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: Never?, root: Int = 0
  ) throws(MPIError) -> [Buffer.Element]? {
    try gather(buffer, counts: try gather(buffer.elementCount, root: root) ?? [], root: root)
  }

  /// Everyone's elements one after the other, on the root, when the ranks have unequally many and the root knows how
  /// many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: On the root how many elements each rank has. Ignored elsewhere, where it may be empty.
  ///   - root: The rank that gets them all.
  /// - Returns: The elements in the order of the ranks; nil on ranks that are not the root.
  /// - Throws: ``MPIError`` of class `count` on the root if the counts are not one for each rank.
  ///
  /// The corresponding MPI function is `MPI_Gatherv`.
  @inlinable
  public func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int], root: Int = 0
  ) throws(MPIError) -> [Buffer.Element]? {
    guard rank == root else {
      try gather(buffer, Parts(), .ignored, root: root)
      return nil
    }
    let parts = try gatheredParts(buffer, counts)
    return try [Buffer.Element].ownedUncounted(parts.total) { all throws(MPIError) in
      try gather(buffer, parts, all, root: root)
    }
  }

  /// Everyone's elements one after the other, into memory that is there on the root, when the ranks have unequally many
  /// and the root knows how many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: On the root how many elements each rank has. Ignored elsewhere, where it may be empty.
  ///   - all: On the root where they all go, as long as the counts are together. Ignored elsewhere.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` on the root if the counts or the length of `all` are not such.
  ///
  /// The corresponding MPI function is `MPI_Gatherv`.
  @inlinable
  public func gather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: [Int], into all: inout All, root: Int = 0
  ) throws(MPIError) where All.Element == Buffer.Element {
    guard rank == root else { return try gather(buffer, Parts(), .ignored, root: root) }
    let parts = try gatheredParts(buffer, counts)
    try require(all.elementCount, parts.total, "the buffer to gather into", "MPI_Gatherv")
    try all.withMutableUncounted { all throws(MPIError) in try gather(buffer, parts, all, root: root) }
  }

  @inlinable
  func gatheredParts<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ counts: [Int]
  ) throws(MPIError) -> Parts {
    try requireOneEach(counts.count, "MPI_Gatherv")
    try require(buffer.elementCount, counts[rank], "the root's own part", "MPI_Gatherv")
    return try Parts(counts, of: Buffer.Element.self, "MPI_Gatherv")
  }

  @inlinable
  func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ parts: Parts, _ all: MutableRawBuffer, root: Int
  ) throws(MPIError) {
    let root = try cInt(root, "root", "MPI_Gatherv")
    try buffer.withRaw("MPI_Gatherv") { raw throws(MPIError) in
      try unsafe check(
        MPI_Gatherv(
          raw.address, raw.count, raw.datatype.raw,
          all.address, parts.counts, parts.offsets, raw.datatype.raw, root, handle.raw), "MPI_Gatherv")
    }
  }

  /// Everyone's packable value, such as a string, on the root.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - value: This rank's value.
  ///   - root: The rank that gets them all.
  /// - Returns: The values in the order of the ranks; nil on ranks that are not the root.
  ///
  /// The corresponding MPI functions are `MPI_Gather` and `MPI_Gatherv`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers.
  @_disfavoredOverload
  @inlinable
  public func gather<Value: Packable>(_ value: Value, root: Int = 0) throws(MPIError) -> [Value]? {
    guard let bytes = try gather(try value.packed(), counts: nil, root: root) else { return nil }
    return try [Value](packed: bytes, count: size)
  }
}

extension Array where Element: Packable {
  /// So many values whose messages stand one after the other.
  @inlinable
  init(packed bytes: [UInt8], count: Int) throws(MPIError) {
    var unpacker = unsafe Unpacker(bytes.span.bytes)
    self = try Element.unpack(count, from: &unpacker)
    try unpacker.finish()
  }
}
