import CMPI

/// A class of error. An implementation's error codes are many; each belongs to one of the standard's classes, or to
/// one that the program has added with ``add()``.
///
/// The corresponding MPI constants are `MPI_ERR_BUFFER`, `MPI_ERR_COUNT` and so on.
public struct ErrorClass: Hashable, Sendable, CustomStringConvertible {
  /// The implementation's number for the class.
  public let rawValue: Int32

  init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The standard ABI's constants are enumerators, which Swift sees so.
  init(_ rawValue: Int) {
    self.rawValue = Int32(rawValue)
  }

  /// The class that an error code belongs to. The corresponding MPI function is `MPI_Error_class`.
  init(of code: Int32) {
    var result: Int32 = 0
    let outcome = unsafe MPI_Error_class(code, &result)
    rawValue = outcome == MPI_SUCCESS ? result : Int32(MPI_ERR_UNKNOWN)
  }

  public var description: String {
    Self.names[self] ?? "class \(rawValue)"
  }
}
