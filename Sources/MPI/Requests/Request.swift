public import CMPI

/// An operation that has been started and has not been waited for.
///
/// Its buffers are its own until ``wait()``: where they are views of memory, touching that memory does not compile, nor
/// does keeping the request for longer than the memory lives. With an ``OwnedBuffer`` the request holds the memory
/// itself, can be stored, and gives the memory back when it is done.
///
/// A request that goes out of scope without having been waited for is completed then: a receive that no message has come
/// for is called off, anything else is waited for.
///
/// The corresponding MPI type is `MPI_Request`.
@safe @frozen
public struct Request<
  Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  // The first, so that it ends before owned memory is freed.
  @usableFromInline var handle: RequestHandle
  @usableFromInline var outgoing: Sent
  @usableFromInline var incoming: Received

  @inlinable @inline(__always)
  @_lifetime(copy sent, copy received)
  init(_ handle: consuming RequestHandle, _ sent: consuming Sent, _ received: consuming Received) {
    self.handle = handle
    outgoing = sent
    incoming = received
  }

  /// Waits until the operation is complete.
  ///
  /// - Returns: For a receive who sent how many elements with which tag; nothing of interest otherwise.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  @inlinable @inline(__always)
  @discardableResult
  public consuming func wait() throws(MPIError) -> Status {
    try handle.wait()
  }

  /// Whether the operation is complete: its status if so, nil if not. Asking lets MPI work on it.
  ///
  /// The buffers stay the request's until ``wait()``, which then returns at once.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  @inlinable
  public borrowing func status() throws(MPIError) -> Status? {
    var status = Status()
    var isComplete: Int32 = 0
    try unsafe check(
      MPI_Request_get_status(handle.raw.raw, &isComplete, &status.raw), "MPI_Request_get_status")
    return isComplete != 0 ? status : nil
  }

  /// Whether the operation is complete. Asking lets MPI work on it.
  ///
  /// The corresponding MPI function is `MPI_Test`; it is done by `MPI_Request_get_status`, which leaves the status for
  /// ``wait()``.
  @inlinable
  public borrowing func isComplete() throws(MPIError) -> Bool {
    try status() != nil
  }
}

extension Request where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Calls a receive off, and waits: either it is off, or its message was there already.
  ///
  /// - Returns: The status, whose ``Status/isCancelled`` says which.
  /// - Throws: ``MPIError`` of class `request` if it is no receive of a message. It is waited for then.
  ///
  /// The corresponding MPI functions are `MPI_Cancel` and `MPI_Wait`.
  @inlinable
  @discardableResult
  public consuming func cancel() throws(MPIError) -> Status {
    try handle.cancel()
    return try handle.wait()
  }
}

extension Request: Escapable where Sent: Escapable & ~Copyable, Received: Escapable & ~Copyable {}

extension Request where Sent: ~Copyable & ~Escapable, Received: ~Copyable {
  /// Waits until the operation is complete, and gives back the memory that it received into.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  @inlinable
  public consuming func received() throws(MPIError) -> Received {
    _ = try handle.wait()
    return incoming
  }
}

extension Request where Sent: ~Copyable, Received == Nothing {
  /// Waits until the operation is complete, and gives back the memory that it sent from.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  @inlinable
  public consuming func sent() throws(MPIError) -> Sent {
    _ = try handle.wait()
    return outgoing
  }
}
