import CMPI

/// What an ``ErrorHandler`` handles the errors of: a ``Communicator``, a ``Window``, a ``File`` or a ``Session``.
///
/// MPI has its functions for error handlers once for each of these.
public protocol ErrorSource: ~Copyable, ~Escapable {
  /// What MPI's functions on the object's error handler need.
  var errorHandling: ErrorHandling { borrowing get }
}

/// What MPI's functions on an object's error handler need.
@safe
public struct ErrorHandling {
  fileprivate let source: cmpi_error_source
  /// Keeps the closure that the object's handler calls for as long as the object is there; nil if there is none any more.
  fileprivate let keep: (ErrorHandlerTable.Entry?) throws(MPIError) -> Void

  init(_ source: cmpi_error_source, _ keep: @escaping (ErrorHandlerTable.Entry?) throws(MPIError) -> Void) {
    unsafe self.source = unsafe source
    self.keep = keep
  }

  init(_ source: cmpi_error_source, _ slot: ErrorHandlerTable.Slot) {
    unsafe self.init(source) { slot.fill($0) }
  }

  fileprivate func perform(
    _ action: cmpi_errhandler_action, _ handler: inout cmpi_errhandler, _ code: Int32 = 0
  ) throws(MPIError) {
    let result = unsafe cmpi_errhandler_do(action, source, &handler.raw, code)
    guard result == MPI_SUCCESS else { throw MPIError(code: result, function: name(action)) }
  }

  fileprivate func name(_ action: cmpi_errhandler_action) -> String {
    unsafe String(cString: cmpi_errhandler_name(action, source.kind))
  }
}

extension ErrorSource where Self: ~Copyable & ~Escapable {
  /// The handler of the object's errors. ``ErrorHandler/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Comm_get_errhandler`, `MPI_Win_get_errhandler`,
  /// `MPI_File_get_errhandler` and `MPI_Session_get_errhandler`.
  public borrowing func errorHandler() throws(MPIError) -> ErrorHandler {
    let handling = errorHandling
    var handle = unsafe cmpi_errhandler_null()
    try unsafe handling.perform(.get, &handle)
    let found = unsafe ErrorHandler(handle)
    guard let closure = unsafe ErrorHandlerTable.closure(of: handling.source) else { return found }
    try found.free()
    return ErrorHandler(closure)
  }

  /// Chooses what MPI does with the object's errors on this rank.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` for ``ErrorHandler/abort`` where that is not available.
  ///
  /// The corresponding MPI functions are `MPI_Comm_set_errhandler`, `MPI_Win_set_errhandler`,
  /// `MPI_File_set_errhandler` and `MPI_Session_set_errhandler`.
  public borrowing func setErrorHandler(_ handler: ErrorHandler) throws(MPIError) {
    let handling = errorHandling
    var handle = unsafe handler.handle
    guard let closure = handler.closure else {
      guard unsafe cmpi_errhandler_is_null(handle) == 0 else {
        throw .unavailable("MPI_ERRORS_ABORT", handling.name(.set))
      }
      try unsafe handling.perform(.set, &handle)
      try handling.keep(nil)
      return
    }
    // The closure is there before the handler that calls it, and goes after it.
    try unsafe handling.perform(.create, &handle)
    let made = unsafe ErrorHandler(handle)
    do throws(MPIError) {
      try unsafe handling.keep(ErrorHandlerTable.Entry(handling.source, closure))
      try unsafe handling.perform(.set, &handle)
    } catch {
      try made.free()
      throw error
    }
    try made.free()  // The object keeps it.
  }

  /// Calls the object's error handler, as MPI does when one of its functions fails. The handler ``ErrorHandler/returned``
  /// does nothing, the one from a closure calls it; the others do not return.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Comm_call_errhandler`, `MPI_Win_call_errhandler`,
  /// `MPI_File_call_errhandler` and `MPI_Session_call_errhandler`.
  public borrowing func callErrorHandler(_ code: ErrorCode) throws(MPIError) {
    var none = unsafe cmpi_errhandler_null()
    try unsafe errorHandling.perform(.call, &none, code.rawValue)
  }
}

extension Communicator: ErrorSource {
  public var errorHandling: ErrorHandling {
    let communicator = self
    return unsafe ErrorHandling(cmpi_comm_error_source(handle.raw)) { entry throws(MPIError) in
      let key = try ErrorHandlerTable.key.get()
      if let entry {
        try communicator.setAttribute(key, entry)
      } else {
        try communicator.deleteAttribute(key)
      }
    }
  }
}

extension Window: ErrorSource where Memory: ~Copyable & ~Escapable {
  public var errorHandling: ErrorHandling {
    borrowing get { unsafe ErrorHandling(cmpi_win_error_source(handle.raw.raw), handle.state.errors) }
  }
}

extension File: ErrorSource {
  public var errorHandling: ErrorHandling {
    unsafe ErrorHandling(cmpi_file_error_source(state.handle.raw), state.errors)
  }
}

extension Session: ErrorSource {
  public var errorHandling: ErrorHandling {
    unsafe ErrorHandling(cmpi_session_error_source(duty.handle.raw), errors)
  }
}
