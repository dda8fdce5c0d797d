import ArgumentParser
import FarmProtocol
import FarmSimulator
@unsafe @preconcurrency import Glibc  // For stdout, a C variable that nobody assigns.

/// What part of their time ranks spend in tasks, by simulation: for each policy, number of ranks and length of tasks.
///
/// The state machines are those of the real farm; only the machine around them is a model.
@main struct Simulation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Simulation",
    abstract: "Simulates farms on up to 100,000 ranks, and prints the efficiency of each policy.",
    discussion: """
      The durations of the tasks are exponentially distributed; each seed gives other ones. The machine has nodes of 128 ranks, \
      0.5 µs from rank to rank on a node and 2 µs between nodes; a message costs whoever hands out tasks 0.5 µs.
      """)

  @Option(help: "Numbers of ranks, with commas between.", transform: numbers)
  var ranks = [10, 100, 1000, 10_000, 100_000]
  @Option(help: "Mean lengths of tasks in microseconds, with commas between.", transform: numbers)
  var microseconds = [10, 100, 1000, 10_000]
  @Option(help: "How many tasks there are for each rank.")
  var tasksPerRank = 100
  @Option(help: "The seed of the durations.")
  var seed: UInt64 = 1
  @Option(help: "A file to draw the curves to, as SVG.")
  var plot: String?

  /// A way to run a farm.
  struct Way {
    let name: String
    let schedule: FarmSchedule
    let hasLeaders: Bool
  }

  static let ways =
    [
      ("adaptive", .adaptive), ("blocks", .blocks), ("one at a time", .dynamic()),
      ("16 at a time", .dynamic(chunk: 16)),
      ("guided", .guided()), ("factoring", .factoring()),
    ].flatMap { (name: String, schedule: FarmSchedule) in
      [
        Way(name: name, schedule: schedule, hasLeaders: false),
        Way(name: name, schedule: schedule, hasLeaders: true),
      ]
    }

  func validate() throws {
    guard (ranks + microseconds + [tasksPerRank]).allSatisfy({ $0 > 0 }) else {
      throw ValidationError("Ranks, lengths and numbers of tasks are positive.")
    }
  }

  func run() throws {
    var curves: [Curve] = []
    for length in microseconds {
      print(
        "\nTasks of \(length) µs on average, \(tasksPerRank) for each rank: % of the ranks' time in tasks\n")
      let widths = [22] + ranks.map { "\($0) ranks".count }
      row(["policy"] + ranks.map { "\($0) ranks" }, widths)
      row(widths.map { String(repeating: "-", count: $0) }, widths)
      for way in Self.ways {
        let efficiencies = ranks.map { efficiency(way, ranks: $0, mean: Double(length) * 1e-6) }
        row([way.name + (way.hasLeaders ? ", leaders" : "")] + efficiencies.map(percent), widths)
        curves.append(
          Curve(
            panel: "tasks of \(length) µs", name: way.name, isDashed: way.hasLeaders,
            points: zip(ranks, efficiencies).map { (Double($0), $1) }))
      }
    }
    if let plot { try draw(curves, to: plot) }
  }

  private func row(_ cells: [String], _ widths: [Int]) {
    let padded = zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: max(0, width - cell.count))
    }
    print("| " + padded.joined(separator: " | ") + " |")
    unsafe fflush(stdout)
  }

  private func efficiency(_ way: Way, ranks: Int, mean: Double) -> Double {
    let seed = self.seed
    var simulator = FarmSimulator(
      Machine(ranks: ranks), tasks: ranks * tasksPerRank, schedule: way.schedule,
      hasLeaders: way.hasLeaders, rootWorks: ranks < 64
    ) { task in -mean * log(1 - unit(seed, task)) }
    return simulator.run().efficiency(workers: ranks)
  }
}

private func numbers(_ list: String) throws -> [Int] {
  try list.split(separator: ",").map {
    guard let number = Int($0) else { throw ValidationError("'\($0)' is not a number.") }
    return number
  }
}

private func percent(_ part: Double) -> String {
  let tenths = Int((part * 1000).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}

/// A number from 0, below 1, that depends on the seed and the task only.
private func unit(_ seed: UInt64, _ task: Int) -> Double {
  var z = (seed &* 0xD134_2543_DE82_EF95) &+ UInt64(task) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return Double((z ^ (z >> 31)) >> 11) / 0x1p53
}
