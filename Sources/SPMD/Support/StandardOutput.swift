@unsafe @preconcurrency import Glibc  // For stdout, a C variable that nobody assigns.

/// Where results go.
enum StandardOutput {
  /// Lets each line out when it is complete. Under a launcher standard output is a pipe or a file: what a rank prints
  /// is to appear when it prints it, and not to be lost when the job is ended.
  static func writeLineByLine() { unsafe setvbuf(stdout, nil, _IOLBF, 0) }

  /// Lets out what is left.
  static func flush() { unsafe fflush(stdout) }
}
