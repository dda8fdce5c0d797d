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
  public func broadcast<Buffer: Incoming & ~Copyable & ~Escapable>(
    _ buffer: inout Buffer, root: some Root = 0
  ) throws(MPIError) {
    try perform(Call(.bcast).rooted(root), inPlace: &buffer)
  }

  /// The root's value, on all ranks; on a bystander of an intercommunicator its own.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - value: Evaluated on the root only, and on bystanders.
  ///   - root: The rank whose value it is.
  ///
  /// The corresponding MPI function is `MPI_Bcast`.
  @inlinable
  public func broadcast<T: Transferable>(_ value: @autoclosure () -> T, root: some Root = 0) throws(MPIError)
    -> T
  {
    try broadcast(isBesideRoot(root) ? value() : nil, count: 1, root: root)
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
  public func broadcast<T: Transferable>(_ values: @autoclosure () -> [T], root: some Root = 0)
    throws(MPIError)
    -> [T]
  {
    let here = isBesideRoot(root) ? values() : nil
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
    _ value: @autoclosure () -> Value, root: some Root = 0
  ) throws(MPIError) -> Value {
    guard isBesideRoot(root) else {
      let count = try broadcast(0, root: root)
      guard count >= 0 else {
        throw MPIError(.conversion, .bcast, "the value of the root, rank \(root), cannot be packed")
      }
      let bytes: [UInt8] = try broadcast(nil, count: count, root: root)
      return try Value(packed: bytes.span)
    }
    let value = value()
    let bytes: [UInt8]
    do {
      bytes = try value.packed()
    } catch {
      // So that the others do not wait for it.
      _ = try broadcast(-1, root: root)
      throw error
    }
    _ = try broadcast(bytes, root: root)
    return value
  }

  /// The root's buffer, which is nil elsewhere but known to have `count` elements.
  @inlinable
  func broadcast<Buffer: SendBuffer>(
    _ buffer: Buffer?, count: Int, root: some Root
  ) throws(MPIError) -> Buffer where Buffer.Owned == Buffer {
    let call = Call(.bcast).rooted(root)
    guard let buffer else {
      return try Buffer.ownedRaw(count) { raw throws(MPIError) in try perform(call, .ignored, raw) }
    }
    // The root's buffer is only read, a bystander's not even that.
    unsafe try buffer.withUnsafeRaw { raw throws(MPIError) in try perform(call, .ignored, raw.writing) }
    return buffer
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Copies the root's buffer over everyone's.
  ///
  /// - Parameters:
  ///   - buffer: On the root what to send, elsewhere what to overwrite; of one length.
  ///   - root: The rank that sends.
  ///
  /// With MPICH, a broadcast between the two sides of an intercommunicator can only be run, unless its root is the first
  /// rank of its side: starting it throws ``MPIError`` of class `unsupported`.
  ///
  /// The corresponding MPI functions are `MPI_Ibcast` and `MPI_Bcast_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func broadcast(_ buffer: consuming Received, root: some Root = 0) -> Operation {
    Operation(Call(.bcast).rooted(root), into: buffer)
  }
}
