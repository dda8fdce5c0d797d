public import CMPI

extension Communicator {
  /// Gives each rank an equal part of everyone's elements.
  ///
  /// All ranks call it, with equally many elements, a multiple of the number of ranks.
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
    let each = try Buffer.Element.units(try equalPart(buffer.elementCount, "MPI_Alltoall"), "MPI_Alltoall")
    return try [Buffer.Element].ownedUncounted(buffer.elementCount) { all throws(MPIError) in
      try buffer.withUncounted { raw throws(MPIError) in try allToAll(raw, all, each: each) }
    }
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
    let each = try Buffer.Element.units(try equalPart(buffer.elementCount, "MPI_Alltoall"), "MPI_Alltoall")
    try require(all.elementCount, buffer.elementCount, "the buffer to receive into", "MPI_Alltoall")
    try all.withMutableUncounted { all throws(MPIError) in
      try buffer.withUncounted { raw throws(MPIError) in try allToAll(raw, all, each: each) }
    }
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
    let each = try All.Element.units(try equalPart(all.elementCount, "MPI_Alltoall"), "MPI_Alltoall")
    try all.withMutableUncounted { all throws(MPIError) in try allToAll(.inPlace, all, each: each) }
  }

  @inlinable
  func allToAll(_ raw: RawBuffer, _ all: MutableRawBuffer, each: Int32) throws(MPIError) {
    try unsafe check(
      MPI_Alltoall(raw.address, each, raw.datatype.raw, all.address, each, all.datatype.raw, handle.raw),
      "MPI_Alltoall")
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
    try requireOneEach(counts.count, "MPI_Alltoallv")
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
    let to = try receivedParts(of: Buffer.Element.self, receiveCounts)
    return try [Buffer.Element].ownedUncounted(to.total) { all throws(MPIError) in
      try allToAll(buffer, counts, all, to)
    }
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
    let to = try receivedParts(of: Buffer.Element.self, receiveCounts)
    try require(all.elementCount, to.total, "the buffer to receive into", "MPI_Alltoallv")
    try all.withMutableUncounted { all throws(MPIError) in try allToAll(buffer, counts, all, to) }
  }

  @inlinable
  func receivedParts<T: Transferable>(of type: T.Type, _ counts: [Int]) throws(MPIError) -> Parts {
    try requireOneEach(counts.count, "MPI_Alltoallv")
    return try Parts(counts, of: type, "MPI_Alltoallv")
  }

  @inlinable
  func allToAll<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, _ counts: [Int], _ all: MutableRawBuffer, _ to: Parts
  ) throws(MPIError) {
    let function: StaticString = "MPI_Alltoallv"
    try requireOneEach(counts.count, function)
    let from = try Parts(counts, of: Buffer.Element.self, function)
    try require(buffer.elementCount, from.total, "the buffer that the counts divide", function)
    try buffer.withUncounted { raw throws(MPIError) in
      try unsafe check(
        MPI_Alltoallv(
          raw.address, from.counts, from.offsets, raw.datatype.raw,
          all.address, to.counts, to.offsets, all.datatype.raw, handle.raw), function)
    }
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
    try requireOneEach(values.count, "MPI_Alltoallv")
    var packer = Packer()
    var counts: [Int] = []
    for value in values {
      let start = packer.bytes.count
      try value.pack(into: &packer)
      counts.append(packer.bytes.count - start)
    }
    return try [Value](packed: try allToAll(packer.bytes, counts: counts), count: size)
  }
}
