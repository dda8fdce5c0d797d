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

  /// Gives each rank an equal part of everyone's elements, in place.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks.
  ///
  /// - Parameter all: What to send, overwritten by what is received.
  /// - Throws: ``MPIError`` of class `count` if the elements cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Alltoall` with `MPI_IN_PLACE`.
  @inlinable
  public func allToAll<All: ReceiveBuffer & ~Copyable & ~Escapable>(inPlace all: inout All) throws(MPIError) {
    try perform(Call(.alltoall), inPlace: &all)
  }

  /// Gives each rank its part of everyone's elements, of whatever length.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: The elements for rank 0, then those for rank 1, and so on.
  ///   - counts: How many elements each rank gets from this one.
  /// - Returns: The elements from rank 0, then those from rank 1, and so on.
  /// - Throws: ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Alltoallv`, after `MPI_Alltoall` for the counts.
  @inlinable
  public func allToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, counts: [Int]
  ) throws(MPIError) -> [Buffer.Element] {
    try require(oneEach: counts.count, among: peers, .alltoallv)
    return try allToAll(buffer, counts: counts, receiveCounts: try allToAll(counts))
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
    let units = Buffer.Element.layout.units
    let (sent, received) = (
      try Parts(counts, units: units, .alltoallv), try Parts(receiveCounts, units: units, .alltoallv)
    )
    defer { withExtendedLifetime((sent, received)) {} }
    return try perform(
      Call(.alltoallv).divided(sent: sent, received: received), buffer, count: received.total)
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
    let units = Buffer.Element.layout.units
    let (sent, received) = (
      try Parts(counts, units: units, .alltoallv), try Parts(receiveCounts, units: units, .alltoallv)
    )
    defer { withExtendedLifetime((sent, received)) {} }
    try perform(Call(.alltoallv).divided(sent: sent, received: received), buffer, into: &all)
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
    var packer = Packer()
    var counts: [Int] = []
    do {
      for value in values {
        let start = packer.bytes.count
        try value.pack(into: &packer)
        counts.append(packer.bytes.count - start)
      }
    } catch {
      // Every rank learns of it, and none waits.
      _ = try exchange(counts: [Int](repeating: -1, count: peers))
      throw error
    }
    let (receiveCounts, othersAreGood) = try exchange(counts: counts)
    try require(packed: receiveCounts, by: othersAreGood, .alltoallv)
    let bytes = try allToAll(packer.bytes, counts: counts, receiveCounts: receiveCounts)
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
    let units = Sent.Element.layout.units
    let (sent, received) = (
      try Parts(counts, units: units, .alltoallv), try Parts(receiveCounts, units: units, .alltoallv)
    )
    return Operation(
      Call(.alltoallv).divided(sent: sent, received: received), buffer, into: all,
      keeping: KeptTogether(sent, received))
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Gives each rank an equal part of everyone's elements, in place.
  ///
  /// - Parameter all: What to send, overwritten by what is received; as long on all ranks.
  ///
  /// The corresponding MPI functions are `MPI_Ialltoall` and `MPI_Alltoall_init` with `MPI_IN_PLACE`.
  @inlinable @inline(__always)
  @_lifetime(copy all)
  public static func allToAll(inPlace all: consuming Received) -> Operation {
    Operation(Call(.alltoall).inPlace(), into: all)
  }
}
