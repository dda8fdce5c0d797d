public import CMPI

/// An operation of MPI that has been described, with its buffers, and not begun.
///
/// To describe it calls nothing of MPI: any rank does, alone. Which ranks are to do it then is what the chapters say of the
/// operation: messages any rank alone, with the one at the other end; collective operations all ranks of the communicator,
/// in one order.
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
  /// What must live until the operation is complete, apart from the buffers.
  @usableFromInline let kept: AnyObject?
  @usableFromInline var sent: Sent
  @usableFromInline var received: Received

  @inlinable @inline(__always)
  @_lifetime(copy sent, copy received)
  init(
    _ call: Call, _ sent: consuming Sent, into received: consuming Received, keeping kept: AnyObject? = nil
  ) {
    self.call = call
    self.kept = kept
    self.sent = sent
    self.received = received
  }
}

extension Operation: Escapable where Sent: Escapable & ~Copyable, Received: Escapable & ~Copyable {}

extension Operation where Sent: ~Copyable & ~Escapable, Received == Nothing {
  @inlinable @inline(__always)
  @_lifetime(copy sent)
  init(_ call: Call, _ sent: consuming Sent) {
    self.init(call, sent, into: Nothing())
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  @inlinable @inline(__always)
  @_lifetime(copy received)
  init(_ call: Call, into received: consuming Received, keeping kept: AnyObject? = nil) {
    self.init(call, Nothing(), into: received, keeping: kept)
  }
}

extension Communicator {
  /// Does an operation, and returns when it is done.
  ///
  /// Any rank calls it with a message; all ranks call it with a collective operation.
  ///
  /// - Returns: For a receive who sent how many elements with which tag; nothing of interest otherwise.
  /// - Throws: What the operation's own description names.
  ///
  /// The corresponding MPI function is the operation's blocking one, such as `MPI_Send`.
  @inlinable @inline(__always)
  @discardableResult
  public func run<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> Status {
    if operation.call.kind == .reduce, cmpi_reduce_in_place_is_broken() != 0 {
      try refuseBugsOfMPICH(operation.call, Int32(clamping: operation.call.peer), cmpi_blocking)
    }
    let status = unsafe try performWithStatus(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw)
    withExtendedLifetime(operation.kept) {}
    return status
  }

  /// Starts an operation, and returns at once.
  ///
  /// The buffers belong to the operation until its request is waited for.
  ///
  /// Any rank calls it with a message; all ranks call it with a collective operation.
  ///
  /// - Throws: What the operation's own description names.
  ///
  /// The corresponding MPI function is the operation's nonblocking one, such as `MPI_Isend`.
  @inlinable @inline(__always)
  @_lifetime(copy operation)
  public func start<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> Request<Sent, Received> {
    let handle = unsafe try begin(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw, keeping: operation.kept)
    return Request(handle, operation.sent, operation.received)
  }

  /// Prepares an operation that will be started many times with the same buffers.
  ///
  /// Any rank calls it with a message; all ranks call it with a collective operation, and start its rounds in one order.
  ///
  /// MPI has persistent collective operations since version 4, and MPICH does them wrongly before its version 5: with
  /// older ones every round of a collective operation is a nonblocking one, and what is wrong with it is said when it
  /// starts.
  ///
  /// - Parameters:
  ///   - operation: The operation, with its buffers.
  ///   - info: What MPI may like to know of a collective operation. It may ignore that.
  /// - Throws: ``MPIError`` of class `unsupported` for `sendReceive`, of which MPI has no persistent form.
  ///
  /// The corresponding MPI function is the operation's persistent one, such as `MPI_Send_init`.
  @inlinable @inline(__always)
  @_lifetime(copy operation)
  public func prepare<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>, info: Info = .none
  ) throws(MPIError) -> PersistentRequest<Sent, Received> {
    let handle = unsafe try begin(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw, keeping: operation.kept,
      mode: cmpi_persistent, info: info)
    return PersistentRequest(handle, operation.sent, operation.received)
  }

  // Messages are begun where they are described, so that what is known there costs nothing.
  @inlinable @inline(__always)
  func begin(
    _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer, keeping kept: AnyObject?,
    mode: cmpi_mode = cmpi_nonblocking, info: Info? = nil
  ) throws(MPIError) -> RequestHandle {
    if cmpi_is_collective(call.kind) != 0 {
      return try beginCollective(call, sent, received, keeping: kept, mode, info)
    }
    var operands = unsafe try messageOperands(call, sent, received)
    var request = unsafe cmpi_request_null()
    if unsafe cmpi_is_large(&operands) != 0 {
      var call = call
      unsafe request = try unsafe beginLargeMessage(operands, &call, mode)
    } else {
      let code = unsafe cmpi_perform(
        call.kind, mode, &operands, handle.raw, cmpi_info_null().raw, &request.raw, nil)
      if code != MPI_SUCCESS { throw MPIError(code: code, call.kind, mode) }
    }
    return unsafe RequestHandle(request, keeping: kept, isReceive: call.kind == .recv)
  }

  @usableFromInline
  func beginCollective(
    _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer, keeping kept: AnyObject?,
    _ mode: cmpi_mode, _ info: Info?
  ) throws(MPIError) -> RequestHandle {
    var operands = unsafe try operands(call, sent, received)
    try unsafe refuseKnownBugs(call, operands, mode)
    if unsafe cmpi_is_large(&operands) != 0 {
      return try unsafe beginLargeCollective(operands, call, mode, keeping: kept)
    }
    return try unsafe begin(call.kind, mode, &operands, keeping: kept, info)
  }

  /// Begins or prepares what MPI's functions can count.
  func begin(
    _ kind: cmpi_kind, _ mode: cmpi_mode, _ operands: inout cmpi_operands, keeping kept: AnyObject?,
    _ info: Info? = nil
  ) throws(MPIError) -> RequestHandle {
    if cmpi_has_rounds(kind, mode) != 0 {
      let rounds = unsafe NonblockingRounds(kind, operands, self, keeping: kept)
      return unsafe RequestHandle(cmpi_request_null(), keeping: rounds)
    }
    var request = unsafe cmpi_request_null()
    let code = unsafe cmpi_perform(
      kind, mode, &operands, handle.raw, (info ?? .none).handle.raw, &request.raw, nil)
    if code != MPI_SUCCESS { throw MPIError(code: code, kind, mode) }
    return unsafe RequestHandle(request, keeping: kept, isReceive: kind == .recv)
  }
}
