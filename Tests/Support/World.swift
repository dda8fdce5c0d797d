import Glibc
import MPI
import Synchronization

/// MPI for tests that every rank runs: initialised at the first use, finalized when the process exits.
///
/// The same tests run in one process (`swift test`) and in several, which `Tests/run` starts with a launcher.
public enum World {
  private final class Holder: Sendable {
    let environment: Mutex<Environment?>
    let world: Communicator

    init() {
      // Farms work in another way where only one thread may call MPI.
      let name = unsafe getenv("SPMD_TEST_THREAD_LEVEL").map { unsafe String(cString: $0) }
      let level = ThreadLevel.allCases.first { $0.description == name } ?? .multiple
      do {
        let environment = try Environment(threadLevel: level)
        world = environment.world
        self.environment = Mutex(environment)
      } catch {
        print("MPI does not start: \(error)")
        exit(70)
      }
    }
  }

  private static let holder: Holder = {
    let holder = Holder()
    atexit {
      World.holder.environment.withLock { environment in
        do { try environment.take()?.finalize() } catch { print("MPI does not end: \(error)") }
      }
    }
    return holder
  }()

  /// All ranks of this test run.
  public static var world: Communicator { holder.world }

  /// A generator of random numbers that gives all ranks the same ones. `SPMD_TEST_SEED` repeats a run.
  public static func generator(_ place: String = #function) throws -> SeededGenerator {
    let seed = try world.broadcast(SeededGenerator.runSeed)
    return SeededGenerator(seed: place.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }
}

/// SplitMix64: the same numbers from the same seed.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The seed of this test run, printed once so that it can be repeated.
  static let runSeed: UInt64 = {
    let given = unsafe getenv("SPMD_TEST_SEED").flatMap { unsafe UInt64(String(cString: $0)) }
    let seed = given ?? UInt64.random(in: 0..<1_000_000)
    print("SPMD_TEST_SEED=\(seed) repeats the random choices of this run")
    return seed
  }()

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
