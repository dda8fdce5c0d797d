import Glibc

/// Where all talk goes, so that standard output is for results.
enum StandardError {
  /// Writes the text at once and in one piece, so that lines of different ranks do not mix. If nobody listens any
  /// more there is nobody to tell.
  static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
