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
  /// Between the two sides of an intercommunicator the root's own elements go nowhere, but as many as they are come from
  /// each rank of the other side.
  ///
  /// The corresponding MPI function is `MPI_Gather`.
  @inlinable
  public func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, root: some Root = 0
  ) throws(MPIError) -> [Buffer.Element]? {
    let call = Call(.gather).rooted(root)
    guard isRoot(root) else {
      try perform(call, buffer)
      return nil
    }
    return try perform(call, buffer, count: buffer.elementCount * peers)
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
    _ buffer: borrowing Buffer, into all: inout All, root: some Root = 0
  ) throws(MPIError) where All.Element == Buffer.Element {
    try perform(Call(.gather).rooted(root), buffer, into: &all)
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
    inPlace buffer: inout Buffer, root: some Root = 0
  ) throws(MPIError) {
    try perform(Call(.gather).rooted(root), inPlace: &buffer)
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
    _ buffer: borrowing Buffer, counts: Never?, root: some Root = 0
  ) throws(MPIError) -> [Buffer.Element]? {
    try gather(buffer, knownCounts: try gather(buffer.elementCount, root: root) ?? [], root: root)
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
  /// - Throws: On all ranks ``MPIError`` of class `count` if the counts are not one for each rank, the root's own
  ///   part among them.
  ///
  /// The corresponding MPI function is `MPI_Gatherv`, after `MPI_Bcast` for whether the counts are good.
  @inlinable
  public func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int], root: some Root = 0
  ) throws(MPIError) -> [Buffer.Element]? {
    // The root's mistakes travel before the elements do, so that every rank throws and none sends.
    let isGood =
      !isRoot(root)
      || counts.count == peers && counts.min() ?? 0 >= 0
        && (isIntercommunicator || counts[rank] == buffer.elementCount)
    guard try broadcast(isGood, root: root) else {
      throw MPIError(
        .count, .gatherv,
        "the counts that the root, rank \(root), gave are not those of \(peers) ranks with its own part among them"
      )
    }
    return try gather(buffer, knownCounts: counts, root: root)
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
    _ buffer: borrowing Buffer, counts: [Int], into all: inout All, root: some Root = 0
  ) throws(MPIError) where All.Element == Buffer.Element {
    let parts = try rootParts(counts, of: Buffer.Element.self, .gatherv, root)
    defer { withExtendedLifetime(parts) {} }
    try perform(Call(.gatherv).rooted(root).divided(received: parts), buffer, into: &all)
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
  public func gather<Value: Packable>(_ value: Value, root: some Root = 0) throws(MPIError) -> [Value]? {
    let (bytes, counts) =
      isIntercommunicator ? try packedForOtherSide(value, root) : try gathered(value)
    guard let all = try gather(bytes, knownCounts: counts, root: root) else { return nil }
    return try [Value](packed: all, count: peers)
  }
}

extension Communicator {
  @inlinable
  func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, knownCounts counts: [Int], root: some Root
  ) throws(MPIError) -> [Buffer.Element]? {
    let parts = try rootParts(counts, of: Buffer.Element.self, .gatherv, root)
    defer { withExtendedLifetime(parts) {} }
    let call = Call(.gatherv).rooted(root).divided(received: parts)
    guard let parts else {
      try perform(call, buffer)
      return nil
    }
    return try perform(call, buffer, count: parts.total)
  }

  /// What a rank sends to the root on the other side, and the counts on the root.
  ///
  /// - Throws: ``MPIError`` of class `conversion` on the root and on all who send to it, if some value cannot be packed.
  @inlinable
  func packedForOtherSide(_ value: some Packable, _ root: some Root) throws(MPIError) -> ([UInt8], [Int]) {
    let isSender = !isBesideRoot(root)
    let packed = Result { () throws(MPIError) in isSender ? try value.packed() : [] }
    let counts = try gather((try? packed.get().count) ?? -1, root: root) ?? []
    let othersAreGood = try broadcast(!counts.contains(-1), root: root)
    let bytes = try packed.get()
    try require(packed: counts, by: othersAreGood, .gatherv)
    return (bytes, counts)
  }

  /// The parts that the root's counts make; nil elsewhere, where nobody looks at them.
  @inlinable
  func rootParts<T: Transferable>(
    _ counts: [Int], of type: T.Type, _ kind: cmpi_kind, _ root: some Root
  ) throws(MPIError) -> Parts? {
    isRoot(root) ? try Parts(counts, units: T.layout.units, kind) : nil
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Everyone's elements one after the other, on the root.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements, as many on all ranks.
  ///   - all: On the root where they all go, as many times longer as there are ranks. Ignored elsewhere.
  ///   - root: The rank that gets them all.
  ///
  /// The corresponding MPI functions are `MPI_Igather` and `MPI_Gather_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func gather(
    _ buffer: consuming Sent, into all: consuming Received, root: some Root = 0
  ) -> Operation {
    Operation(Call(.gather).rooted(root), buffer, into: all)
  }

  /// Everyone's elements one after the other, on the root, when the ranks have unequally many.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: How many elements each rank has. Ignored on ranks that are not the root.
  ///   - all: On the root where they all go, as long as the counts are together. Ignored elsewhere.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Igatherv` and `MPI_Gatherv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func gather(
    _ buffer: consuming Sent, counts: [Int], into all: consuming Received, root: some Root = 0
  ) throws(MPIError) -> Operation {
    let parts = try Parts(counts, units: Sent.Element.layout.units, .gatherv)
    return Operation(
      Call(.gatherv).rooted(root).divided(received: parts), buffer, into: all, keeping: parts)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Completes the root's buffer, of which its own equal part is filled, with everyone's elements.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements, of which its own stand where they belong; elsewhere this rank's elements.
  ///   - root: The rank that gets them all.
  ///
  /// The corresponding MPI functions are `MPI_Igather` and `MPI_Gather_init` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func gather(inPlace buffer: consuming Received, root: some Root = 0) -> Operation {
    Operation(Call(.gather).rooted(root).inPlace(), into: buffer)
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
