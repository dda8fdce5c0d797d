import MPI
import Synchronization

/// Rank 0's server, and who is to serve. The caller's thread does, between its tasks; where MPI allows that, a thread of
/// the server's own stands in while a task takes long.
final class SharedServer: Sendable {
  private let server: Mutex<FarmServer>
  /// How often the caller's thread has served.
  private let visits = Atomic(0)
  private let isClosed = Atomic(false)
  private let alarm = Alarm()

  /// How often the stand-in looks whether the caller's thread is away.
  private static let absence = 500_000

  init(_ server: consuming sending FarmServer) { self.server = Mutex(server) }

  /// Does what can be done without waiting, unless somebody else does; false if that is nothing.
  func step() throws(MPIError) -> Bool {
    visits.add(1, ordering: .relaxed)
    return try server.withLockIfAvailable { server throws(MPIError) in try server.step() } ?? false
  }

  /// Serves while the caller's thread is away, until that thread says that it is done.
  func standIn() throws(MPIError) {
    var patience = Patience()
    var lastVisit = -1
    while !isClosed.load(ordering: .acquiring) {
      let visit = visits.load(ordering: .relaxed)
      if visit != lastVisit {
        lastVisit = visit
        patience.reset()
        alarm.sleep(nanoseconds: Self.absence)
      } else if try stepUnlessClosed() {
        patience.reset()
      } else {
        patience.wait()
      }
    }
  }

  /// It may be served to the end while this waits for it.
  private func stepUnlessClosed() throws(MPIError) -> Bool {
    try server.withLock { server throws(MPIError) in
      if isClosed.load(ordering: .acquiring) { return false }
      return try server.step()
    }
  }

  /// Serves to the end. There will be no stand-in any more.
  func finish() throws(MPIError) {
    isClosed.store(true, ordering: .releasing)
    alarm.wake()
    try server.withLock { server throws(MPIError) in try server.run() }
  }
}
