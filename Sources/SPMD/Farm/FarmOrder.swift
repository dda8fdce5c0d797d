/// Tasks whose costs or priorities are known, in the order in which they are handed out: the most urgent first, and of those the
/// ones that cost most.
struct FarmOrder: Sendable {
  /// Their places in the list, by their positions in that order.
  let tasks: [Int]
  /// What they cost, in any unit; empty if that is not known.
  let costs: [Double]
  /// Where tasks of one priority end, and that priority.
  private let runs: [(end: Int, priority: Int)]

  /// - Parameters:
  ///   - costs: What the tasks of the list cost; empty if that is not known.
  ///   - priorities: How urgent they are; empty if all are alike.
  init(count: Int, costs: [Double], priorities: [Int]) {
    func priority(_ task: Int) -> Int { priorities.isEmpty ? 0 : priorities[task] }
    func cost(_ task: Int) -> Double { costs.isEmpty ? 0 : costs[task] }
    tasks = (0..<count).sorted { (priority($0), cost($0), -$0) > (priority($1), cost($1), -$1) }
    self.costs = costs.isEmpty ? [] : tasks.map { costs[$0] }
    var runs: [(end: Int, priority: Int)] = []
    for (position, task) in tasks.enumerated() {
      if let last = runs.last, last.priority == priority(task) {
        runs[runs.count - 1].end = position + 1
      } else {
        runs.append((position + 1, priority(task)))
      }
    }
    self.runs = runs
  }

  /// The priority at a position, and how many tasks from there on have it.
  func priority(at position: Int) -> (priority: Int, count: Int) {
    guard let run = runs.first(where: { position < $0.end }) else { return (0, .max) }
    return (run.priority, run.end - position)
  }

  /// The places in the list of tasks; none if these are their numbers, as those of tasks that were added later.
  func places(_ positions: Range<Int>) -> [Int] {
    positions.map { $0 < tasks.count ? tasks[$0] : $0 }
  }

  /// Where the tasks of some places in the list are in the order. Places behind the list's end stay as they are.
  func positions(of places: Range<Int>) -> [Range<Int>] {
    let known = places.clamped(to: 0..<tasks.count)
    let added = max(places.lowerBound, tasks.count)..<max(places.upperBound, tasks.count)
    return tasks.indices.filter { known.contains(tasks[$0]) }.map { $0..<$0 + 1 }
      + (added.isEmpty ? [] : [added])
  }
}

/// What is wrong with the cost of a task.
struct CostError: Error, CustomStringConvertible {
  let cost: Double

  var description: String { "it costs \(cost): a cost is a number from 0 on" }
}
