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

  /// Those ranks that did tasks, in order.
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
