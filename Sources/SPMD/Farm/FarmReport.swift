/// What a task farm did, as rank 0 saw it.
public struct FarmReport: Sendable {
  /// What one rank did.
  public struct Worker: Sendable {
    /// The rank.
    public let rank: Int
    /// How many tasks it did.
    public let tasks: Int
    /// How many seconds it spent in tasks.
    public let busySeconds: Double
  }

  /// The ranks that were there to do tasks, in order.
  public let workers: [Worker]
  /// How many tasks were done.
  public let tasks: Int
  /// How many seconds passed from the first moment to the last result.
  public let seconds: Double

  /// The workers' time that was spent in tasks, from 0 to 1.
  public var efficiency: Double {
    guard seconds > 0, !workers.isEmpty else { return 1 }
    return workers.reduce(0) { $0 + $1.busySeconds } / (seconds * Double(workers.count))
  }
}

extension FarmReport: CustomStringConvertible {
  /// A line for each rank that was there to do tasks, and one for all.
  public var description: String {
    var lines = workers.map { worker in
      "rank \(worker.rank): \(worker.tasks) tasks, busy \(percent(seconds > 0 ? worker.busySeconds / seconds : 1))"
    }
    lines.append(
      "\(tasks) tasks on \(workers.count) ranks took \(fixed(seconds, 2)) s, \(percent(efficiency)) of it in tasks"
    )
    return lines.joined(separator: "\n")
  }

  private func percent(_ part: Double) -> String { "\(fixed(100 * part, 0)) %" }
}
