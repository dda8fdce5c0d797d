public import CMPI

extension Communicator {
  /// Copies the root's buffer over everyone's.
  ///
  /// All ranks call it, with buffers of one length.
  ///
  /// - Parameters:
  ///   - buffer: On the root what to send, elsewhere what to overwrite.
  ///   - root: The rank that sends.
  /// - Throws: ``MPIError`` of class `root` if there is no such rank.
  ///
  /// The corresponding MPI function is `MPI_Bcast`.
  @inlinable
  public func broadcast<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    _ buffer: inout Buffer, root: Int = 0
  ) throws(MPIError) {
    let root = try cInt(root, "root", "MPI_Bcast")
    try buffer.withMutableRaw("MPI_Bcast") { raw throws(MPIError) in
      try unsafe check(MPI_Bcast(raw.address, raw.count, raw.datatype.raw, root, handle.raw), "MPI_Bcast")
    }
  }

  /// The root's value, on all ranks.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - value: Evaluated on the root only.
  ///   - root: The rank whose value it is.
  ///
  /// The corresponding MPI function is `MPI_Bcast`.
  @inlinable
  public func broadcast<T: Transferable>(_ value: @autoclosure () -> T, root: Int = 0) throws(MPIError) -> T {
    try broadcast(rank == root ? value() : nil, count: 1, root: root)
  }

  /// The root's array, on all ranks, however long it is.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - values: Evaluated on the root only.
  ///   - root: The rank whose array it is.
  ///
  /// The corresponding MPI function is `MPI_Bcast`, called for the length and then for the elements.
  @inlinable
  public func broadcast<T: Transferable>(_ values: @autoclosure () -> [T], root: Int = 0) throws(MPIError)
    -> [T]
  {
    let here = rank == root ? values() : nil
    return try broadcast(here, count: try broadcast(here?.count ?? 0, root: root), root: root)
  }

  /// The root's packable value, such as a string, on all ranks.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - value: Evaluated on the root only.
  ///   - root: The rank whose value it is.
  ///
  /// The corresponding MPI function is `MPI_Bcast`, called for the length and then for the bytes.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers.
  @_disfavoredOverload
  @inlinable
  public func broadcast<Value: Packable>(
    _ value: @autoclosure () -> Value, root: Int = 0
  ) throws(MPIError) -> Value {
    guard rank == root else {
      let bytes = try broadcast([UInt8](), root: root)
      return try Value(packed: bytes.span)
    }
    let value = value()
    let bytes = try value.packed()
    _ = try broadcast(bytes, root: root)
    return value
  }

  /// The root's buffer, which is nil elsewhere but known to have `count` elements.
  @inlinable
  func broadcast<Buffer: SendBuffer>(
    _ buffer: Buffer?, count: Int, root: Int
  ) throws(MPIError) -> Buffer where Buffer.Owned == Buffer {
    let function: StaticString = "MPI_Bcast"
    let root = try cInt(root, "root", function)
    guard let buffer else {
      return try Buffer.ownedRaw(count, function) { raw throws(MPIError) in
        try unsafe check(MPI_Bcast(raw.address, raw.count, raw.datatype.raw, root, handle.raw), function)
      }
    }
    try buffer.withRaw(function) { raw throws(MPIError) in
      // The root's buffer is only read.
      let address = unsafe UnsafeMutableRawPointer(mutating: raw.address)
      try unsafe check(MPI_Bcast(address, raw.count, raw.datatype.raw, root, handle.raw), function)
    }
    return buffer
  }
}
