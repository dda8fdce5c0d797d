import Glibc

/// Says on standard error that SIGINT or SIGTERM ended the program, and then lets the signal do so, so that the exit
/// status is the truth. Rank 0 asks for it: launchers send the signal to all ranks, and it is to be said once.
func announceSignals(of program: String) {
  for (signal, name) in [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")] {
    var old = sigaction()
    unsafe sigaction(signal, nil, &old)
    // A launcher that has the signal ignored wants it ignored.
    if ignores(old) { continue }
    // A line of its own, after a progress bar.
    unsafe messages[Int(signal)] = unsafe strdup("\n\(program): stopped by \(name)\n")
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { signal in
      // Nothing but what a signal handler may call.
      if let message = unsafe messages[Int(signal)] { unsafe write(STDERR_FILENO, message, strlen(message)) }
      raise(signal)
    }
    // So that raising it does what it would have done.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    unsafe sigaction(signal, &action, nil)
  }
}

private func ignores(_ action: sigaction) -> Bool {
  let handlers = unsafe (action.__sigaction_handler.sa_handler, SIG_IGN)
  return unsafe unsafeBitCast(handlers.0, to: Int.self) == unsafeBitCast(handlers.1, to: Int.self)
}

/// By signal. Memory that is never freed, for a handler that may run at any moment.
///
/// `nonisolated(unsafe)`: written before the handler that reads it is installed, and never after.
nonisolated(unsafe) private let messages = {
  let messages = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 32)
  unsafe messages.initialize(repeating: nil, count: 32)
  return unsafe messages
}()
