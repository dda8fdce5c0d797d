import FarmProtocol

/// How a task farm cuts its list into the batches that go to a worker in one message.
public struct FarmPolicy: Hashable, Sendable {
  let schedule: FarmSchedule

  /// Batches as long as it takes for their way to cost less than a hundredth of them, found by measuring, and shorter
  /// ones towards the end, when what a slow rank has not begun goes to others. The default.
  public static let adaptive = FarmPolicy(schedule: .adaptive)

  /// One contiguous part of the list for each worker, all equally long, once all inputs are known. For tasks that all
  /// cost the same, on ranks that are all equally fast.
  public static let blocks = FarmPolicy(schedule: .blocks)

  /// Batches of so many tasks, from 1; of fewer where not so many inputs are ready.
  ///
  /// - Parameters:
  ///   - chunk: How many tasks a batch has.
  ///   - reserve: How many batches a worker may have beyond the one that it works on, so that it need not wait for the
  ///     next. Towards the end of the list none has any.
  public static func dynamic(chunk: Int = 1, reserve: Int = 1) -> FarmPolicy {
    FarmPolicy(schedule: .dynamic(chunk: max(1, chunk), reserve: min(max(0, reserve), 254)))
  }

  /// Guided self-scheduling: each batch is a worker's share of what is left, so that batches get shorter and shorter.
  ///
  /// - Parameter least: How many tasks a batch has at least.
  public static func guided(atLeast least: Int = 1) -> FarmPolicy {
    FarmPolicy(schedule: .guided(least: max(1, least)))
  }

  /// Factoring (FAC2): in each round, every worker gets an equal part of half of what is left.
  ///
  /// - Parameter least: How many tasks a batch has at least.
  public static func factoring(atLeast least: Int = 1) -> FarmPolicy {
    FarmPolicy(schedule: .factoring(least: max(1, least)))
  }
}
