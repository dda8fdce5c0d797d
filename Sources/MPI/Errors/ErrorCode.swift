import CMPI

/// A number by which MPI's functions say what went wrong. Many codes belong to one ``ErrorClass``.
///
/// Programs and libraries can add their own, for ``ErrorSource/callErrorHandler(_:)`` and for handlers of errors.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The number that C sees.
  public let rawValue: Int32

  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The class that the code belongs to. The corresponding MPI function is `MPI_Error_class`.
  public var errorClass: ErrorClass { ErrorClass(of: rawValue) }

  /// What the code means, in words; empty if nobody has said.
  ///
  /// The corresponding MPI function is `MPI_Error_string`.
  public var text: String {
    unsafe string(capacity: Int32(MPI_MAX_ERROR_STRING)) { text, length in
      unsafe MPI_Error_string(rawValue, text, length)
    }
  }

  public var description: String { text }

  /// Says what a code means that was added by ``ErrorClass/addCode()`` or a class that was added by
  /// ``ErrorClass/add()``.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the text is too long or contains a zero.
  ///
  /// The corresponding MPI function is `MPI_Add_error_string`.
  public func setText(_ text: String) throws(MPIError) {
    let function: StaticString = "MPI_Add_error_string"
    let text = try cText(text, "text", below: Int(MPI_MAX_ERROR_STRING), .argument, function)
    try unsafe check(MPI_Add_error_string(rawValue, text), function)
  }

  /// Takes back what ``setText(_:)`` said.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Remove_error_string`.
  public func removeText() throws(MPIError) {
    try check(cmpi_remove_error_string(rawValue), "MPI_Remove_error_string")
  }

  /// Takes back a code that was added. Its text is to be removed first.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Remove_error_code`.
  public func remove() throws(MPIError) {
    try check(cmpi_remove_error_code(rawValue), "MPI_Remove_error_code")
  }
}

extension ErrorClass {
  /// Adds a class to the standard's.
  ///
  /// Any rank calls it, alone; the class has the same number on all ranks only if all have added as many before.
  ///
  /// The corresponding MPI function is `MPI_Add_error_class`.
  public static func add() throws(MPIError) -> ErrorClass {
    var number: Int32 = 0
    try unsafe check(MPI_Add_error_class(&number), "MPI_Add_error_class")
    return ErrorClass(number)
  }

  /// Takes back a class that was added. Its codes are to be removed first.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Remove_error_class`.
  public func remove() throws(MPIError) {
    try check(cmpi_remove_error_class(rawValue), "MPI_Remove_error_class")
  }

  /// Adds a code to the class.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Add_error_code`.
  public func addCode() throws(MPIError) -> ErrorCode {
    var code: Int32 = 0
    try unsafe check(MPI_Add_error_code(rawValue, &code), "MPI_Add_error_code")
    return ErrorCode(rawValue: code)
  }

  /// The class as the code that says no more than the class.
  public var code: ErrorCode { ErrorCode(rawValue: rawValue) }
}
