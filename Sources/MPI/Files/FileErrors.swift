import CMPI
import Glibc

/// What the system said when a call on a file failed. Implementations pass on different parts of it, or nothing.
struct SystemError {
  let number: Int32

  /// The class that the standard has for it; nil for what belongs to no failure of a file.
  var errorClass: ErrorClass? {
    switch number {
    case ENOSPC: .noSpace
    case EDQUOT: .quota
    case EROFS: .readOnly
    case EIO, EFBIG, ENXIO: .inputOutput
    case EACCES, EPERM: .access
    case ENOENT: .noSuchFile
    case EISDIR, ENOTDIR, ENAMETOOLONG, ELOOP: .badFile
    case ETXTBSY: .fileInUse
    default: nil
    }
  }

  /// Whether data cannot have been written, whatever MPI says.
  var isLoss: Bool { [ENOSPC, EDQUOT, EROFS, EIO, EFBIG].contains(number) }

  var text: String { unsafe String(cString: strerror(number)) }
}

extension MPIError {
  init(code: Int32, _ errorClass: ErrorClass, function: String, _ reason: String) {
    self.code = code
    self.errorClass = errorClass
    self.function = function
    self.reason = reason
  }

  /// An error of a file: which one it was, and what the system said, where MPI says less.
  init(code: Int32, function: String, path: String, system: SystemError) {
    let plain = MPIError(code: code, function: function)
    var (errorClass, reason) = (plain.errorClass, "\(path): \(plain.reason)")
    let vague: [ErrorClass] = [.access, .badFile, .file, .inputOutput, .other, .intern, .unknown]
    if let better = system.errorClass, vague.contains(errorClass) {
      errorClass = better
      if !reason.contains(system.text) { reason += " (\(system.text))" }
    }
    self.init(code: code, errorClass, function: function, reason)
  }
}

/// Turns the return code of a call on a file into an error.
func check(
  _ code: Int32, _ function: StaticString, path: String, _ system: SystemError = SystemError(number: 0)
) throws(MPIError) {
  if code != MPI_SUCCESS {
    throw MPIError(code: code, function: "\(function)", path: path, system: system)
  }
}

/// Refuses paths that C would not read to their end, or that an implementation has no room for.
func requirePath(_ path: String, _ function: StaticString) throws(MPIError) {
  let limit = Int(cmpi_file_name_limit())
  let name = path.utf8.split(separator: UInt8(ascii: "/")).map(\.count).max() ?? 0
  let problem: String? =
    if path.isEmpty { "the path is empty" } else if path.utf8.contains(0) {
      "the path has a zero in it"
    } else if name > limit {
      "a name in the path has \(name) bytes, more than the \(limit) that MPI can take"
    } else if path.utf8.count >= Int(PATH_MAX) { "the path is longer than any can be" } else { nil }
  if let problem { throw MPIError(.badFile, function: function, "\(path): \(problem)") }
}
