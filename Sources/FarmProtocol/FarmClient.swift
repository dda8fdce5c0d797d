/// What the master knows of one of those whom it gives tasks: a worker, or a leader who has workers of its own.
package struct FarmClient: Sendable {
  /// Tasks that follow each other in the list, given at once.
  struct Batch: Sendable {
    var tasks: Range<Int>
    let priority: Int
  }

  /// How many workers there are in it.
  package let capacity: Int
  /// What it has and is not done with, the oldest first.
  var batches: [Batch] = []
  /// How many batches it was given and has not asked for another after.
  private(set) var open = 0
  /// How many tasks that is.
  package private(set) var outstanding = 0
  package private(set) var tasksDone = 0
  package private(set) var secondsBusy = 0.0
  /// What a unit of work costs here, most of all by the last batches: nil before the first.
  private(set) var secondsPerUnit: Double?
  /// How long a batch should be: so long that its way costs little beside it.
  private(set) var targetSeconds = shortestTarget
  /// How many units of work it last got, and how many times as many it may get now.
  var lastWork = 0.0
  private(set) var growth = 2.0
  /// When it will be done with what it has, as far as one knows.
  private(set) var expectedEnd = 0.0
  /// Whether it was asked to give tasks back and has not answered.
  var isAsked = false
  /// It is gone, and gets nothing.
  package var isLost = false
  /// It gets nothing for now.
  var isPaused = false
  /// In which of the master's lines it stands.
  var lines: [Bool]

  static let shortestTarget = 0.002

  init(capacity: Int, lines: Int) {
    self.capacity = capacity
    self.lines = Array(repeating: false, count: lines)
  }

  /// How fast it is, in units of work per second; nil before it has done any.
  var speed: Double? { secondsPerUnit.map { Double(capacity) / $0 } }

  mutating func give(_ batch: Batch, work: Double, secondsPerUnit guess: Double, at now: Double) {
    batches.append(batch)
    open += 1
    outstanding += batch.tasks.count
    lastWork = work
    expectedEnd = max(now, expectedEnd) + work * (secondsPerUnit ?? guess) / Double(capacity)
  }

  /// It asks for another batch.
  mutating func close() { open = max(0, open - 1) }

  /// Takes tasks off what it has.
  ///
  /// - Returns: Those of them that it had.
  mutating func drop(_ tasks: Range<Int>) -> [Batch] {
    // Nearly always they are the first batch.
    if let first = batches.first, first.tasks == tasks {
      batches.removeFirst()
      count(dropped: tasks.count)
      return [first]
    }
    var dropped: [Batch] = []
    var kept: [Batch] = []
    for batch in batches {
      let common = batch.tasks.clamped(to: tasks)
      guard !common.isEmpty else {
        kept.append(batch)
        continue
      }
      dropped.append(Batch(tasks: common, priority: batch.priority))
      for rest in [batch.tasks.lowerBound..<common.lowerBound, common.upperBound..<batch.tasks.upperBound]
      where !rest.isEmpty { kept.append(Batch(tasks: rest, priority: batch.priority)) }
    }
    batches = kept
    count(dropped: dropped.reduce(0) { $0 + $1.tasks.count })
    return dropped
  }

  private mutating func count(dropped: Int) {
    outstanding -= dropped
    if outstanding == 0 { open = 0 }
  }

  /// Learns from tasks that were done: what they cost, and how long batches should be.
  ///
  /// - Parameters:
  ///   - seconds: What all its workers spent in them.
  ///   - idle: How long its workers had nothing to do before them.
  mutating func learn(tasks: Int, work: Double, seconds: Double, idle: Double, at now: Double) {
    tasksDone += tasks
    secondsBusy += seconds
    if work > 0 {
      let cost = max(seconds / work, 1e-9)
      secondsPerUnit = secondsPerUnit.map { ($0 + cost) / 2 } ?? cost
    }
    // More than a hundredth of the time without work: longer batches. They shrink slowly.
    targetSeconds = max(
      Self.shortestTarget,
      idle > 0.01 * seconds ? 2 * max(targetSeconds, 50 * idle / Double(capacity)) : 0.9 * targetSeconds)
    targetSeconds = min(targetSeconds, 1000)
    // Far from the target, it may be approached in strides.
    growth = min(max(2, targetSeconds * Double(capacity) / max(seconds, 1e-9) / 4), 8)
    if outstanding == 0 { expectedEnd = now }
  }
}
