public import CMPI

extension Communicator {
  /// Gives each rank an equal part of everyone's elements.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks. Between the two sides of an
  /// intercommunicator these are the other side's.
  ///
  /// - Parameter buffer: The elements for rank 0, then those for rank 1, and so on.
  /// - Returns: The elements from rank 0, then those from rank 1, and so on.
  /// - Throws: ``MPIError`` of class `count` if the elements cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Alltoall`.
  @inlinable
  public func allToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer
  ) throws(MPIError) -> [Buffer.Element] {
    _ = try equalPart(buffer.elementCount, peers, .alltoall)
    return try perform(Call(.alltoall), buffer, count: buffer.elementCount)
  }

  /// Gives each rank an equal part of everyone's elements, into memory that is there.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on.
  ///   - all: Where the elements from rank 0 go, then those from rank 1, and so on. As long as `buffer`.
  /// - Throws: ``MPIError`` of class `count` if the lengths are not such.
  ///
  /// The corresponding MPI function is `MPI_Alltoall`.
  @inlinable
  public func allToAll<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    try perform(Call(.alltoall), buffer, into: &all)
  }

  /// Gives each rank a part of everyone's elements, in place.
  ///
  /// All ranks call it, all with counts or all without.
  ///
  /// - Parameters:
  ///   - all: What to send, overwritten by what is received.
  ///   - counts: How many elements this rank exchanges with each; without counts all exchange equally many.
  /// - Throws: ``MPIError`` of class `count` if the elements are not divided so.
  ///
  /// The corresponding MPI function is `MPI_Alltoall`, or `MPI_Alltoallv` with counts, with `MPI_IN_PLACE`.
  @inlinable
  public func allToAll<All: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace all: inout All, counts: some PartCounts = .equal
  ) throws(MPIError) {
    let division = try Division(counts, units: All.Element.layout.units, .alltoall, .alltoallv)
    defer { withExtendedLifetime(division.parts) {} }
    try perform(Call(receiving: division), inPlace: &all)
  }

  /// Gives each rank its part of everyone's elements, of whatever length.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on.
  ///   - counts: How many elements each rank gets from this one.
  /// - Returns: The elements from rank 0, then those from rank 1, and so on.
  /// - Throws: On all ranks ``MPIError`` of class `count` if the counts of one do not divide its elements.
  ///
  /// The corresponding MPI function is `MPI_Alltoallv`, after `MPI_Alltoall` for the counts.
  @inlinable
  public func allToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    let receiveCounts = try exchange(counts, of: buffer.elementCount, among: peers, .alltoallv) {
      counts throws(MPIError) in try exchange(counts: counts)
    }
    return try allToAll(buffer, counts: counts, receiveCounts: receiveCounts)
  }

  /// The counts that the others have for this rank. If those of a rank do not divide its elements, all ranks that it has
  /// some for learn of it.
  @inlinable
  func exchange(
    _ counts: [Int], of total: Int, among others: Int, _ kind: cmpi_kind,
    _ exchange: ([Int]) throws(MPIError) -> ([Int], othersAreGood: Bool)
  ) throws(MPIError) -> [Int] {
    let isGood = counts.count == others && (try? Parts(counts, units: 1, kind))?.total == total
    let sent = isGood ? counts : Array(repeating: -1, count: others)
    let (received, othersAreGood) = try exchange(sent)
    guard isGood else {
      throw MPIError(.count, kind, "\(counts) do not divide \(total) elements among \(others) ranks")
    }
    guard othersAreGood, !received.contains(-1) else {
      throw MPIError(.count, kind, "the counts of another rank do not divide its elements")
    }
    return received
  }

  /// Gives each rank its part of everyone's elements, of whatever length, when all know how long.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on.
  ///   - counts: How many elements each rank gets from this one.
  ///   - receiveCounts: How many elements this rank gets from each.
  /// - Returns: The elements from rank 0, then those from rank 1, and so on.
  /// - Throws: ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Alltoallv`.
  @inlinable
  public func allToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int], receiveCounts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    let exchange = try Exchange(counts, receiveCounts, of: Buffer.Element.self, .alltoallv)
    defer { withExtendedLifetime(exchange) {} }
    return try perform(exchange.call, buffer, count: exchange.received.total)
  }

  /// Gives each rank its part of everyone's elements, of whatever length, into memory that is there.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on.
  ///   - counts: How many elements each rank gets from this one.
  ///   - receiveCounts: How many elements this rank gets from each.
  ///   - all: Where the elements from rank 0 go, then those from rank 1, and so on.
  /// - Throws: ``MPIError`` of class `count` if the counts are not those of the buffers.
  ///
  /// The corresponding MPI function is `MPI_Alltoallv`.
  @inlinable
  public func allToAll<
    Buffer: SendBuffer & ~Copyable & ~Escapable, All: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: [Int], receiveCounts: [Int], into all: inout All
  ) throws(MPIError) where All.Element == Buffer.Element {
    let exchange = try Exchange(counts, receiveCounts, of: Buffer.Element.self, .alltoallv)
    defer { withExtendedLifetime(exchange) {} }
    try perform(exchange.call, buffer, into: &all)
  }

  /// Gives each rank one of everyone's packable values, such as strings.
  ///
  /// All ranks call it.
  ///
  /// - Parameter values: One value for each rank.
  /// - Returns: One value from each rank.
  /// - Throws: ``MPIError`` of class `count` if there are more or fewer values than ranks.
  ///
  /// The corresponding MPI functions are `MPI_Alltoall` and `MPI_Alltoallv`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers.
  @_disfavoredOverload
  @inlinable
  public func allToAll<Value: Packable>(_ values: [Value]) throws(MPIError) -> [Value] {
    try require(oneEach: values.count, among: peers, .alltoallv)
    let packed: (bytes: [UInt8], counts: [Int])
    do {
      packed = try values.packedApart()
    } catch {
      // Every rank learns of it, and none waits.
      _ = try exchange(counts: [Int](repeating: -1, count: peers))
      throw error
    }
    let (receiveCounts, othersAreGood) = try exchange(counts: packed.counts)
    try require(packed: receiveCounts, by: othersAreGood, .alltoallv)
    let bytes = try allToAll(packed.bytes, counts: packed.counts, receiveCounts: receiveCounts)
    return try [Value](packed: bytes, count: peers)
  }

  /// Counts of packed values, -1 from a rank that cannot pack them; and whether the other side, if there is one, got no
  /// such.
  @inlinable
  func exchange(counts: [Int]) throws(MPIError) -> ([Int], othersAreGood: Bool) {
    let received = try allToAll(counts)
    return (received, try othersAgree(received))
  }
}

extension Operation
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable, Sent.Element == Received.Element {
  /// Gives each rank an equal part of everyone's elements.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on; as many on all ranks.
  ///   - all: Where the elements from rank 0 go, then those from rank 1, and so on. As long as `buffer`.
  ///
  /// The corresponding MPI functions are `MPI_Ialltoall` and `MPI_Alltoall_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func allToAll(_ buffer: consuming Sent, into all: consuming Received) -> Operation {
    Operation(Call(.alltoall), buffer, into: all)
  }

  /// Gives each rank its part of everyone's elements, of whatever length.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on.
  ///   - counts: How many elements each rank gets from this one.
  ///   - receiveCounts: How many elements this rank gets from each.
  ///   - all: Where the elements from rank 0 go, then those from rank 1, and so on.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ialltoallv` and `MPI_Alltoallv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy all)
  public static func allToAll(
    _ buffer: consuming Sent, counts: [Int], receiveCounts: [Int], into all: consuming Received
  ) throws(MPIError) -> Operation {
    let exchange = try Exchange(counts, receiveCounts, of: Sent.Element.self, .alltoallv)
    return Operation(exchange.call, buffer, into: all, keeping: exchange.kept)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Gives each rank a part of everyone's elements, in place.
  ///
  /// - Parameters:
  ///   - all: What to send, overwritten by what is received.
  ///   - counts: How many elements this rank exchanges with each; without counts all exchange equally many.
  /// - Throws: ``MPIError`` of class `count` if a count is negative.
  ///
  /// The corresponding MPI functions are `MPI_Ialltoall` and `MPI_Alltoall_init`, with counts `MPI_Ialltoallv` and
  /// `MPI_Alltoallv_init`, with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy all)
  public static func allToAll(
    inPlace all: consuming Received, counts: some PartCounts = .equal
  ) throws(MPIError) -> Operation {
    let division = try Division(counts, units: Received.Element.layout.units, .alltoall, .alltoallv)
    return Operation(Call(receiving: division).inPlace(), into: all, keeping: division.parts)
  }
}
