import CMPI

/// What MPI does with an error before the call that made it returns.
///
/// What this library makes has ``returned``, and the library throws what is returned. A handler from a closure is
/// called first, then the error is thrown; the other handlers end the process.
///
/// ```swift
/// let log = ErrorHandler { code in print(code) }
/// let window = try world.allocateWindow(repeating: 0.0, count: 10)
/// try world.setErrorHandler(log)
/// try window.setErrorHandler(log)
/// try window.free()
/// ```
///
/// An error handler is a small handle; copying it copies the handle. One that ``ErrorSource/errorHandler()`` has found, and
/// that C or Fortran code has made, is given back to MPI by ``free()``; objects that have it keep it.
///
/// The corresponding MPI type is `MPI_Errhandler`.
// Unchecked: a handle is a value, and MPI's handlers are constant once made.
@safe
public struct ErrorHandler: @unchecked Sendable {
  /// Null if there is a closure: MPI's own handler for that is made when an object gets it.
  let handle: cmpi_errhandler
  let closure: Closure?

  /// What MPI's handler, which is a C function, is to call.
  final class Closure: Sendable {
    let body: @Sendable (ErrorCode) -> Void

    init(_ body: @escaping @Sendable (ErrorCode) -> Void) { self.body = body }
  }

  init(_ handle: cmpi_errhandler) {
    unsafe self.handle = unsafe handle
    closure = nil
  }

  init(_ closure: Closure) {
    unsafe handle = unsafe cmpi_errhandler_null()
    self.closure = closure
  }

  /// Returns the error's code, which this library throws. The corresponding MPI constant is `MPI_ERRORS_RETURN`.
  public static var returned: ErrorHandler { unsafe ErrorHandler(cmpi_errors_return()) }

  /// Ends all processes that are connected. The corresponding MPI constant is `MPI_ERRORS_ARE_FATAL`.
  public static var fatal: ErrorHandler { unsafe ErrorHandler(cmpi_errors_are_fatal()) }

  /// Ends the processes of the communicator, window or file, or this process alone in a session.
  ///
  /// Where MPI is older than 4.0, which has no such handler, and in MPICH 4.0, setting it throws an ``MPIError`` of class
  /// `unsupported`.
  ///
  /// The corresponding MPI constant is `MPI_ERRORS_ABORT`.
  public static var abort: ErrorHandler { unsafe ErrorHandler(cmpi_errors_abort()) }

  /// A handler that calls a closure with the error's code, on the rank that made the error. It serves any number of
  /// objects of all kinds.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter body: What to do, such as writing the error to a log. It must not call MPI. When it returns, the call
  ///   that made the error throws; but in MPICH 5.0, which then returns success, it does not: set a flag there.
  ///
  /// The corresponding MPI functions are `MPI_Comm_create_errhandler`, `MPI_Win_create_errhandler`,
  /// `MPI_File_create_errhandler` and `MPI_Session_create_errhandler`; which of them, ``ErrorSource/setErrorHandler(_:)``
  /// knows.
  public init(_ body: @escaping @Sendable (ErrorCode) -> Void) {
    self.init(Closure(body))
  }

  /// Gives the handler back to MPI. It must not be used again; objects that have it keep it.
  ///
  /// Any rank calls it, alone. MPI's own, such as ``returned``, and those from closures need not be freed.
  ///
  /// The corresponding MPI function is `MPI_Errhandler_free`.
  public func free() throws(MPIError) {
    guard closure == nil, !isPredefined else { return }
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
    unsafe left.closure === right.closure && cmpi_errhandler_equal(left.handle, right.handle) != 0
  }
}
