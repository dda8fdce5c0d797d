import Glibc

/// How to wait for something that one has to look for: first at once again, for short waits, then with the core
/// offered to others, at last asleep in between, so that waiting ranks leave the cores to those that compute.
struct Patience {
  /// What to do before looking again.
  enum Pause {
    case look
    case yield
    case sleep(nanoseconds: Int)
  }

  private var looks = 0

  /// Longest sleep, in nanoseconds: what waiting may add to the latency of something that took long anyway.
  private static let longestSleep = 500_000
  private static let shortestSleep = 20_000

  /// There was something: the next wait begins anew.
  mutating func reset() { looks = 0 }

  /// There was nothing.
  mutating func next() -> Pause {
    looks += 1
    switch looks {
    case ..<50: return .look
    case ..<100: return .yield
    default:
      let doublings = min((looks - 100) / 8, 5)
      return .sleep(nanoseconds: min(Self.shortestSleep << doublings, Self.longestSleep))
    }
  }

  /// There was nothing: waits a little.
  mutating func wait() {
    switch next() {
    case .look: break
    case .yield: sched_yield()
    case .sleep(let nanoseconds):
      var pause = timespec(tv_sec: 0, tv_nsec: nanoseconds)
      unsafe nanosleep(&pause, nil)
    }
  }
}
