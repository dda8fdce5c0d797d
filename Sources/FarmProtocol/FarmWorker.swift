/// Who does tasks, as a state machine: what it has, and which comes next.
package struct FarmWorker: Sendable {
  /// The batches that it has and has not begun, in order.
  private var waiting: [Range<Int>] = []
  /// What is left of the batch that it has begun.
  private var current: Range<Int>?
  /// What it has done of that and not said.
  private var unsaid: Range<Int>?
  private var busy = 0.0
  private var idle = 0.0
  /// Since when it has had nothing to do.
  private var idleSince: Double?

  package init(at now: Double) { idleSince = now }

  /// Tasks that it shall do after those that it has.
  package mutating func assign(_ tasks: Range<Int>, at now: Double) {
    if let since = idleSince {
      idle += now - since
      idleSince = nil
    }
    waiting.append(tasks)
  }

  /// What comes next: tasks that follow each other; nil if there are none.
  package var next: Range<Int>? {
    if let rest = current, !rest.isEmpty { return rest }
    return waiting.first
  }

  /// Takes the first of ``next``, at most so many, to do them.
  package mutating func begin(atMost limit: Int) -> Range<Int>? {
    guard let tasks = next else { return nil }
    if current?.isEmpty ?? true { waiting.removeFirst() }
    let begun = tasks.prefix(limit)
    current = begun.upperBound..<tasks.upperBound
    return begun
  }

  /// The tasks that were begun are done, and took so long.
  ///
  /// - Returns: What to report, if it is time for that: when the batch is done.
  package mutating func end(_ tasks: Range<Int>, seconds: Double, at now: Double) -> FarmWork? {
    busy += seconds
    unsaid = (unsaid?.lowerBound ?? tasks.lowerBound)..<tasks.upperBound
    guard current?.isEmpty ?? true else { return nil }
    if waiting.isEmpty { idleSince = now }
    return report()
  }

  /// A task failed, after others that were begun with it and went well.
  ///
  /// - Returns: What to report before the failure, if there is something.
  package mutating func fail(after tasks: Range<Int>, seconds: Double, at now: Double) -> FarmWork? {
    busy += seconds
    if !tasks.isEmpty { unsaid = (unsaid?.lowerBound ?? tasks.lowerBound)..<tasks.upperBound }
    if next == nil { idleSince = now }
    return report()
  }

  /// Gives back tasks that are not begun, at most so many, the last first.
  ///
  /// - Returns: The tasks, and what to report before them, if that is now the end of a batch.
  package mutating func takeBack(
    atMost limit: Int, at now: Double
  ) -> (given: [Range<Int>], done: FarmWork?) {
    var given: [Range<Int>] = []
    var left = limit
    while left > 0, let last = waiting.popLast() {
      let kept = max(last.lowerBound, last.upperBound - left)
      if last.lowerBound < kept { waiting.append(last.lowerBound..<kept) }
      given.append(kept..<last.upperBound)
      left -= last.upperBound - kept
    }
    if left > 0, let rest = current, !rest.isEmpty {
      let kept = max(rest.lowerBound, rest.upperBound - left)
      given.append(kept..<rest.upperBound)
      current = rest.lowerBound..<kept
    }
    if next == nil, idleSince == nil { idleSince = now }
    return (given, current?.isEmpty ?? true ? report() : nil)
  }

  private mutating func report() -> FarmWork? {
    guard let tasks = unsaid else { return nil }
    defer { (unsaid, busy, idle) = (nil, 0, 0) }
    return FarmWork(tasks: tasks, seconds: busy, idle: idle)
  }
}

/// Tasks that a worker has done.
package struct FarmWork: Equatable, Sendable {
  package let tasks: Range<Int>
  /// How long they took.
  package let seconds: Double
  /// How long there was nothing to do before.
  package let idle: Double

  package init(tasks: Range<Int>, seconds: Double, idle: Double) {
    self.tasks = tasks
    self.seconds = seconds
    self.idle = idle
  }
}
