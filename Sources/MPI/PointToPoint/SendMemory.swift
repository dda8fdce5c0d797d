import CMPI
import Synchronization

/// Memory for buffered sends, as MPI has it for the process, for a communicator and for a session. What it can do is done by
/// ``SendBufferHolder`` and ``Environment/withSendBuffer(byteCount:_:)``.
@safe
public struct SendMemory {
  fileprivate let buffer: cmpi_buffer

  static var process: SendMemory { unsafe SendMemory(buffer: cmpi_buffer_of_process()) }

  /// Whether this library has given MPI memory for the process, which can be done once at a time.
  private static let isUsed = Mutex(false)

  func with<R>(byteCount: Int?, _ body: () throws -> R) throws -> R {
    if let byteCount, byteCount < 0 {
      throw MPIError(.argument, function: name(.attaches), "there are no \(byteCount) bytes")
    }
    guard unsafe buffer.kind == .process_buffer else { return try attached(byteCount, body) }
    let isFirst = Self.isUsed.withLock { isUsed in
      defer { isUsed = true }
      return !isUsed
    }
    guard isFirst else {
      throw MPIError(.buffer, function: name(.attaches), "MPI has memory for buffered sends already")
    }
    defer { Self.isUsed.withLock { $0 = false } }
    return try attached(byteCount, body)
  }

  private func attached<R>(_ byteCount: Int?, _ body: () throws -> R) throws -> R {
    let memory = unsafe byteCount.map {
      UnsafeMutableRawPointer.allocate(byteCount: max($0, 1), alignment: 16)
    }
    do {
      try check(unsafe cmpi_buffer_attach(buffer, memory, MPI_Count(byteCount ?? 0)), .attaches)
    } catch {
      unsafe memory?.deallocate()
      throw error
    }
    let result = Result { try body() }
    // Should MPI not give the memory back, then it keeps it.
    try check(unsafe cmpi_buffer_detach(buffer), .detaches)
    unsafe memory?.deallocate()
    return try result.get()
  }

  func flush() throws(MPIError) {
    try check(unsafe cmpi_buffer_flush(buffer), .flushes)
  }

  func startFlush() throws(MPIError) -> Request<Nothing, Nothing> {
    var request = unsafe cmpi_request_null()
    try check(unsafe cmpi_buffer_iflush(buffer, &request.raw), .iflushes)
    return Request(unsafe RequestHandle(request), Nothing(), Nothing())
  }

  private func name(_ action: cmpi_buffer_action) -> String {
    unsafe String(cString: cmpi_buffer_name(buffer.kind, action))
  }

  private func check(_ code: Int32, _ action: cmpi_buffer_action) throws(MPIError) {
    if code != MPI_SUCCESS { throw MPIError(code: code, function: name(action)) }
  }
}

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
  ///     ``Communicator/bufferedSize(of:count:)``. If it is nil, MPI takes as much as it needs, which takes MPI 4.1.
  ///   - body: Called while the memory is there.
  /// - Throws: ``MPIError`` of class `buffer` if that has been done already and not ended; what `body` throws.
  ///
  /// The corresponding MPI functions are `MPI_Buffer_attach` and `MPI_Buffer_detach`.
  public static func withSendBuffer<R>(byteCount: Int?, _ body: () throws -> R) throws -> R {
    try SendMemory.process.with(byteCount: byteCount, body)
  }

  /// Waits until all buffered sends so far have left the memory that ``withSendBuffer(byteCount:_:)`` gave.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Buffer_flush`.
  public static func flushSendBuffer() throws(MPIError) { try SendMemory.process.flush() }

  /// Starts to wait until all buffered sends so far have left the memory that ``withSendBuffer(byteCount:_:)`` gave.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Buffer_iflush`.
  public static func startFlushSendBuffer() throws(MPIError) -> Request<Nothing, Nothing> {
    try SendMemory.process.startFlush()
  }
}

/// What has memory of its own for buffered sends: a ``Communicator``, or a ``Session`` for all its communicators.
public protocol SendBufferHolder: ~Copyable {
  /// MPI's functions on the object's memory for buffered sends.
  var sendMemory: SendMemory { get }
}

extension SendBufferHolder where Self: ~Copyable {
  /// Gives MPI memory for buffered sends by this communicator, or by this session's, calls `body`, waits until all of these
  /// have left the memory, and takes it back. They do not use the process's memory meanwhile.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - byteCount: As in ``Environment/withSendBuffer(byteCount:_:)``.
  ///   - body: Called while the memory is there.
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1; what `body` throws.
  ///
  /// The corresponding MPI functions are `MPI_Comm_attach_buffer` and `MPI_Comm_detach_buffer`, `MPI_Session_attach_buffer`
  /// and `MPI_Session_detach_buffer`.
  public func withSendBuffer<R>(byteCount: Int?, _ body: () throws -> R) throws -> R {
    try sendMemory.with(byteCount: byteCount, body)
  }

  /// Waits until all buffered sends so far have left the memory that ``withSendBuffer(byteCount:_:)`` gave.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI functions are `MPI_Comm_flush_buffer` and `MPI_Session_flush_buffer`.
  public func flushSendBuffer() throws(MPIError) { try sendMemory.flush() }

  /// Starts to wait until all buffered sends so far have left the memory that ``withSendBuffer(byteCount:_:)`` gave.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI functions are `MPI_Comm_iflush_buffer` and `MPI_Session_iflush_buffer`.
  public func startFlushSendBuffer() throws(MPIError) -> Request<Nothing, Nothing> {
    try sendMemory.startFlush()
  }
}

extension Communicator: SendBufferHolder {
  public var sendMemory: SendMemory { unsafe SendMemory(buffer: cmpi_buffer_of_comm(handle.raw)) }
}

extension Session: SendBufferHolder {
  public var sendMemory: SendMemory { unsafe SendMemory(buffer: cmpi_buffer_of_session(duty.handle.raw)) }
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
