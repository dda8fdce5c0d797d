public import CMPI

extension Call {
  @inlinable @inline(__always)
  static func receive(_ source: Int, _ tag: Int) -> Call {
    var call = Call(.recv)
    call.source = source
    call.sourceTag = tag
    return call
  }
}

extension Communicator {
  /// Receives into memory that is there: a variable, an array or a mutable span. The message may be shorter.
  ///
  /// - Parameters:
  ///   - buffer: Where the elements go.
  ///   - source: The rank that sends them, ``anySource`` or ``noProcess``.
  ///   - tag: The tag they were sent with, or ``anyTag``.
  /// - Returns: Who sent how many elements with which tag.
  /// - Throws: ``MPIError`` of class `truncate` if the message is longer than the buffer.
  ///
  /// The corresponding MPI function is `MPI_Recv`.
  @inlinable @inline(__always)
  @discardableResult
  public func receive<Buffer: Incoming & ~Copyable & ~Escapable>(
    into buffer: inout Buffer, from source: Int = anySource, tag: Int = anyTag
  ) throws(MPIError) -> Status {
    unsafe try buffer.withUnsafeMutableRaw { buffer throws(MPIError) in
      try performWithStatus(.receive(source, tag), .ignored, buffer)
    }
  }

  /// Receives one value.
  ///
  /// - Parameters:
  ///   - type: The value's type.
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  /// - Throws: ``MPIError`` of class `truncate` if the message is not of just one value.
  ///
  /// The corresponding MPI functions are `MPI_Mprobe` and `MPI_Mrecv`.
  @inlinable
  public func receive<T: Transferable>(
    _ type: T.Type, from source: Int = anySource, tag: Int = anyTag
  ) throws(MPIError) -> T {
    try probeMatched(from: source, tag: tag).receive(type)
  }

  /// Receives an array, however long the message is.
  ///
  /// - Parameters:
  ///   - type: The array's type.
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI functions are `MPI_Mprobe` and `MPI_Mrecv`.
  @inlinable
  public func receive<T: Transferable>(
    _ type: [T].Type, from source: Int = anySource, tag: Int = anyTag
  ) throws(MPIError) -> [T] {
    try probeMatched(from: source, tag: tag).receive(type)
  }

  /// Receives a packable value, such as a string.
  ///
  /// - Parameters:
  ///   - type: The value's type.
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  /// - Throws: ``MPIError`` of class `truncate` or `conversion` if the message holds something else.
  ///
  /// The corresponding MPI functions are `MPI_Mprobe` and `MPI_Mrecv`.
  // Disfavoured: as in send.
  @_disfavoredOverload
  @inlinable
  public func receive<Value: Packable>(
    _ type: Value.Type, from source: Int = anySource, tag: Int = anyTag
  ) throws(MPIError) -> Value {
    try probeMatched(from: source, tag: tag).receive(type)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Receives into memory that is there. The message may be shorter.
  ///
  /// - Parameters:
  ///   - buffer: Where the elements go.
  ///   - source: The rank that sends them, ``anySource`` or ``noProcess``.
  ///   - tag: The tag they were sent with, or ``anyTag``.
  ///
  /// The corresponding MPI functions are `MPI_Irecv` and `MPI_Recv_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func receive(
    into buffer: consuming Received, from source: Int = anySource, tag: Int = anyTag
  ) -> Operation {
    Operation(.receive(source, tag), into: buffer)
  }
}
