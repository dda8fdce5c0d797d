import Glibc

/// Tells the user what can be told in no other way.
func say(_ text: String) {
  let line = text + "\n"
  _ = unsafe line.withCString { unsafe write(STDERR_FILENO, $0, strlen($0)) }
}
