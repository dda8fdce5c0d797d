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
    let function: StaticString = "MPI_Gatherv"
    let root32 = try cInt(root, "root", function)
    let isRoot = rank == root
    var parts = Parts()
    if isRoot {
      try requireOneEach(counts.count, function)
      try require(buffer.elementCount, counts[rank], "the root's own part", function)
      parts = try Parts(counts, of: Buffer.Element.self, function)
    }
    let all = try [Buffer.Element].ownedUncounted(parts.total) { all throws(MPIError) in
      try buffer.withRaw(function) { raw throws(MPIError) in
        try unsafe check(
          MPI_Gatherv(
            raw.address, raw.count, raw.datatype.raw,
            all.address, parts.counts, parts.offsets, all.datatype.raw, root32, handle.raw), function)
      }
    }
    return isRoot ? all : nil
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
