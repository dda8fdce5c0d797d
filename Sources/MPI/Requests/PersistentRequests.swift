public import CMPI

/// Many operations that have been prepared, to be started together many times: an exchange with neighbours, for example.
///
/// ```swift
/// var (ghost, edge) = ([0.0], [0.0])
/// var halo = PersistentRequests()
/// let fromLeft = try halo.add(.receive(into: ghost.mutableSpan, from: left), on: world)
/// let toRight = try halo.add(.send(edge.mutableSpan, to: right), on: world)
/// for step in 0..<10 {
///   var edge = try halo.sent(toRight, as: Double.self)
///   edge[0] = Double(step)
///   let round = try halo.start()
///   // ... here no buffer can be reached ...
///   try round.wait()
///   print(try halo.received(fromLeft, as: Double.self)[0])
/// }
/// ```
///
/// Between rounds the buffers are reached by ``sent(_:as:)`` and ``received(_:as:)``. The requests are freed when the set
/// goes out of scope.
///
/// The corresponding MPI functions are `MPI_Startall` and `MPI_Request_free`.
@safe
public struct PersistentRequests: ~Copyable, ~Escapable {
  @usableFromInline var set = PersistentSet()

  /// None yet.
  @_lifetime(immortal)
  public init() {}

  /// How many operations have been added.
  public var count: Int { unsafe set.handles.raw.count }

  /// Prepares one more.
  ///
  /// - Returns: Its number, from 0.
  /// - Throws: ``MPIError`` of class `unsupported` where MPI has no persistent form of it.
  @inlinable
  @_lifetime(self: copy self, copy operation)
  @discardableResult
  public mutating func add<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>, on communicator: Communicator
  ) throws(MPIError) -> Int {
    let received = unsafe operation.received.unsafeMutableRaw
    let handle = unsafe try communicator.begin(
      operation.call, operation.sent.unsafeRaw, received, keeping: operation.kept, mode: cmpi_persistent)
    return set.add(
      handle, sent: nil, received: .init(received, of: Received.Element.self),
      keeping: [operation.sent.owner, operation.received.owner])
  }

  /// Prepares one more, whose memory to send from can be changed between rounds.
  ///
  /// - Returns: Its number, from 0.
  /// - Throws: ``MPIError`` of class `unsupported` where MPI has no persistent form of it.
  @inlinable
  @_lifetime(self: copy self, copy operation)
  @discardableResult
  public mutating func add<
    Sent: OutgoingView & IncomingView & ~Copyable & ~Escapable,
    Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>, on communicator: Communicator
  ) throws(MPIError) -> Int {
    let received = unsafe operation.received.unsafeMutableRaw
    let sent = unsafe operation.sent.unsafeMutableRaw
    let handle = try communicator.begin(
      operation.call, sent.reading, received, keeping: operation.kept, mode: cmpi_persistent)
    return set.add(
      handle, sent: .init(sent, of: Sent.Element.self), received: .init(received, of: Received.Element.self),
      keeping: [operation.sent.owner, operation.received.owner])
  }

  /// What an operation sends from, to change.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is no operation of that number that has such memory.
  @_lifetime(&self)
  public mutating func sent<T: Transferable>(_ index: Int, as type: T.Type) throws(MPIError) -> MutableSpan<T>
  {
    let buffer = try set.memory(index, of: type, .sent)
    let span = unsafe buffer.span(of: type)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// What an operation receives into.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is no operation of that number that has such memory.
  @_lifetime(&self)
  public mutating func received<T: Transferable>(
    _ index: Int, as type: T.Type
  ) throws(MPIError) -> MutableSpan<T> {
    let buffer = try set.memory(index, of: type, .received)
    let span = unsafe buffer.span(of: type)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// Starts a round of all operations. Until that is waited for, the set and its buffers are out of reach.
  ///
  /// - Throws: ``MPIError`` of class `request` if a round before has failed and MPI has ended the operation with it, as
  ///   Open MPI 4 does; and what starting one of them throws. None is running then.
  ///
  /// The corresponding MPI function is `MPI_Startall`.
  @_lifetime(&self)
  public mutating func start() throws(MPIError) -> Rounds {
    let rounds = Rounds(try set.start())
    return unsafe _overrideLifetime(rounds, mutating: &self)
  }
}

extension MutableRawBuffer {
  @unsafe
  @_lifetime(immortal)
  fileprivate func span<T: Transferable>(of type: T.Type) -> MutableSpan<T> {
    guard let address = unsafe address else { return MutableSpan() }
    let span = unsafe MutableSpan(_unsafeStart: address.assumingMemoryBound(to: T.self), count: elements)
    return unsafe _overrideLifetime(span, copying: ())
  }
}

/// A round of ``PersistentRequests``, which has been started and has not been waited for. If it goes out of scope it is
/// waited for, and receives that no message comes for are called off after five seconds.
@safe
public struct Rounds: ~Copyable, ~Escapable {
  private var running: RunningSet

  @_lifetime(immortal)
  fileprivate init(_ handles: PersistentHandles) { running = RunningSet(handles) }

  /// Waits until all operations are complete.
  ///
  /// - Returns: The status of each, in the order in which they were added.
  /// - Throws: The error of the first that failed. All have been waited for then.
  ///
  /// The corresponding MPI function is `MPI_Waitall`; it is done by `MPI_Wait` for each.
  @discardableResult
  public consuming func wait() throws(MPIError) -> [Status] { try running.wait() }

  /// Whether all operations are complete. Asking lets MPI work on them.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  public borrowing func isComplete() throws(MPIError) -> Bool { try running.isComplete() }
}

/// MPI's persistent requests, which a round may end: see ``PersistentHandle``.
@safe
private final class PersistentHandles {
  var raw: [cmpi_request] = unsafe []
  /// Which of them are receives.
  var isReceive: [Bool] = []
  /// By the place of their requests, which are null between rounds.
  var nonblocking: [Int: NonblockingRounds] = [:]

  /// Whether a round that failed has ended one.
  var isEnded: Bool {
    unsafe raw.indices.contains { unsafe cmpi_request_is_null(raw[$0]) != 0 && nonblocking[$0] == nil }
  }

  func start() throws(MPIError) {
    let count = try cInt(unsafe raw.count, "number of operations", "MPI_Startall")
    guard !nonblocking.isEmpty else {
      let code = unsafe raw.withUnsafeMutableBufferPointer { unsafe cmpi_startall(count, $0.baseAddress) }
      return try check(code, "MPI_Startall")
    }
    for index in unsafe raw.indices {
      do throws(MPIError) {
        if let rounds = nonblocking[index] {
          unsafe try rounds.start(&raw[index])
        } else {
          try unsafe check(MPI_Start(&raw[index].raw), "MPI_Start")
        }
      } catch {
        finish(..<index, callingOffAtOnce: true)
        throw error
      }
    }
  }

  /// Ends what was started and will not be waited for.
  func finish(_ started: PartialRangeUpTo<Int>, callingOffAtOnce: Bool = false) {
    unsafe raw[started].withUnsafeMutableBufferPointer {
      unsafe MPI.finish($0, isReceive: isReceive, callingOffAtOnce: callingOffAtOnce)
    }
  }
}

/// MPI's persistent requests, freed at the end.
@safe @usableFromInline
struct PersistentSet: ~Copyable {
  fileprivate let handles = PersistentHandles()
  private var sent: [Memory?] = []
  private var received: [Memory?] = []
  private var kept: [AnyObject] = []

  /// A buffer, and of what type its elements are.
  @usableFromInline
  struct Memory {
    let buffer: MutableRawBuffer
    let type: any Transferable.Type

    @usableFromInline
    init(_ buffer: MutableRawBuffer, of type: any Transferable.Type) {
      self.buffer = buffer
      self.type = type
    }

    /// Only memory that lies in one piece can be a span.
    func span<T: Transferable>(of type: T.Type) -> MutableRawBuffer? {
      let layout = T.layout
      return unsafe self.type == type && buffer.datatype.raw == layout.unit.handle.raw
        && buffer.units == layout.units ? buffer : nil
    }
  }

  enum Side { case sent, received }

  @usableFromInline
  init() {}

  @usableFromInline
  mutating func add(
    _ handle: consuming RequestHandle, sent: Memory?, received: Memory?, keeping owners: [AnyObject?]
  ) -> Int {
    if let rounds = handle.kept as? NonblockingRounds {
      unsafe handles.nonblocking[handles.raw.count] = rounds
    }
    unsafe handles.raw.append(handle.raw)
    handles.isReceive.append(handle.isReceive)
    self.sent.append(sent)
    self.received.append(received)
    for case let object? in owners + [handle.kept] { kept.append(object) }
    // It is here now.
    unsafe handle.raw = unsafe cmpi_request_null()
    return self.sent.count - 1
  }

  func memory<T: Transferable>(
    _ index: Int, of type: T.Type, _ side: Side
  ) throws(MPIError) -> MutableRawBuffer {
    let memory = side == .sent ? sent : received
    guard memory.indices.contains(index), let buffer = memory[index]?.span(of: type) else {
      throw MPIError(
        .argument, function: "MPI_Startall", "there is no operation \(index) with memory of \(type) to change"
      )
    }
    return buffer
  }

  fileprivate mutating func start() throws(MPIError) -> PersistentHandles {
    guard !handles.isEnded else { throw .ended("MPI_Startall") }
    try handles.start()
    return handles
  }

  @usableFromInline
  borrowing func free() {
    // Whoever finalizes in the scope of the set has nothing to free at its end.
    guard (try? Environment.isFinalized) == false else { return }
    for index in unsafe handles.raw.indices where unsafe cmpi_request_is_null(handles.raw[index]) == 0 {
      _ = unsafe MPI_Request_free(&handles.raw[index].raw)
    }
  }

  // Inlinable, for otherwise Swift 6.3's optimizer fails on the assignment of the set's owner.
  @inlinable
  deinit { free() }
}

/// The duty to wait for a round of many.
@safe
private struct RunningSet: ~Copyable {
  private let handles: PersistentHandles
  private var isRunning = true

  init(_ handles: PersistentHandles) { self.handles = handles }

  mutating func wait() throws(MPIError) -> [Status] {
    isRunning = false
    return try unsafe Requests.wait(&handles.raw)
  }

  borrowing func isComplete() throws(MPIError) -> Bool {
    for index in unsafe handles.raw.indices {
      let isComplete = try unsafe handles.raw[index].isComplete()
      if !isComplete { return false }
    }
    return true
  }

  deinit {
    if isRunning { unsafe handles.finish(..<handles.raw.count) }
  }
}
