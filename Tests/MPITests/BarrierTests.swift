import MPI
import Support
import Testing

@Suite struct BarrierTests {
  @Test func nobodyLeavesBeforeAllHaveCome() throws {
    let world = World.world
    // Each rank in turn comes last: whoever left earlier would have counted fewer arrivals.
    for late in 0..<world.size {
      let start = Environment.wallTime
      if world.rank == late { while Environment.wallTime - start < 0.02 {} }
      let arrival = Environment.wallTime
      try world.barrier()
      let departure = Environment.wallTime
      let lastArrival = try world.allReduce(arrival, .max)
      #expect(departure >= lastArrival)
    }
  }
}
