import CMPI
import Glibc
import Synchronization

/// A request that the program itself completes. MPI holds it until the request is freed.
// Unchecked: what changes is behind the lock.
@safe
final class GeneralizedRequest: @unchecked Sendable {
  private struct State {
    /// What the request's status is, and what waiting for it returns.
    var status = Status.empty
    var code = Int32(MPI_SUCCESS)
    var isComplete = false
    var isCancelled = false
  }

  private let state = Mutex(State())
  /// The thread that started it, which may call MPI whatever its level is.
  private let starter = pthread_self()
  /// Set before another thread can have this.
  private var request = unsafe cmpi_request_null()

  var isComplete: Bool { state.withLock { $0.isComplete } }
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Makes MPI's request, once.
  func start() throws(MPIError) -> RequestHandle {
    var request = unsafe cmpi_request_null()
    let this = unsafe Unmanaged.passRetained(self)
    let code = unsafe MPI_Grequest_start(
      { this, status in
        guard let this = unsafe this, let status = unsafe status else { return Int32(MPI_ERR_INTERN) }
        return unsafe GeneralizedRequest.from(this).takeUnretainedValue().answer(status)
      },
      { this in
        if let this = unsafe this { unsafe GeneralizedRequest.from(this).release() }
        return MPI_SUCCESS
      },
      { this, isComplete in
        if let this = unsafe this, isComplete == 0 {
          unsafe GeneralizedRequest.from(this).takeUnretainedValue().state.withLock { $0.isCancelled = true }
        }
        return MPI_SUCCESS
      },
      unsafe this.toOpaque(), &request.raw)
    guard code == MPI_SUCCESS else {
      unsafe this.release()
      throw MPIError(code: code, function: "MPI_Grequest_start")
    }
    unsafe self.request = unsafe request
    return unsafe RequestHandle(request, isReceive: true)
  }

  /// Completes the request, once.
  func complete(_ status: Status, code: Int32 = MPI_SUCCESS) throws(MPIError) {
    let function: StaticString = "MPI_Grequest_complete"
    let level = try Environment.grantedThreadLevel
    guard pthread_equal(starter, pthread_self()) != 0 || level >= .serialized else {
      throw MPIError(
        .unsupported, function: function,
        "this is another thread than the one that started the request, and MPI may be called by one only")
    }
    let isFirst = state.withLock { state in
      if state.isComplete { return false }
      state = State(status: status, code: code, isComplete: true, isCancelled: state.isCancelled)
      return true
    }
    guard isFirst else {
      throw MPIError(.request, function: function, "the request has been completed")
    }
    try unsafe check(MPI_Grequest_complete(request.raw), function)
  }

  private func answer(_ status: UnsafeMutablePointer<MPI_Status>) -> Int32 {
    let (answer, code) = state.withLock { ($0.status, $0.code) }
    // That field is only for the functions that complete many requests.
    let error = unsafe status.pointee.MPI_ERROR
    unsafe status.pointee = answer.raw
    unsafe status.pointee.MPI_ERROR = error
    return code
  }

  private static func from(_ this: UnsafeMutableRawPointer) -> Unmanaged<GeneralizedRequest> {
    unsafe Unmanaged.fromOpaque(this)
  }

  /// A request of something that has been done.
  static func completed(_ status: Status) throws(MPIError) -> RequestHandle {
    let request = GeneralizedRequest()
    let handle = try request.start()
    try request.complete(status)
    return handle
  }
}

/// The other side of a generalized request: what completes it, from any thread.
///
/// Whoever drops it completes the request as cancelled.
public final class Completion: Sendable {
  private let request: GeneralizedRequest

  init(_ request: GeneralizedRequest) { self.request = request }

  /// Whether the request has been called off, by ``Request/cancel()`` or because it went out of scope. Its holder waits
  /// until it is complete even so; with ``Status/isCancelled`` set, if nothing came of it.
  public var isCancelled: Bool { request.isCancelled }

  /// Completes the request: whoever waits for it goes on.
  ///
  /// Any rank calls it, alone, on any thread if MPI has granted ``ThreadLevel/multiple``.
  /// With Open MPI it is to be the thread that waits: when another one completes the request, waiting and asking may
  /// go on for ever there.
  ///
  /// - Parameter status: What waiting returns.
  /// - Throws: ``MPIError`` of class `request` if that has been done already; of class `unsupported`, with nothing done,
  ///   on a thread that may not call MPI.
  ///
  /// The corresponding MPI function is `MPI_Grequest_complete`.
  public func complete(_ status: Status = .empty) throws(MPIError) { try request.complete(status) }

  /// Completes the request with an error, which waiting for it throws.
  ///
  /// - Throws: As ``complete(_:)``.
  ///
  /// The corresponding MPI function is `MPI_Grequest_complete`.
  public func fail(_ code: ErrorCode) throws(MPIError) {
    try request.complete(.empty, code: code.rawValue)
  }

  deinit {
    if !request.isComplete {
      var status = Status.empty
      try? status.setCancelled(true)
      try? request.complete(status)
    }
  }
}

extension Request where Sent == Nothing, Received == Nothing {
  /// A request that this program completes itself, when something is done that MPI knows nothing of. It is waited for
  /// as, and together with, all others.
  ///
  /// Any rank calls it, alone.
  ///
  /// ```swift
  /// import Foundation
  ///
  /// let request = try Request.generalized { completion in
  ///   Thread.detachNewThread {
  ///     print("This takes some time.")
  ///     try? completion.complete()
  ///   }
  /// }
  /// try world.barrier()
  /// try request.wait()
  /// ```
  ///
  /// - Parameter begin: Begins what is to be done, and hands on the ``Completion``. If it throws, there is no
  ///   request.
  ///
  /// The corresponding MPI function is `MPI_Grequest_start`.
  public static func generalized(_ begin: (Completion) throws -> Void) throws -> Request {
    let generalized = GeneralizedRequest()
    let handle = try generalized.start()
    do { try begin(Completion(generalized)) } catch {
      // Waiting is over at once, unless the completion has been handed on.
      try? generalized.complete(.empty)
      throw error
    }
    return Request(handle, Nothing(), Nothing())
  }
}
