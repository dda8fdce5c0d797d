/// Who gets tasks from the master and hands them out to the workers of its node, as a state machine: a master of few, of
/// whom the other knows as one client.
package struct FarmLeader: Sendable {
  /// The workers' master.
  package var master: FarmMaster
  /// What was done and not said, and how long it took.
  private var done: [FarmWork] = []
  /// How large the last batch was that came.
  private var lastBatch = 0
  /// How many batches came after which no other was asked for.
  private var open = 0

  package init(workers: Int, schedule: FarmSchedule) {
    master = FarmMaster(capacities: Array(repeating: 1, count: workers), schedule: schedule)
  }

  /// Tasks came from above.
  package mutating func assign(_ tasks: Range<Int>, at now: Double) {
    lastBatch = tasks.count
    open += 1
    master.handle(.supplied(tasks), at: now)
    // Nothing is known of what comes after, and nothing waits for it.
    master.handle(.complete, at: now)
  }

  /// A worker is done with tasks.
  package mutating func finished(worker: Int, _ work: FarmWork, at now: Double) {
    master.handle(
      .finished(client: worker, tasks: work.tasks, seconds: work.seconds, idle: work.idle), at: now)
    if let last = done.last, last.tasks.upperBound == work.tasks.lowerBound {
      done[done.count - 1] = FarmWork(
        tasks: last.tasks.lowerBound..<work.tasks.upperBound, seconds: last.seconds + work.seconds,
        idle: last.idle + work.idle)
    } else {
      done.append(work)
    }
  }

  /// What to report above, if it is time for that: when another batch is wanted, or nothing is left to do.
  ///
  /// - Returns: What was done, and whether another batch is asked for.
  package mutating func report() -> (done: [FarmWork], asks: Bool)? {
    guard !done.isEmpty else { return nil }
    let asks = open > 0 && 2 * master.unassigned < lastBatch
    guard asks || master.inFlight == 0 else { return nil }
    if asks { open -= 1 }
    if master.inFlight == 0, master.unassigned == 0 { open = 0 }
    defer { done = [] }
    return (done, asks)
  }

  /// Gives back tasks that no worker has, at most so many, the last first.
  package mutating func takeBack(atMost limit: Int) -> [Range<Int>] { master.release(atMost: limit) }
}
