import Glibc
import MPI
import Support
import Testing

@Suite struct BarrierTests {
  /// Nanoseconds on a clock that all processes of a host share, as `Environment.wallTime` need not be.
  private func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  @Test func nobodyLeavesBeforeAllHaveCome() throws {
    let world = World.world
    // Each rank in turn comes last: whoever left earlier would have left before it came.
    for late in 0..<world.size {
      let start = now()
      if world.rank == late { while now() - start < 20_000_000 {} }
      let arrival = now()
      try world.barrier()
      let departure = now()
      let lastArrival = try world.allReduce(arrival, .max)
      #expect(departure >= lastArrival)
    }
  }
}
