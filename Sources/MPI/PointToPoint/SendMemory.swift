import CMPI
import Synchronization

/// Whether this library has given MPI memory for buffered sends. A process can do so once at a time.
private let hasSendBuffer = Mutex(false)

extension Environment {
  /// Gives MPI memory for buffered sends, calls `body`, waits until all of these have left the memory, and takes it back.
  ///
  /// Any rank calls it, alone, and one part of the program at a time.
  ///
  /// ```swift
  /// let room = try 2 * world.bufferedSize(of: Double.self, count: 1000)
  /// try Environment.withSendBuffer(byteCount: room) {
  ///   try world.send(toLeft, to: left, mode: .buffered)
  ///   try world.send(toRight, to: right, mode: .buffered)
  ///   // ...
  /// }
  /// ```
  ///
  /// A send for which there is no room throws an error of class `buffer`. After that, nothing else that is sent to the
  /// same rank on the same communicator arrives in Open MPI 4.1; and the later rounds of a prepared buffered send of more
  /// than a few kilobytes are damaged there.
  ///
  /// - Parameters:
  ///   - byteCount: How much memory: for all messages that are under way at the same time together
  ///     ``Communicator/bufferedSize(of:count:)``.
  ///   - body: Called while the memory is there.
  /// - Throws: ``MPIError`` of class `buffer` if that has been done already and not ended; what `body` throws.
  ///
  /// The corresponding MPI functions are `MPI_Buffer_attach` and `MPI_Buffer_detach`.
  public static func withSendBuffer<R>(byteCount: Int, _ body: () throws -> R) throws -> R {
    let function: StaticString = "MPI_Buffer_attach"
    guard byteCount >= 0 else {
      throw MPIError(.argument, function: function, "there are no \(byteCount) bytes")
    }
    let isFirst = hasSendBuffer.withLock { hasOne in
      defer { hasOne = true }
      return !hasOne
    }
    guard isFirst else {
      throw MPIError(.buffer, function: function, "MPI has memory for buffered sends already")
    }
    defer { hasSendBuffer.withLock { $0 = false } }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 16)
    do { try unsafe check(cmpi_buffer_attach(memory, MPI_Count(byteCount)), function) } catch {
      unsafe memory.deallocate()
      throw error
    }
    let result = Result { try body() }
    // Should MPI not give the memory back, then it keeps it.
    try check(cmpi_buffer_detach(), "MPI_Buffer_detach")
    unsafe memory.deallocate()
    return try result.get()
  }
}

extension Communicator {
  /// How much memory a buffered send of so many elements takes, in bytes.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `count` if there are no so many elements.
  ///
  /// The corresponding MPI function is `MPI_Pack_size`, with `MPI_BSEND_OVERHEAD`.
  public func bufferedSize<T: Transferable>(of type: T.Type, count: Int = 1) throws(MPIError) -> Int {
    let layout = T.layout
    // Some implementations' own sum runs over.
    guard count >= 0, count < (1 << 48) / MemoryLayout<T>.stride else {
      throw MPIError(.count, function: "MPI_Pack_size", "\(count) is no number of elements")
    }
    var size: MPI_Count = 0
    try unsafe check(
      cmpi_pack_size(MPI_Count(count * layout.units), layout.unit.handle.raw, handle.raw, &size),
      "MPI_Pack_size")
    return Int(size) + Int(MPI_BSEND_OVERHEAD)
  }
}
