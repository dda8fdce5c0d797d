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

  /// How often the stand-in looks whether the caller's thread is away, in nanoseconds.
  private static let absence = 500_000

  init(_ server: consuming sending FarmServer) { self.server = Mutex(server) }

  /// The caller's thread brings news and asks for orders.
  func visit(_ news: FarmServer.News, at now: Double) throws(MPIError) -> FarmServer.Orders {
    visits.add(1, ordering: .relaxed)
    return try server.withLock { server throws(MPIError) in try server.visit(news, at: now) }
  }

  /// Serves while the caller's thread is away, until that thread says that it is done.
  func standIn() {
    var patience = Patience()
    var lastVisit = -1
    while !isClosed.load(ordering: .acquiring) {
      let visit = visits.load(ordering: .relaxed)
      if visit != lastVisit {
        lastVisit = visit
        patience.reset()
        alarm.sleep(nanoseconds: Self.absence)
      } else if stepUnlessClosed() {
        patience.reset()
      } else {
        patience.wait()
      }
    }
  }

  /// It may be served to the end while this waits for it.
  private func stepUnlessClosed() -> Bool {
    server.withLock { server in
      if isClosed.load(ordering: .acquiring) { return false }
      do throws(MPIError) {
        return try server.step(at: Environment.wallTime)
      } catch {
        server.fail(FarmError(.communication, rank: 0, error))
        return false
      }
    }
  }

  /// Serves to the end. There will be no stand-in any more.
  func finish(_ failure: FarmError?) throws(MPIError) -> Result<FarmReport, FarmError> {
    isClosed.store(true, ordering: .releasing)
    alarm.wake()
    return try server.withLock { server throws(MPIError) in try server.finish(failure) }
  }
}
