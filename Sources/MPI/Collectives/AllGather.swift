public import CMPI

extension Communicator {
  /// Everyone's elements one after the other, on all ranks.
  ///
  /// All ranks call it, with equally many elements. For unequal numbers give counts, or have them exchanged.
  ///
  /// Between the two sides of an intercommunicator each rank gets the other side's elements.
  ///
  /// - Parameter buffer: This rank's elements.
  /// - Returns: The elements in the order of the ranks.
  ///
  /// The corresponding MPI function is `MPI_Allgather`.
  @inlinable
  public func allGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer
  ) throws(MPIError) -> [Buffer.Element] {
    try perform(Call(.allgather), buffer, count: buffer.elementCount * peers)
  }

  /// Everyone's elements one after the other, into memory that is there.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: How many elements each rank has, the same on all ranks; without counts all have equally many.
  ///   - all: Where they all go, as long as they are together.
  /// - Throws: ``MPIError`` of class `count` if the counts or the length of `all` are not such.
  ///
  /// The corresponding MPI function is `MPI_Allgather`, or `MPI_Allgatherv` with counts.
  @inlinable
  public func allGather<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: some PartCounts = .equal, into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    let division = try Division(counts, units: Buffer.Element.layout.units, .allgather, .allgatherv)
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(receiving: division), buffer, into: &all)
  }

  /// Completes a buffer of which each rank has filled its own part.
  ///
  /// All ranks call it, with buffers of one length.
  ///
  /// - Parameters:
  ///   - all: The buffer.
  ///   - counts: How many of its elements each rank has, the same on all ranks; without counts all have equally many.
  /// - Throws: ``MPIError`` of class `count` if the buffer is not divided so.
  ///
  /// The corresponding MPI function is `MPI_Allgather`, or `MPI_Allgatherv` with counts, with `MPI_IN_PLACE`.
  @inlinable
  public func allGather<All: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace all: inout All, counts: some PartCounts = .equal
  ) throws(MPIError) {
    let division = try Division(counts, units: All.Element.layout.units, .allgather, .allgatherv)
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(receiving: division), inPlace: &all)
  }

  /// Everyone's elements one after the other, on all ranks, when the ranks have unequally many.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: `.exchanged`: the ranks tell each other how many each has.
  /// - Returns: The elements in the order of the ranks.
  ///
  /// The corresponding MPI function is `MPI_Allgatherv`, after `MPI_Allgather` for the counts.
  @inlinable
  public func allGather<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: ExchangedCounts
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
    let parts = try Parts(counts, units: Buffer.Element.layout.units, .allgatherv)
    defer { withExtendedLifetime(parts) {} }
    return try perform(Call(.allgatherv).divided(received: parts), buffer, count: parts.total)
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
    let (bytes, counts) = try gathered(value)
    return try [Value](packed: try allGather(bytes, counts: counts), count: peers)
  }
}

extension Communicator {
  /// A value's bytes, and how many everyone's value has.
  ///
  /// - Throws: ``MPIError`` of class `conversion` on all ranks, if some value cannot be packed.
  @inlinable
  func gathered(_ value: some Packable) throws(MPIError) -> (bytes: [UInt8], counts: [Int]) {
    let packed = Result { () throws(MPIError) in try value.packed() }
    let counts = try allGather((try? packed.get().count) ?? -1)
    let isGoodThere = try othersAgree(counts)
    let bytes = try packed.get()
    try require(packed: counts, by: isGoodThere, .allgatherv)
    return (bytes, counts)
  }
}

extension Communicator {
  /// Whether the ranks of the other side, if there is one, got no count of -1.
  @inlinable
  func othersAgree(_ counts: [Int]) throws(MPIError) -> Bool {
    isIntercommunicator ? try allReduce(counts.contains(-1) ? 0 : 1, .min) == 1 : true
  }

  /// Refuses counts of -1, which are of values that cannot be packed. Of those on its own side of an intercommunicator a
  /// rank hears from the other side.
  @usableFromInline
  func require(packed counts: [Int], by othersAreGood: Bool, _ kind: cmpi_kind) throws(MPIError) {
    if let rank = counts.firstIndex(of: -1) {
      throw MPIError(.conversion, kind, "the value of rank \(rank) cannot be packed")
    }
    guard othersAreGood else {
      throw MPIError(.conversion, kind, "the value of another rank of this side cannot be packed")
    }
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Everyone's elements one after the other, on all ranks.
  ///
  /// - Parameters:
  ///   - buffer: This rank's elements.
  ///   - counts: How many elements each rank has, the same on all ranks; without counts all have equally many.
  ///   - all: Where they all go, as long as they are together.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Iallgather` and `MPI_Allgather_init`, with counts `MPI_Iallgatherv` and
  /// `MPI_Allgatherv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func allGather(
    _ buffer: consuming Sent, counts: some PartCounts = .equal, into all: consuming Received
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Sent.Element.layout.units, .allgather, .allgatherv)
    return Operation(Call(receiving: division), buffer, into: all, keeping: division.parts)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Completes a buffer of which each rank has filled its own part.
  ///
  /// - Parameters:
  ///   - all: The buffer.
  ///   - counts: How many of its elements each rank has, the same on all ranks; without counts all have equally many.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Iallgather` and `MPI_Allgather_init`, with counts `MPI_Iallgatherv` and
  /// `MPI_Allgatherv_init`, with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy all)
  public static func allGather(
    inPlace all: consuming Received, counts: some PartCounts = .equal
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Received.Element.layout.units, .allgather, .allgatherv)
    return Operation(Call(receiving: division).inPlace(), into: all, keeping: division.parts)
  }
}
