public import CMPI

extension Communicator {
  /// Divides the root's elements equally among the ranks.
  ///
  /// All ranks call it. To divide them unequally, give counts.
  ///
  /// - Parameters:
  ///   - elements: On the root all elements. Ignored elsewhere, where it may be nil.
  ///   - root: The rank that has them.
  /// - Returns: This rank's part; nothing on the root's side of an intercommunicator.
  /// - Throws: On all ranks ``MPIError`` of class `count` if they cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Scatter`, after `MPI_Bcast` for the length.
  @inlinable
  public func scatter<T: Transferable>(_ elements: [T]?, root: some Root = 0) throws(MPIError) -> [T] {
    // The root's mistakes travel with the length, so that every rank throws and none waits.
    let count = try broadcast(elements?.count ?? -1, root: root)
    // Between two sides the root divides among the other's ranks, and its side has no part.
    let isGiver = isIntercommunicator && isBesideRoot(root)
    var each = 0
    if !isGiver || isRoot(root) {
      guard count >= 0 else { throw MPIError(.buffer, .scatter, "the root, rank \(root), gave no elements") }
      each = try equalPart(count, isGiver ? peers : size, .scatter)
    }
    return try perform(
      Call(.scatter).rooted(root), isRoot(root) ? elements ?? [] : [], count: isGiver ? 0 : each)
  }

  /// Divides the root's elements among the ranks, into memory that is there.
  ///
  /// All ranks call it, all with counts or all without.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements. Ignored elsewhere.
  ///   - counts: On the root how many elements each rank gets. Ignored elsewhere, where they may be empty. Without counts
  ///     all get equally many.
  ///   - part: Where this rank's part goes, as long as that is.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` on the root if `buffer` is not divided so.
  ///
  /// The corresponding MPI function is `MPI_Scatter`, or `MPI_Scatterv` with counts.
  @inlinable
  public func scatter<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Part: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: some PartCounts = .equal, into part: inout Part, root: some Root = 0
  ) throws(MPIError) where Part.Element == Buffer.Element {
    let division = try Division(
      counts, units: Buffer.Element.layout.units, .scatter, .scatterv, isUsed: isRoot(root))
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(sending: division).rooted(root), buffer, into: &part)
  }

  /// Divides the root's elements among the ranks; the root's own part stays where it is.
  ///
  /// All ranks call it, all with counts or all without.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements; elsewhere where this rank's part goes.
  ///   - counts: On the root how many elements each rank gets. Ignored elsewhere, where they may be empty. Without counts
  ///     all get equally many.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` on the root if its buffer is not divided so.
  ///
  /// The corresponding MPI function is `MPI_Scatter`, or `MPI_Scatterv` with counts, with `MPI_IN_PLACE`.
  @inlinable
  public func scatter<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, counts: some PartCounts = .equal, root: some Root = 0
  ) throws(MPIError) {
    let division = try Division(
      counts, units: Buffer.Element.layout.units, .scatter, .scatterv, isUsed: isRoot(root))
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(sending: division).rooted(root), inPlace: &buffer)
  }

  /// Divides the root's elements unequally among the ranks.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - elements: On the root all elements. Ignored elsewhere, where it may be nil.
  ///   - counts: On the root how many elements each rank gets, in the order of the ranks. Ignored elsewhere, where it
  ///     may be empty.
  ///   - root: The rank that has them.
  /// - Returns: This rank's part.
  /// - Throws: On all ranks ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Scatterv`, after `MPI_Scatter` for the counts.
  @inlinable
  public func scatter<T: Transferable>(
    _ elements: [T]?, counts: [Int], root: some Root = 0
  ) throws(MPIError) -> [T] {
    let elements = elements ?? []
    // The root's mistakes travel as counts of -1, so that every rank throws and none waits.
    var known: [Int] = []
    var parts: Parts?
    if isRoot(root) {
      known = counts
      parts = try? Parts(known, units: T.layout.units, .scatterv)
      if known.count != peers || parts?.total != elements.count { known = Array(repeating: -1, count: peers) }
    }
    // Between two sides the root gets nothing itself; that a mistake was made it knows.
    var count = isIntercommunicator && known.contains(-1) ? -1 : 0
    try scatter(known, into: &count, root: root)
    guard count >= 0 else {
      throw MPIError(
        .count, .scatterv,
        "the counts that the root, rank \(root), gave do not divide its elements among \(peers) ranks")
    }
    defer { withExtendedLifetime(parts) {} }
    return try perform(Call(.scatterv).rooted(root).divided(sent: parts), elements, count: count)
  }

  /// Gives each rank one of the root's packable values, such as strings.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - values: On the root one value for each rank. Ignored elsewhere, where it may be nil.
  ///   - root: The rank that has them. Not between the two sides of an intercommunicator, where its side gets no value.
  /// - Returns: This rank's value.
  /// - Throws: On all ranks ``MPIError`` of class `count` if there are more or fewer values than ranks.
  ///
  /// The corresponding MPI functions are `MPI_Scatter` and `MPI_Scatterv`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers.
  @_disfavoredOverload
  @inlinable
  public func scatter<Value: Packable>(_ values: [Value]?, root: some Root = 0) throws(MPIError) -> Value {
    if isIntercommunicator {
      throw MPIError(
        .communicator, .scatterv,
        "the root's side of an intercommunicator gets no values: scatter arrays of bytes, with counts")
    }
    let packed: (bytes: [UInt8], counts: [Int])
    do {
      packed = try ((isRoot(root) ? values : nil) ?? []).packedApart()
    } catch {
      // No counts: the others learn of it, and nobody waits.
      _ = try? scatter([UInt8](), counts: [], root: root)
      throw error
    }
    let bytes = try scatter(packed.bytes, counts: packed.counts, root: root)
    return try Value(packed: bytes.span)
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Divides the root's elements among the ranks.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements. Ignored elsewhere.
  ///   - counts: On the root how many elements each rank gets; elsewhere they may be empty. Without counts all get equally
  ///     many.
  ///   - part: Where this rank's part goes, as long as that is.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Iscatter` and `MPI_Scatter_init`, with counts `MPI_Iscatterv` and
  /// `MPI_Scatterv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy part)
  public static func scatter(
    _ buffer: consuming Sent, counts: some PartCounts = .equal, into part: consuming Received,
    root: some Root = 0
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Sent.Element.layout.units, .scatter, .scatterv)
    return Operation(Call(sending: division).rooted(root), buffer, into: part, keeping: division.parts)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Divides the root's elements among the ranks; the root's own part stays where it is.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements; elsewhere where this rank's part goes.
  ///   - counts: On the root how many elements each rank gets; elsewhere they may be empty. Without counts all get equally
  ///     many.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Iscatter` and `MPI_Scatter_init`, with counts `MPI_Iscatterv` and
  /// `MPI_Scatterv_init`, with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func scatter(
    inPlace buffer: consuming Received, counts: some PartCounts = .equal, root: some Root = 0
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Received.Element.layout.units, .scatter, .scatterv)
    return Operation(
      Call(sending: division).rooted(root).inPlace(), into: buffer, keeping: division.parts)
  }
}
