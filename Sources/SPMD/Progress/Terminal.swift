import Glibc

/// What standard error ends in.
enum Terminal {
  /// Whether somebody looks at standard error as it comes. A launcher hands it on through a pipe; then what counts is
  /// where the launcher's own standard error goes, which Linux tells of a parent process.
  static var isOnStandardError: Bool {
    if isatty(STDERR_FILENO) == 1 { return true }
    guard launcherIsParent else { return false }
    var target = [CChar](repeating: 0, count: 256)
    let length = unsafe readlink("/proc/\(getppid())/fd/2", &target, target.count)
    guard length > 0 else { return false }
    let path = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.hasPrefix("/dev/pts/") || path.hasPrefix("/dev/tty")
  }

  /// How wide the terminal is, or what most are.
  static var columns: Int {
    var size = winsize()
    if unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    if let columns = variable("COLUMNS").flatMap({ Int($0) }), columns > 0 { return columns }
    return 80
  }

  private static var launcherIsParent: Bool {
    ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"].contains { variable($0) != nil }
  }
}

/// An environment variable's value.
func variable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}
