import FarmProtocol
import FarmSimulator
import Support
import Testing

/// Farms in virtual time.
@Suite struct FarmSimulatorTests {
  /// A log-normal list with a mean of 1 ms: half of it below 0.5 ms, a few of tens of them.
  private func uneven(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      // The sum of twelve uniform deviates is nearly normal.
      let normal = (0..<12).reduce(-6.0) { sum, _ in sum + .random(in: 0..<1, using: &generator) }
      return 0.000487 * power(1.2 * normal)
    }
  }

  /// The exponential function, from its series: the test needs no other mathematics.
  private func power(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for n in 1..<60 {
      term *= x / Double(n)
      sum += term
    }
    return max(sum, 1e-6)
  }

  /// The time that a list takes where whoever is free takes the next task, and nothing costs anything.
  private func listScheduling(_ durations: [Double], ranks: Int) -> Double {
    var ends = Array(repeating: 0.0, count: ranks)
    for duration in durations {
      let first = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      ends[first] += duration
    }
    return ends.max() ?? 0
  }

  @Test func everyTaskIsDoneOnceByWhomeverAndHoweverManyThereAre() {
    var generator = SystemRandomNumberGenerator()
    for schedule in [FarmSchedule.adaptive, .blocks, .dynamic(), .dynamic(chunk: 5), .guided(), .factoring()]
    {
      for ranks in [1, 2, 3, 7, 40] {
        for tasks in [0, 1, 3, 100, 2000] {
          for hasLeaders in [false, true] {
            let durations = (0..<tasks).map { _ in Double.random(in: 0...0.01, using: &generator) }
            var simulator = FarmSimulator(
              Machine(ranks: ranks, ranksPerNode: 8), tasks: tasks, schedule: schedule,
              hasLeaders: hasLeaders,
              rootWorks: .random(), keepsDoers: true
            ) { durations[$0] }
            let outcome = simulator.run()
            #expect(outcome.done == tasks)
            #expect(simulator.doers.allSatisfy { (0..<ranks).contains($0) })
            let total = durations.reduce(0, +)
            #expect(abs(outcome.busy.reduce(0, +) - total) <= 1e-9 * (1 + total))
          }
        }
      }
    }
  }

  // On ten ranks a rank has 200 tasks, and a few milliseconds that wait behind a long task are several percent.
  @Test(arguments: [(2, 1.03), (3, 1.03), (10, 1.1)])
  func theDefaultPolicyIsNearlyAsGoodAsOneAtATimeAtNoCost(ranks: Int, limit: Double) {
    for seed in 0..<20 as Range<UInt64> {
      let list = uneven(2000, seed: seed)
      // Ascending, a list is at its worst for batches.
      for durations in [list, list.sorted()] {
        var simulator = FarmSimulator(Machine(ranks: ranks), tasks: durations.count, schedule: .adaptive) {
          durations[$0]
        }
        #expect(simulator.run().seconds <= limit * listScheduling(durations, ranks: ranks))
      }
    }
  }

  @Test func aSlowRankGetsLessAndHoldsNobodyUp() {
    var machine = Machine(ranks: 4)
    machine.slowness = [2: 10]
    var simulator = FarmSimulator(machine, tasks: 10_000, schedule: .adaptive) { _ in 0.001 }
    let outcome = simulator.run()
    // Three ranks and a tenth.
    #expect(outcome.seconds < 1.03 * 10 / 3.1)
  }

  @Test func leadersTakeTheLoadOffRankZero() {
    func load(_ hasLeaders: Bool) -> Double {
      var simulator = FarmSimulator(
        Machine(ranks: 512, ranksPerNode: 32), tasks: 100_000, schedule: .adaptive, hasLeaders: hasLeaders
      ) { _ in 0.001 }
      return simulator.run().rootLoad
    }
    #expect(load(true) < load(false) / 4)
  }
}
