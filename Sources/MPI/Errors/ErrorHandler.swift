import CMPI

/// What MPI does with an error before the call that made it returns.
///
/// The communicators that this library makes have ``returned``, and the library throws what is returned. A handler
/// from a closure is called first, then the error is thrown; the other handlers end the process.
///
/// An error handler is a small handle; copying it copies the handle. One from a closure, and one that
/// ``Communicator/errorHandler()`` has found, is given back to MPI by ``free()``; communicators that have it keep it.
///
/// The corresponding MPI type is `MPI_Errhandler`.
// Unchecked: a handle is a value, and MPI's handlers are constant once made.
@safe
public struct ErrorHandler: @unchecked Sendable {
  let handle: cmpi_errhandler
  typealias Body = @Sendable (ErrorCode) -> Void

  /// What MPI's handler, which is a C function, is to call; nil for those of MPI and of other languages.
  let body: Body?

  init(_ handle: cmpi_errhandler, _ body: Body? = nil) {
    unsafe self.handle = unsafe handle
    self.body = body
  }

  /// Returns the error's code, which this library throws. The corresponding MPI constant is `MPI_ERRORS_RETURN`.
  public static var returned: ErrorHandler { unsafe ErrorHandler(cmpi_errors_return()) }

  /// Ends all processes that are connected. The corresponding MPI constant is `MPI_ERRORS_ARE_FATAL`.
  public static var fatal: ErrorHandler { unsafe ErrorHandler(cmpi_errors_are_fatal()) }

  /// Ends the processes of the communicator.
  ///
  /// Where MPI is older than 4.0, which has no such handler, and in MPICH 4.0, setting it throws an ``MPIError`` of class
  /// `unsupported`.
  ///
  /// The corresponding MPI constant is `MPI_ERRORS_ABORT`.
  public static var abort: ErrorHandler { unsafe ErrorHandler(cmpi_errors_abort()) }

  /// A handler that calls a closure with the error's code, on the rank that made the error.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter body: What to do, such as writing the error to a log. It must not call MPI. When it returns, the call
  ///   that made the error throws; but in MPICH 5.0, which then returns success, it does not: set a flag there.
  ///
  /// The corresponding MPI function is `MPI_Comm_create_errhandler`.
  public init(_ body: @escaping @Sendable (ErrorCode) -> Void) throws(MPIError) {
    var handle = unsafe cmpi_errhandler_null()
    try unsafe check(cmpi_comm_create_errhandler(&handle.raw), "MPI_Comm_create_errhandler")
    unsafe self.init(handle, body)
  }

  /// Gives the handler back to MPI. It must not be used again; communicators that have it keep it.
  ///
  /// Any rank calls it, alone. Those of MPI itself, such as ``returned``, need not be freed.
  ///
  /// The corresponding MPI function is `MPI_Errhandler_free`.
  public func free() throws(MPIError) {
    guard !isPredefined else { return }
    var handle = unsafe self.handle
    try unsafe check(MPI_Errhandler_free(&handle.raw), "MPI_Errhandler_free")
  }

  private var isPredefined: Bool {
    unsafe [cmpi_errors_return(), cmpi_errors_are_fatal(), cmpi_errors_abort()].contains {
      unsafe cmpi_errhandler_equal(handle, $0) != 0
    }
  }
}

extension ErrorHandler: Equatable {
  /// Whether both are the same handler.
  public static func == (left: ErrorHandler, right: ErrorHandler) -> Bool {
    unsafe cmpi_errhandler_equal(left.handle, right.handle) != 0
  }
}

extension Communicator {
  /// The handler of the communicator's errors. ``ErrorHandler/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_get_errhandler`.
  public func errorHandler() throws(MPIError) -> ErrorHandler {
    var handler = unsafe cmpi_errhandler_null()
    try unsafe check(MPI_Comm_get_errhandler(handle.raw, &handler.raw), "MPI_Comm_get_errhandler")
    return unsafe ErrorHandler(handler, ErrorHandlerTable.body(of: cmpi_comm_identity(self.handle)))
  }

  /// Chooses what MPI does with the communicator's errors on this rank.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` for ``ErrorHandler/abort`` where that is not available.
  ///
  /// The corresponding MPI function is `MPI_Comm_set_errhandler`.
  public func setErrorHandler(_ handler: ErrorHandler) throws(MPIError) {
    guard unsafe cmpi_errhandler_is_null(handler.handle) == 0 else {
      throw .unavailable("MPI_ERRORS_ABORT", "MPI_Comm_set_errhandler")
    }
    // The closure is there before the handler that calls it, and goes after it.
    let key = try ErrorHandlerTable.key.get()
    if let body = handler.body {
      try setAttribute(key, ErrorHandlerTable.Entry(unsafe cmpi_comm_identity(self.handle), body))
    }
    try unsafe check(
      MPI_Comm_set_errhandler(self.handle.raw, handler.handle.raw), "MPI_Comm_set_errhandler")
    if handler.body == nil { try deleteAttribute(key) }
  }

  /// Calls the communicator's error handler, as MPI does when one of its functions fails. The handler ``ErrorHandler/returned``
  /// does nothing, the one from a closure calls it; the others do not return.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_call_errhandler`.
  public func callErrorHandler(_ code: ErrorCode) throws(MPIError) {
    try unsafe check(MPI_Comm_call_errhandler(handle.raw, code.rawValue), "MPI_Comm_call_errhandler")
  }
}
