public import CMPI

/// An operation that has been prepared, to be started many times.
///
/// ```swift
/// var forces = [Double](repeating: 0, count: 3)
/// var total = [Double](repeating: 0, count: 3)
/// var sum = try world.prepare(.allReduce(forces.mutableSpan, .sum, into: total.mutableSpan))
/// for step in 0..<10 {
///   sum.sent[0] = Double(step)
///   let round = try sum.start()
///   // ... here neither buffer can be reached ...
///   try round.wait()
///   print(sum.received[0])
/// }
/// ```
///
/// Its buffers are reached by ``sent`` and ``received`` when it is not running.
///
/// The corresponding MPI functions are `MPI_Send_init` and its kin, and `MPI_Request_free`, which is called when the
/// request goes out of scope. Where the MPI has no persistent collective operations, rounds of those are nonblocking ones
/// (`MPI_Iallreduce` and its kin): see ``Communicator/prepare(_:info:)``.
@safe @frozen
public struct PersistentRequest<
  Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  @usableFromInline var handle: PersistentHandle
  /// What is sent from.
  public var sent: Sent
  /// What is received into.
  public var received: Received

  @inlinable @inline(__always)
  @_lifetime(copy sent, copy received)
  init(_ handle: consuming RequestHandle, _ sent: consuming Sent, _ received: consuming Received) {
    self.handle = PersistentHandle(handle, keeping: sent.owner, received.owner)
    self.sent = sent
    self.received = received
  }

  /// Starts a round. Until that is waited for, the request and its buffers are out of reach.
  ///
  /// - Throws: ``MPIError`` of class `request` if a round before has failed and MPI has ended the operation with it, as
  ///   Open MPI 4 does.
  ///
  /// The corresponding MPI function is `MPI_Start`.
  @inlinable
  @_lifetime(&self)
  public mutating func start() throws(MPIError) -> Round {
    try handle.start()
    let round = unsafe Round(handle.request, isReceive: handle.isReceive)
    return unsafe _overrideLifetime(round, mutating: &self)
  }
}

extension PersistentRequest: Escapable where Sent: Escapable & ~Copyable, Received: Escapable & ~Copyable {}

/// A round of a ``PersistentRequest``, which has been started and has not been waited for. If it goes out of scope it is
/// waited for, and a receive that no message comes for is called off after five seconds.
@safe @frozen
public struct Round: ~Copyable, ~Escapable {
  @usableFromInline var handle: RoundHandle

  @inlinable
  @_lifetime(immortal)
  init(_ request: UnsafeMutablePointer<cmpi_request>, isReceive: Bool) {
    handle = unsafe RoundHandle(request, isReceive: isReceive)
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

  /// Whether the operation is complete. Asking lets MPI work on it. Once it is, MPICH 5 forgets the status of a receive.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  @inlinable
  public borrowing func isComplete() throws(MPIError) -> Bool {
    try unsafe handle.request.pointee.isComplete()
  }

  /// Calls the round of a receive off, and waits: either it is off, or its message was there already. Other rounds may
  /// follow.
  ///
  /// - Returns: The status, whose ``Status/isCancelled`` says which.
  /// - Throws: ``MPIError`` of class `request` if it is no receive. It is waited for then.
  ///
  /// The corresponding MPI functions are `MPI_Cancel` and `MPI_Wait`.
  @inlinable
  @discardableResult
  public consuming func cancel() throws(MPIError) -> Status {
    try unsafe handle.request.pointee.cancel(isReceive: handle.isReceive)
    return try handle.wait()
  }
}

/// The duty to wait for a round.
@safe @frozen @usableFromInline
struct RoundHandle: ~Copyable {
  /// The operation's, which outlives the round.
  @usableFromInline let request: UnsafeMutablePointer<cmpi_request>
  @usableFromInline let isReceive: Bool
  @usableFromInline var isRunning = true

  @inlinable @inline(__always)
  init(_ request: UnsafeMutablePointer<cmpi_request>, isReceive: Bool) {
    unsafe self.request = unsafe request
    self.isReceive = isReceive
  }

  @inlinable @inline(__always)
  mutating func wait() throws(MPIError) -> Status {
    isRunning = false
    var status = Status()
    try unsafe check(MPI_Wait(&request.pointee.raw, &status.raw), "MPI_Wait")
    return status
  }

  @inlinable
  deinit {
    if isRunning { unsafe Self.finish(request, isReceive: isReceive) }
  }

  @usableFromInline
  static func finish(_ request: UnsafeMutablePointer<cmpi_request>, isReceive: Bool) {
    unsafe MPI.finish(UnsafeMutableBufferPointer(start: request, count: 1), isReceive: [isReceive])
  }
}

/// MPI's persistent request, freed at the end.
@safe @frozen @usableFromInline
struct PersistentHandle: ~Copyable {
  /// In a place of its own, for a round that fails ends it in Open MPI 4: then it is null, and not to be freed again.
  @usableFromInline let request: UnsafeMutablePointer<cmpi_request>
  /// What MPI still needs: also the memory, in case another takes its place in the request.
  @usableFromInline let kept: (AnyObject?, AnyObject?, AnyObject?)
  @usableFromInline let isReceive: Bool

  @inlinable @inline(__always)
  init(_ handle: consuming RequestHandle, keeping sent: AnyObject?, _ received: AnyObject?) {
    unsafe request = .allocate(capacity: 1)
    unsafe request.initialize(to: handle.raw)
    kept = (handle.kept, sent, received)
    isReceive = handle.isReceive
    // It is this one's now: nothing is left for the other to complete.
    unsafe handle.raw = unsafe cmpi_request_null()
  }

  @inlinable
  mutating func start() throws(MPIError) {
    if cmpi_has_persistent_collectives() == 0, let rounds = kept.0 as? NonblockingRounds {
      return unsafe try rounds.start(&request.pointee)
    }
    if unsafe cmpi_request_is_null(request.pointee) != 0 { throw .ended("MPI_Start") }
    try unsafe check(MPI_Start(&request.pointee.raw), "MPI_Start")
  }

  @inlinable
  deinit {
    unsafe Self.free(request)
  }

  @usableFromInline
  static func free(_ request: UnsafeMutablePointer<cmpi_request>) {
    // Whoever finalizes in the scope of the request has nothing to free at its end.
    if unsafe cmpi_request_is_null(request.pointee) == 0, (try? Environment.isFinalized) == false {
      _ = unsafe MPI_Request_free(&request.pointee.raw)
    }
    unsafe request.deallocate()
  }
}

extension MPIError {
  @usableFromInline
  static func ended(_ function: StaticString) -> MPIError {
    MPIError(.request, function: function, "a round has failed, and MPI has ended the operation with it")
  }
}
