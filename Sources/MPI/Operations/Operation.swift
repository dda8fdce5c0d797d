public import CMPI

/// An operation of MPI that has been described, with its buffers, and not begun.
///
/// A communicator does it in one of three ways, and each kind of operation is described the same in all of them:
///
/// ```swift
/// var sum = [0.0, 0.0]
/// try world.run(.allReduce([1.0, 2.0].span, .sum, into: sum.mutableSpan))
///
/// let request = try world.start(.allReduce([1.0, 2.0].span, .sum, into: sum.mutableSpan))
/// // ... whatever needs no sum: touching it here does not compile ...
/// try request.wait()
/// ```
///
/// The buffers are views of memory (`Span`, `MutableSpan`, parts of them that a datatype picks out), or an
/// ``OwnedBuffer``, with which the operation's request may be stored and waited for anywhere.
@safe @frozen
public struct Operation<
  Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  @usableFromInline let call: Call
  @usableFromInline var sent: Sent
  @usableFromInline var received: Received

  @inlinable
  @_lifetime(copy sent, copy received)
  init(_ call: Call, _ sent: consuming Sent, into received: consuming Received) {
    self.call = call
    self.sent = sent
    self.received = received
  }
}

extension Operation: Escapable where Sent: Escapable & ~Copyable, Received: Escapable & ~Copyable {}

extension Operation where Sent: ~Copyable & ~Escapable, Received == Nothing {
  @inlinable
  @_lifetime(copy sent)
  init(_ call: Call, _ sent: consuming Sent) { self.init(call, sent, into: Nothing()) }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  @inlinable
  @_lifetime(copy received)
  init(_ call: Call, into received: consuming Received) { self.init(call, Nothing(), into: received) }
}

extension Communicator {
  /// Does an operation, and returns when it is done.
  ///
  /// - Returns: For a receive who sent how many elements with which tag; nothing of interest otherwise.
  @inlinable
  @discardableResult
  public func run<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> Status {
    try performWithStatus(operation.call, operation.sent.raw, operation.received.mutableRaw)
  }

  /// Starts an operation, and returns at once.
  ///
  /// The buffers belong to the operation until its request is waited for.
  @inlinable
  @_lifetime(copy operation)
  public func start<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> Request<Sent, Received> {
    let handle = try begin(operation.call, operation.sent.raw, operation.received.mutableRaw)
    return Request(handle, operation.sent, operation.received)
  }

  /// Prepares an operation that will be started many times with the same buffers.
  ///
  /// - Parameter info: Hints for the implementation.
  /// - Throws: ``MPIError`` of class `unsupported` where the MPI has no persistent form of it: before MPI 4 that is so
  ///   for collective operations.
  @inlinable
  @_lifetime(copy operation)
  public func prepare<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> PersistentRequest<Sent, Received> {
    let handle = try begin(
      operation.call, operation.sent.raw, operation.received.mutableRaw, mode: cmpi_persistent)
    return PersistentRequest(handle, operation.sent, operation.received)
  }

  @inlinable @inline(__always)
  func begin(
    _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer, mode: cmpi_mode = cmpi_nonblocking
  ) throws(MPIError) -> RequestHandle {
    var operands = unsafe try operands(call, sent, received)
    var request = unsafe cmpi_request_null()
    let code = unsafe cmpi_perform(
      call.kind, mode, &operands, handle.raw, cmpi_info_null(), &request.raw, nil)
    if code != MPI_SUCCESS { throw MPIError(code: code, call.kind, mode) }
    return unsafe RequestHandle(request, keeping: call.kept, isReceive: call.kind == .recv)
  }
}
