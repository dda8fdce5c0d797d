/// How much work tasks are: by their costs, or one unit each where those are not known.
struct Work: Sendable {
  /// The sum of the costs of all tasks before each; empty if costs are not known.
  private let sums: [Double]

  init(_ costs: [Double]) {
    guard !costs.isEmpty else {
      sums = []
      return
    }
    var sums = [0.0]
    sums.reserveCapacity(costs.count + 1)
    var sum = 0.0
    for cost in costs {
      // A cost that is none would make nonsense of all that follow.
      sum += cost > 0 && cost < .infinity ? cost : 0
      sums.append(sum)
    }
    self.sums = sums
  }

  private func sum(before task: Int) -> Double {
    guard let last = sums.indices.last else { return Double(task) }
    // Tasks that were added have no costs of their own: they are as long as the others on average.
    return task <= last ? sums[task] : sums[last] + Double(task - last) * sums[last] / Double(max(last, 1))
  }

  /// The work of some tasks that follow each other.
  func of(_ tasks: Range<Int>) -> Double { sum(before: tasks.upperBound) - sum(before: tasks.lowerBound) }

  /// How many of the first tasks of a range are so much work together, or as much of it as they can be.
  func count(of tasks: Range<Int>, upTo work: Double) -> Int {
    guard !sums.isEmpty else { return Int(min(work, Double(tasks.count))) }
    let start = sum(before: tasks.lowerBound)
    var (low, high) = (0, tasks.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if sum(before: tasks.lowerBound + middle) - start <= work { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
