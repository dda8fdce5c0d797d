import Glibc

/// A thread that runs a closure, and must be waited for.
///
/// Not a task of Swift's concurrency: this one waits for messages, and would take a thread from the pool that all
/// tasks of the process share.
struct ServiceThread: ~Copyable {
  private let thread: pthread_t

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts the thread; nil if the system has no more.
  init?(_ run: @escaping @Sendable () -> Void) {
    let body = unsafe Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      unsafe body.release()
      return nil
    }
    self.thread = thread
  }

  // Waits for the thread's end.
  deinit { pthread_join(thread, nil) }
}
