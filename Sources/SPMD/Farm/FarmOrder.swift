/// Tasks whose costs are known, in the order in which they are handed out: those that cost most first.
struct FarmOrder: Sendable {
  /// Their places in the list, by their positions in that order.
  let tasks: [Int]
  /// What they cost, in any unit.
  let costs: [Double]

  /// - Parameter costs: What the tasks of the list cost.
  init(_ costs: [Double]) {
    tasks = costs.indices.sorted { (costs[$0], -$0) > (costs[$1], -$1) }
    self.costs = tasks.map { costs[$0] }
  }
}

/// What is wrong with the cost of a task.
struct CostError: Error, CustomStringConvertible {
  let cost: Double

  var description: String { "it costs \(cost): a cost is a number from 0 on" }
}
