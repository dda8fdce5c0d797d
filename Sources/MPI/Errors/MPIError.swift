import CMPI

/// What every call of this module throws.
public struct MPIError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The implementation's error code; 0 when this library found the error before MPI was called.
  public let code: Int32
  /// The standard's class of the error: the one to compare with.
  public let errorClass: ErrorClass
  /// The MPI function that failed, or whose arguments were refused.
  public let function: String
  /// What was wrong, in words.
  public let reason: String

  /// An error that MPI returned. The corresponding MPI functions are `MPI_Error_class` and `MPI_Error_string`.
  @usableFromInline
  init(code: Int32, function: StaticString) {
    self.init(code: code, function: "\(function)")
  }

  @usableFromInline
  init(code: Int32, function: String) {
    // What the shim of a function returns which the implementation does not have.
    guard code != CMPI_UNAVAILABLE else {
      self = .unavailable(function, function)
      return
    }
    self.code = code
    self.function = function
    errorClass = ErrorClass(of: code)
    reason = ErrorCode(rawValue: code).text
  }

  /// An error that was found without MPI.
  @usableFromInline
  init(_ errorClass: ErrorClass, function: StaticString, _ reason: String) {
    self.init(errorClass, function: "\(function)", reason)
  }

  @usableFromInline
  init(_ errorClass: ErrorClass, function: String, _ reason: String) {
    code = 0
    self.errorClass = errorClass
    self.function = function
    self.reason = reason
  }

  /// An error about something that the implementation does not have.
  static func unavailable(_ what: String, _ function: String) -> MPIError {
    let implementation = unsafe String(cString: cmpi_implementation())
    return MPIError(
      .unsupported, function: function,
      "\(what) is not available in \(implementation), which this program was built with")
  }

  public var description: String {
    "\(function): \(reason) (error class: \(errorClass))"
  }
}

/// Turns a return code into an error.
@inlinable
func check(_ code: Int32, _ function: StaticString) throws(MPIError) {
  if code != MPI_SUCCESS { throw MPIError(code: code, function: function) }
}

/// A string that C writes into a buffer of at most `capacity` characters; empty if it cannot.
func string(
  capacity: Int32, _ fill: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
) -> String {
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(capacity) + 1) { text in
    var length: Int32 = 0
    guard let start = text.baseAddress, unsafe fill(start, &length) == MPI_SUCCESS else { return "" }
    // Some implementations count the zero at the end.
    let characters = unsafe UnsafeRawBufferPointer(text)[..<Int(length)].prefix { $0 != 0 }
    return unsafe String(decoding: characters, as: UTF8.self)
  }
}
