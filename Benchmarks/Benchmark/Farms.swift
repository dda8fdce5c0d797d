import Glibc
import SPMD

extension Benchmark {
  /// Lists that a farm does: tasks that do nothing, which show what a task costs, and tasks of very uneven length.
  func farm(on world: Communicator, rounds: Int) throws {
    let table = Table("farm", ["list", "tasks", "seconds", "spread", "tasks/s", "time : ideal"], on: world)

    func row(
      _ name: String, _ tasks: [Int], policy: FarmPolicy, ideal: Double? = nil, task: @escaping (Int) -> Void
    ) throws {
      let seconds = try measure(tasks, policy, on: world, rounds: rounds, task)
      let middle = median(seconds)
      table.row([
        name, "\(tasks.count)", short(middle), spread(seconds), short(Double(tasks.count) / middle),
        ideal.map { short(middle / $0) } ?? "",
      ])
    }
    try row("no-op", Array(0..<1_000_000), policy: .adaptive) { _ in }
    try row("no-op, chunk 1", Array(0..<200_000), policy: .dynamic(chunk: 1)) { _ in }

    let durations = unevenDurations(2000)
    let ideal = try Double(durations.reduce(0, +)) / 1e9 / world.usableCores()
    try row("uneven", durations, policy: .adaptive, ideal: ideal, task: spin(nanoseconds:))
  }

  /// The seconds that the list took on this rank, of each round.
  private func measure(
    _ tasks: [Int], _ policy: FarmPolicy, on world: Communicator, rounds: Int, _ task: @escaping (Int) -> Void
  ) throws -> [Double] {
    var seconds: [Double] = []
    for round in 0...rounds {
      try world.barrier()
      let start = Environment.wallTime
      let farm = world.farm(tasks, policy: policy, progress: .hidden) { input, _ in
        task(input)
        return input
      }
      let results = try farm.results()
      if round > 0 { seconds.append(Environment.wallTime - start) }  // The first one warms up.
      if let results, results != tasks {
        throw Wrong(description: "the farm's results are not those of its tasks")
      }
    }
    return seconds
  }
}

/// Nanoseconds from a log-normal distribution with a mean of 1 ms: half of them below 0.5 ms, a few of 40 ms. They are
/// the same ones each time.
private func unevenDurations(_ count: Int) -> [Int] {
  let sigma = 1.2
  var generator = SplitMix64(state: 20_240_607)
  return (0..<count).map { _ in
    // A normal deviate by the method of Box and Muller.
    let (a, b) = (1 - generator.unit(), generator.unit())
    let normal = (-2 * log(a)).squareRoot() * cos(2 * .pi * b)
    return Int(1e6 * exp(sigma * normal - sigma * sigma / 2))
  }
}

private struct SplitMix64 {
  var state: UInt64

  /// From 0, below 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 0x1p53
  }
}

/// Computes for so long. Time in which the thread does not run does not count.
private func spin(nanoseconds: Int) {
  let end = threadTime() + nanoseconds
  while threadTime() < end {}
}

private func threadTime() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// How many cores this node has.
var onlineCores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// How many processes wanted a core of this node in the last minute, on average: more than a few disturb the figures.
var load: Double {
  var average = 0.0
  return getloadavg(&average, 1) == 1 ? average : .nan
}

extension Communicator {
  /// How many cores the ranks can keep busy: those of each node, but no more than it has ranks.
  fileprivate func usableCores() throws -> Double {
    let ranksHere = try withSplitByNode { $0.size }
    return try allReduce(Double(min(onlineCores, ranksHere)) / Double(ranksHere), .sum)
  }
}
