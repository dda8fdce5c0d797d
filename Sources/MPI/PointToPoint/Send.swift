public import CMPI

/// How a message is sent.
@frozen
public enum SendMode: Sendable {
  /// MPI may keep a copy, or wait for the receiver. The corresponding MPI function is `MPI_Send`.
  case standard
  /// A copy is kept in the memory that ``Environment/withSendBuffer(byteCount:_:)`` gave. The corresponding MPI function
  /// is `MPI_Bsend`.
  case buffered
  /// Done only when the receiver has begun to receive. The corresponding MPI function is `MPI_Ssend`.
  case synchronous
  /// The receiver is known to be receiving already. The corresponding MPI function is `MPI_Rsend`.
  case ready

  @inlinable @inline(__always)
  var kind: cmpi_kind {
    switch self {
    case .standard: .send
    case .buffered: .bsend
    case .synchronous: .ssend
    case .ready: .rsend
    }
  }
}

extension Call {
  @inlinable @inline(__always)
  static func send(_ destination: Int, _ tag: Int, _ mode: SendMode) -> Call {
    var call = Call(mode.kind)
    call.peer = destination
    call.tag = tag
    return call
  }
}

extension Communicator {
  /// Sends a value, an array or a span, and returns when its memory may be used again.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  /// - Throws: ``MPIError`` of class `rank` or `tag` if there is no such rank or tag.
  ///
  /// The corresponding MPI function is `MPI_Send`.
  @inlinable @inline(__always)
  public func send<Buffer: Outgoing & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    try perform(.send(destination, tag, .standard), buffer)
  }

  /// Sends a value, an array or a span, in one of MPI's modes.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  ///   - mode: When the call returns.
  /// - Throws: ``MPIError`` of class `rank` or `tag` if there is no such rank or tag.
  ///
  /// The corresponding MPI functions are `MPI_Send`, `MPI_Bsend`, `MPI_Ssend` and `MPI_Rsend`.
  @inlinable
  public func send<Buffer: Outgoing & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, to destination: Int, tag: Int = 0, mode: SendMode
  ) throws(MPIError) {
    try perform(.send(destination, tag, mode), buffer)
  }

  /// Sends a packable value, such as a string, as one message of bytes.
  ///
  /// - Parameters:
  ///   - value: The value to send.
  ///   - destination: The rank that receives it, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  ///   - mode: When the call returns.
  ///
  /// The corresponding MPI functions are `MPI_Send`, `MPI_Bsend`, `MPI_Ssend` and `MPI_Rsend`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers, so that C can receive it.
  @_disfavoredOverload
  @inlinable
  public func send(
    _ value: some Packable, to destination: Int, tag: Int = 0, mode: SendMode = .standard
  ) throws(MPIError) {
    try send(try value.packed(), to: destination, tag: tag, mode: mode)
  }
}

extension Operation where Sent: ~Copyable & ~Escapable, Received == Nothing {
  /// Sends the elements of a span.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  ///   - mode: When it is complete.
  ///
  /// The corresponding MPI functions are `MPI_Isend`, `MPI_Ibsend`, `MPI_Issend`, `MPI_Irsend`, `MPI_Send_init`,
  /// `MPI_Bsend_init`, `MPI_Ssend_init` and `MPI_Rsend_init`.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func send(
    _ buffer: consuming Sent, to destination: Int, tag: Int = 0, mode: SendMode = .standard
  ) -> Operation {
    Operation(.send(destination, tag, mode), buffer)
  }
}
