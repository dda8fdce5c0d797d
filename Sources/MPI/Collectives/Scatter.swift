public import CMPI

extension Communicator {
  /// Divides the root's elements equally among the ranks.
  ///
  /// All ranks call it. To divide them unequally, give counts.
  ///
  /// - Parameters:
  ///   - elements: On the root all elements. Ignored elsewhere, where it may be nil.
  ///   - root: The rank that has them.
  /// - Returns: This rank's part.
  /// - Throws: On all ranks ``MPIError`` of class `count` if they cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Scatter`, after `MPI_Bcast` for the length.
  @inlinable
  public func scatter<T: Transferable>(_ elements: [T]?, root: Int = 0) throws(MPIError) -> [T] {
    // The root's mistakes travel with the length, so that every rank throws and none waits.
    let count = try broadcast(elements?.count ?? -1, root: root)
    guard count >= 0 else {
      throw MPIError(.buffer, function: "MPI_Scatter", "the root, rank \(root), gave no elements")
    }
    let each = try equalPart(count, "MPI_Scatter")
    return try [T].ownedRaw(each, "MPI_Scatter") { part throws(MPIError) in
      try (elements ?? []).withUncounted { all throws(MPIError) in
        try scatter(all, part, root: root)
      }
    }
  }

  /// Divides the root's elements equally among the ranks, into memory that is there.
  ///
  /// All ranks call it, with parts of one length.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements, as many times more as there are ranks. Ignored elsewhere.
  ///   - part: Where this rank's part goes.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` on the root if `buffer` has another length.
  ///
  /// The corresponding MPI function is `MPI_Scatter`.
  @inlinable
  public func scatter<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Part: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, into part: inout Part, root: Int = 0
  ) throws(MPIError) where Part.Element == Buffer.Element {
    if rank == root {
      try require(buffer.elementCount, part.elementCount * size, "the buffer to scatter", "MPI_Scatter")
    }
    try part.withMutableRaw("MPI_Scatter") { part throws(MPIError) in
      try buffer.withUncounted { all throws(MPIError) in try scatter(all, part, root: root) }
    }
  }

  /// Divides the root's elements equally among the ranks; the root's own part stays where it is.
  ///
  /// All ranks call it, with parts of one length.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements; elsewhere where this rank's part goes.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` on the root if its buffer cannot be divided equally.
  ///
  /// The corresponding MPI function is `MPI_Scatter` with `MPI_IN_PLACE`.
  @inlinable
  public func scatter<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, root: Int = 0
  ) throws(MPIError) {
    let function: StaticString = "MPI_Scatter"
    guard rank == root else {
      return try buffer.withMutableRaw(function) { part throws(MPIError) in
        try scatter(.ignored, part, root: root)
      }
    }
    let each = try Buffer.Element.units(try equalPart(buffer.elementCount, function), function)
    let root = try cInt(root, "root", function)
    try buffer.withUncounted { all throws(MPIError) in
      try unsafe check(
        MPI_Scatter(
          all.address, each, all.datatype.raw, cmpi_in_place(), 0, cmpi_byte().raw, root, handle.raw),
        function)
    }
  }

  @inlinable
  func scatter(_ all: RawBuffer, _ part: MutableRawBuffer, root: Int) throws(MPIError) {
    let root = try cInt(root, "root", "MPI_Scatter")
    try unsafe check(
      MPI_Scatter(
        all.address, part.count, part.datatype.raw, part.address, part.count, part.datatype.raw, root,
        handle.raw),
      "MPI_Scatter")
  }

  /// Divides the root's elements unequally among the ranks.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - elements: On the root all elements. Ignored elsewhere, where it may be nil.
  ///   - counts: On the root how many elements each rank gets, in the order of the ranks. Ignored elsewhere, where it
  ///     may be nil.
  ///   - root: The rank that has them.
  /// - Returns: This rank's part.
  /// - Throws: On all ranks ``MPIError`` of class `count` if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Scatterv`, after `MPI_Scatter` for the counts.
  @inlinable
  public func scatter<T: Transferable>(
    _ elements: [T]?, counts: [Int]?, root: Int = 0
  ) throws(MPIError) -> [T] {
    let function: StaticString = "MPI_Scatterv"
    let elements = elements ?? []
    // The root's mistakes travel as counts of -1, so that every rank throws and none waits.
    var known: [Int] = []
    var parts = Parts()
    if rank == root {
      known = counts ?? []
      if divide(known, elements.count), let division = try? Parts(known, of: T.self, function) {
        parts = division
      } else {
        known = Array(repeating: -1, count: size)
      }
    }
    var count = 0
    try scatter(known, into: &count, root: root)
    guard count >= 0 else {
      throw MPIError(
        .count, function: function,
        "the counts that the root, rank \(root), gave do not divide its elements among \(size) ranks")
    }
    return try [T].ownedRaw(count, function) { part throws(MPIError) in
      try elements.withUncounted { all throws(MPIError) in try scatter(all, parts, part, root: root) }
    }
  }

  /// Divides the root's elements unequally among the ranks, into memory that is there.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - buffer: On the root all elements. Ignored elsewhere.
  ///   - counts: On the root how many elements each rank gets, in the order of the ranks. Ignored elsewhere, where it
  ///     may be empty.
  ///   - part: Where this rank's part goes, as long as its count.
  ///   - root: The rank that has them.
  /// - Throws: ``MPIError`` of class `count` on the root if the counts do not divide the elements.
  ///
  /// The corresponding MPI function is `MPI_Scatterv`.
  @inlinable
  public func scatter<
    Buffer: SendBuffer & ~Copyable & ~Escapable, Part: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Buffer, counts: [Int], into part: inout Part, root: Int = 0
  ) throws(MPIError) where Part.Element == Buffer.Element {
    let function: StaticString = "MPI_Scatterv"
    var parts = Parts()
    if rank == root {
      try requireOneEach(counts.count, function)
      parts = try Parts(counts, of: Buffer.Element.self, function)
      try require(buffer.elementCount, parts.total, "the buffer that the counts divide", function)
      try require(part.elementCount, counts[rank], "the root's own part", function)
    }
    try part.withMutableRaw(function) { part throws(MPIError) in
      try buffer.withUncounted { all throws(MPIError) in try scatter(all, parts, part, root: root) }
    }
  }

  @inlinable
  func scatter(_ all: RawBuffer, _ parts: Parts, _ part: MutableRawBuffer, root: Int) throws(MPIError) {
    let root = try cInt(root, "root", "MPI_Scatterv")
    try unsafe check(
      MPI_Scatterv(
        all.address, parts.counts, parts.offsets, all.datatype.raw,
        part.address, part.count, part.datatype.raw, root, handle.raw), "MPI_Scatterv")
  }

  /// Gives each rank one of the root's packable values, such as strings.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - values: On the root one value for each rank. Ignored elsewhere, where it may be nil.
  ///   - root: The rank that has them.
  /// - Returns: This rank's value.
  /// - Throws: On all ranks ``MPIError`` of class `count` if there are more or fewer values than ranks.
  ///
  /// The corresponding MPI functions are `MPI_Scatter` and `MPI_Scatterv`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers.
  @_disfavoredOverload
  @inlinable
  public func scatter<Value: Packable>(_ values: [Value]?, root: Int = 0) throws(MPIError) -> Value {
    var packer = Packer()
    var counts: [Int] = []
    for value in (rank == root ? values : nil) ?? [] {
      let start = packer.bytes.count
      try value.pack(into: &packer)
      counts.append(packer.bytes.count - start)
    }
    let bytes = try scatter(packer.bytes, counts: counts, root: root)
    return try Value(packed: bytes.span)
  }
}
