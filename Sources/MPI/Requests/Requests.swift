public import CMPI

/// Many operations that have been started, to be waited for together: an exchange with neighbours, for example.
///
/// ```swift
/// var (fromLeft, fromRight) = ([0.0], [0.0])
/// var exchange = Requests()
/// try exchange.start(.receive(into: fromLeft.mutableSpan, from: left), on: world)
/// try exchange.start(.receive(into: fromRight.mutableSpan, from: right), on: world)
/// try exchange.start(.send(toLeft.span, to: left), on: world)
/// try exchange.start(.send(toRight.span, to: right), on: world)
/// // ... whatever needs none of these buffers ...
/// try exchange.wait()
/// ```
///
/// All their buffers are out of reach until the end of ``wait()``. If it goes out of scope without that, the operations
/// are completed then, as those of a ``Request`` are.
@safe
public struct Requests: ~Copyable, ~Escapable {
  @usableFromInline var handles: [cmpi_request] = unsafe []
  @usableFromInline var kept: [AnyObject] = []
  @usableFromInline var receives: [Bool] = []
  /// Those that were found complete together with one that failed.
  private var unreported: [(index: Int, status: Status)] = []

  /// None yet.
  @_lifetime(immortal)
  public init() {}

  /// How many operations have been added.
  public var count: Int { unsafe handles.count }

  /// Starts one more.
  ///
  /// - Returns: Its number, from 0.
  @inlinable
  @_lifetime(self: copy self, copy operation)
  @discardableResult
  public mutating func start<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>, on communicator: Communicator
  ) throws(MPIError) -> Int {
    let handle = unsafe try communicator.begin(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw, keeping: operation.kept)
    for case let owner? in [operation.sent.owner, operation.received.owner] { kept.append(owner) }
    return add(handle)
  }

  @usableFromInline
  @_lifetime(self: copy self)
  @discardableResult
  mutating func add(_ handle: consuming RequestHandle) -> Int {
    unsafe handles.append(handle.raw)
    receives.append(handle.isReceive)
    if let object = handle.kept { kept.append(object) }
    // It is here now.
    unsafe handle.raw = unsafe cmpi_request_null()
    return unsafe handles.count - 1
  }

  /// Adds an operation that has been started, of whatever kind.
  ///
  /// - Returns: Its number, from 0.
  @_lifetime(self: copy self, copy request)
  @discardableResult
  public mutating func add<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(_ request: consuming Request<Sent, Received>) -> Int {
    for object in [request.handle.kept, request.outgoing.owner, request.incoming.owner] {
      if let object { kept.append(object) }
    }
    unsafe handles.append(request.handle.raw)
    receives.append(request.handle.isReceive)
    // It is here now.
    unsafe request.handle.raw = unsafe cmpi_request_null()
    return unsafe handles.count - 1
  }

  /// Waits until all operations are complete.
  ///
  /// - Returns: The status of each, in the order in which they were started.
  /// - Throws: Once all are complete, the first error of one of them.
  ///
  /// The corresponding MPI function is `MPI_Waitall`; what is called is `MPI_Wait` for each, as Open MPI 4's
  /// `MPI_Waitall` may never return when a message was too long.
  @discardableResult
  public consuming func wait() throws(MPIError) -> [Status] {
    try unsafe Self.wait(&handles)
  }

  static func wait(_ handles: inout [cmpi_request]) throws(MPIError) -> [Status] {
    var statuses = unsafe [Status](repeating: Status(), count: handles.count)
    var failed: Int32 = MPI_SUCCESS
    for index in unsafe handles.indices {
      let code = unsafe MPI_Wait(&handles[index].raw, &statuses[index].raw)
      if failed == MPI_SUCCESS { failed = code }
    }
    try check(failed, "MPI_Wait")
    return statuses
  }

  /// Whether all operations are complete: their status if so, nil if not. Asking lets MPI work on them.
  ///
  /// The corresponding MPI function is `MPI_Testall`.
  public mutating func test() throws(MPIError) -> [Status]? {
    let count = try cInt(count, "number of operations", "MPI_Testall")
    var statuses = [Status](repeating: Status(), count: self.count)
    var isComplete: Int32 = 0
    let code = unsafe handles.withUnsafeMutableBufferPointer { requests in
      unsafe statuses.withUnsafeMutableBufferPointer { statuses in
        unsafe cmpi_testall(count, requests.baseAddress, &isComplete, Status.raw(statuses))
      }
    }
    try Self.checkEach(code, statuses, "MPI_Testall")
    return isComplete != 0 ? statuses : nil
  }

  /// Waits until one of the operations is complete that was not yet.
  ///
  /// - Returns: Its number and status; nil if all had been complete.
  ///
  /// The corresponding MPI function is `MPI_Waitany`.
  public mutating func waitAny() throws(MPIError) -> (index: Int, status: Status)? {
    if let complete = unreported.popLast() { return complete }
    let count = try cInt(count, "number of operations", "MPI_Waitany")
    var index: Int32 = 0
    var status = Status()
    let code = unsafe handles.withUnsafeMutableBufferPointer {
      unsafe cmpi_waitany(count, $0.baseAddress, &index, &status.raw)
    }
    try check(code, "MPI_Waitany")
    return index == MPI_UNDEFINED ? nil : (Int(index), status)
  }

  /// One of the operations that is complete and was not yet, without waiting. Asking lets MPI work on them.
  ///
  /// - Returns: Its number and status; nil if none is, or all had been.
  ///
  /// The corresponding MPI function is `MPI_Testany`.
  public mutating func testAny() throws(MPIError) -> (index: Int, status: Status)? {
    if let complete = unreported.popLast() { return complete }
    let count = try cInt(count, "number of operations", "MPI_Testany")
    var index: Int32 = 0
    var flag: Int32 = 0
    var status = Status()
    let code = unsafe handles.withUnsafeMutableBufferPointer {
      unsafe cmpi_testany(count, $0.baseAddress, &index, &flag, &status.raw)
    }
    try check(code, "MPI_Testany")
    return flag == 0 || index == MPI_UNDEFINED ? nil : (Int(index), status)
  }

  /// Waits until some of the operations are complete that were not yet.
  ///
  /// - Returns: Their numbers and status; empty if all had been complete.
  /// - Throws: The error of the first that failed. Others that are complete are in what the next call returns.
  ///
  /// The corresponding MPI function is `MPI_Waitsome`.
  public mutating func waitSome() throws(MPIError) -> [(index: Int, status: Status)] {
    unsafe try some("MPI_Waitsome") { unsafe cmpi_waitsome($0, $1, $2, $3, $4) }
  }

  /// Those of the operations that are complete and were not yet, without waiting. Asking lets MPI work on them.
  ///
  /// - Returns: Their numbers and status.
  /// - Throws: The error of the first that failed. Others that are complete are in what the next call returns.
  ///
  /// The corresponding MPI function is `MPI_Testsome`.
  public mutating func testSome() throws(MPIError) -> [(index: Int, status: Status)] {
    unsafe try some("MPI_Testsome") { unsafe cmpi_testsome($0, $1, $2, $3, $4) }
  }

  typealias Some = (
    Int32, UnsafeMutablePointer<cmpi_request>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?,
    UnsafeMutablePointer<MPI_Status>?
  ) -> Int32

  mutating func some(
    _ function: StaticString, _ call: Some
  ) throws(MPIError) -> [(index: Int, status: Status)] {
    if !unreported.isEmpty {
      defer { unreported = [] }
      return unreported
    }
    let count = try cInt(count, "number of operations", function)
    var statuses = [Status](repeating: Status(), count: self.count)
    var indices = [Int32](repeating: 0, count: self.count)
    var done: Int32 = 0
    let code = unsafe handles.withUnsafeMutableBufferPointer { requests in
      unsafe statuses.withUnsafeMutableBufferPointer { statuses in
        unsafe call(count, requests.baseAddress, &done, &indices, Status.raw(statuses))
      }
    }
    if done == MPI_UNDEFINED { done = 0 }
    let complete = (0..<Int(done)).map { (index: Int(indices[$0]), status: statuses[$0]) }
    if code != MPI_SUCCESS, ErrorClass(of: code) == .inStatus {
      unreported = complete.filter { $0.status.raw.MPI_ERROR == MPI_SUCCESS }
    }
    try Self.checkEach(code, complete.map(\.status), function)
    return complete
  }

  /// Where some of many failed, the errors are in their statuses: throws the first.
  static func checkEach(
    _ code: Int32, _ statuses: some Sequence<Status>, _ function: StaticString
  ) throws(MPIError) {
    if code == MPI_SUCCESS { return }
    for status in statuses where ErrorClass(of: code) == .inStatus {
      let inStatus = status.raw.MPI_ERROR
      if inStatus != MPI_SUCCESS, ErrorClass(of: inStatus) != .pending {
        throw MPIError(code: inStatus, function: function)
      }
    }
    throw MPIError(code: code, function: function)
  }

  deinit {
    for index in unsafe handles.indices where unsafe cmpi_request_is_null(handles[index]) == 0 {
      var request = unsafe handles[index]
      request.finish(isReceive: receives[index])
    }
  }
}

extension Status {
  /// Statuses as C takes them.
  static func raw(_ statuses: UnsafeMutableBufferPointer<Status>) -> UnsafeMutablePointer<MPI_Status>? {
    guard let start = statuses.baseAddress else { return nil }
    return unsafe UnsafeMutableRawPointer(start).assumingMemoryBound(to: MPI_Status.self)
  }
}
