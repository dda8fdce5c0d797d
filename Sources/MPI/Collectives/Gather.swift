public import CMPI

extension Communicator {
  /// Everyone's elements one after the other, on the root.
  ///
  /// All ranks call it, with equally many elements. For unequal numbers give counts, or have them exchanged.
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
  /// All ranks call it, all with counts or all without.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: On the root how many elements each rank has. Ignored elsewhere, where they may be empty. Without counts all
  ///     have equally many.
  ///   - all: On the root where they all go, as long as they are together. Ignored elsewhere.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` on the root if the counts or the length of `all` are not such.
  ///
  /// The corresponding MPI function is `MPI_Gather`, or `MPI_Gatherv` with counts.
  @inlinable
  public func gather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: some PartCounts = .equal, into all: inout All, root: some Root = 0
  ) throws(MPIError) where All.Element == Buffer.Element {
    let division = try Division(
      counts, units: Buffer.Element.layout.units, .gather, .gatherv, isUsed: isRoot(root))
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(receiving: division).rooted(root), buffer, into: &all)
  }

  /// Completes the root's buffer, of which its own part is filled, with everyone's elements.
  ///
  /// All ranks call it, all with counts or all without.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements, of which its own stand where they belong; elsewhere this rank's elements.
  ///   - counts: On the root how many elements each rank has. Ignored elsewhere, where they may be empty. Without counts all
  ///     have equally many.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` on the root if its buffer is not divided so.
  ///
  /// The corresponding MPI function is `MPI_Gather`, or `MPI_Gatherv` with counts, with `MPI_IN_PLACE`.
  @inlinable
  public func gather<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, counts: some PartCounts = .equal, root: some Root = 0
  ) throws(MPIError) {
    let division = try Division(
      counts, units: Buffer.Element.layout.units, .gather, .gatherv, isUsed: isRoot(root))
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(receiving: division).rooted(root), inPlace: &buffer)
  }

  /// Everyone's elements one after the other, on the root, when the ranks have unequally many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: `.exchanged`: the ranks tell each other how many each has.
  ///   - root: The rank that gets them all.
  /// - Returns: The elements in the order of the ranks; nil on ranks that are not the root.
  ///
  /// The corresponding MPI function is `MPI_Gatherv`, after `MPI_Gather` for the counts.
  @inlinable
  public func gather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: ExchangedCounts, root: some Root = 0
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
      || counts.count == peers && (try? Parts(counts, units: Buffer.Element.layout.units, .gatherv)) != nil
        && (isIntercommunicator || counts[rank] == buffer.elementCount)
    guard try broadcast(isGood, root: root) else {
      throw MPIError(
        .count, .gatherv,
        "the counts that the root, rank \(root), gave are not those of \(peers) ranks with its own part among them"
      )
    }
    return try gather(buffer, knownCounts: counts, root: root)
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
    let division = try Division(
      counts, units: Buffer.Element.layout.units, .gather, .gatherv, isUsed: isRoot(root))
    defer { withExtendedLifetime(division.parts) {} }
    let call = Call(receiving: division).rooted(root)
    guard let parts = division.parts else {
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
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Everyone's elements one after the other, on the root.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: On the root how many elements each rank has; elsewhere they may be empty. Without counts all have equally
  ///     many.
  ///   - all: On the root where they all go, as long as they are together. Ignored elsewhere.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Igather` and `MPI_Gather_init`, with counts `MPI_Igatherv` and
  /// `MPI_Gatherv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func gather(
    _ buffer: consuming Sent, counts: some PartCounts = .equal, into all: consuming Received,
    root: some Root = 0
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Sent.Element.layout.units, .gather, .gatherv)
    return Operation(
      Call(receiving: division).rooted(root), buffer, into: all, keeping: division.parts)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Completes the root's buffer, of which its own part is filled, with everyone's elements.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements, of which its own stand where they belong; elsewhere this rank's elements.
  ///   - counts: On the root how many elements each rank has; elsewhere they may be empty. Without counts all have equally
  ///     many.
  ///   - root: The rank that gets them all.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Igather` and `MPI_Gather_init`, with counts `MPI_Igatherv` and
  /// `MPI_Gatherv_init`, with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func gather(
    inPlace buffer: consuming Received, counts: some PartCounts = .equal, root: some Root = 0
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Received.Element.layout.units, .gather, .gatherv)
    return Operation(
      Call(receiving: division).rooted(root).inPlace(), into: buffer, keeping: division.parts)
  }
}

extension Array where Element: Packable {
  /// The values' messages one after the other, and how long each is.
  @inlinable
  func packedApart() throws(MPIError) -> (bytes: [UInt8], counts: [Int]) {
    var packer = Packer()
    var counts: [Int] = []
    for value in self {
      let start = packer.bytes.count
      try value.pack(into: &packer)
      counts.append(packer.bytes.count - start)
    }
    return (packer.bytes, counts)
  }

  /// So many values whose messages stand one after the other.
  @inlinable
  init(packed bytes: [UInt8], count: Int) throws(MPIError) {
    var unpacker = unsafe Unpacker(bytes.span.bytes)
    self = try Element.unpack(count, from: &unpacker)
    try unpacker.finish()
  }
}
