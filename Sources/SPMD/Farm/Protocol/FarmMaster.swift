/// The master of a task farm, as a state machine: events go in, actions come out. It knows tasks by their numbers
/// only, and has no messages, no clock and no threads of its own.
///
/// Workers have numbers from 0. A worker does its batches in the order in which they were assigned.
struct FarmMaster: Sendable {
  /// What the master is told.
  enum Event: Sendable {
    /// There are so many inputs by now, from the first; `all` once there will be no more.
    case inputs(count: Int, all: Bool)
    /// A worker is done with its oldest batch, took so many seconds for it, and had nothing to do for so many seconds
    /// before it.
    case finished(worker: Int, seconds: Double, idle: Double)
    /// A task failed for good: nothing is assigned any more.
    case failed
  }

  /// What the master wants done.
  enum Action: Equatable, Sendable {
    /// The worker shall do these tasks.
    case assign(worker: Int, tasks: Range<Int>)
  }

  /// What is known of one worker.
  struct Worker: Sendable {
    /// What it has and is not done with, the oldest first.
    var batches: [Range<Int>] = []
    var tasksDone = 0
    var secondsBusy = 0.0
    /// What a task costs here, most of all by the last batches: nil before the first.
    var secondsPerTask: Double?
    /// How long a batch should be: so long that the worker seldom waits for the next one.
    var targetSeconds = FarmMaster.shortestTarget
    var lastBatch = 0
  }

  let policy: FarmPolicy
  private(set) var workers: [Worker]

  /// The first task that is not assigned.
  private(set) var next = 0
  /// How many inputs there are so far.
  private(set) var inputs = 0
  /// Whether there will be no more inputs.
  private(set) var hasAllInputs = false
  /// How many tasks are done.
  private(set) var done = 0
  private(set) var hasFailed = false

  init(workers: Int, policy: FarmPolicy) {
    self.policy = policy
    self.workers = Array(repeating: Worker(), count: workers)
  }

  /// How many tasks are assigned and not done.
  var inFlight: Int { next - done }

  /// Whether every task is done, or will never be.
  var isOver: Bool { hasFailed || (hasAllInputs && done == inputs) }

  mutating func handle(_ event: Event) {
    switch event {
    case .inputs(let count, let all):
      inputs = count
      hasAllInputs = all
    case .finished(let index, let seconds, let idle):
      done += workers[index].finish(seconds: seconds, idle: idle)
    case .failed:
      hasFailed = true
    }
  }

  /// The next thing to do, nil if there is nothing before the next event.
  mutating func nextAction() -> Action? {
    guard next < inputs, !hasFailed else { return nil }
    // Whoever has nothing comes before whoever would only have it in reserve.
    guard let worker = hungriest() else { return nil }
    let size = batchSize(for: worker)
    let tasks = next..<next + size
    next += size
    workers[worker].batches.append(tasks)
    workers[worker].lastBatch = size
    return .assign(worker: worker, tasks: tasks)
  }

  /// The worker with the fewest batches, if it may have another.
  private func hungriest() -> Int? {
    var best: Int?
    var fewest = 2
    for (index, worker) in workers.enumerated() where worker.batches.count < fewest {
      if worker.batches.isEmpty { return index }
      (best, fewest) = (index, worker.batches.count)
    }
    // A second batch hides the way to the master and back, but towards the end it would lie with one worker while
    // another has nothing.
    guard let best, inputs - next > 2 * workers.count * batchSize(for: best) else { return nil }
    return best
  }

  private func batchSize(for index: Int) -> Int {
    let remaining = inputs - next
    switch policy.kind {
    case .dynamic(let chunk): return min(chunk, remaining)
    case .adaptive:
      // Never more than half a fair share of what is left, and no more than twice what the worker got before: the
      // tasks to come may be longer than those that were.
      let worker = workers[index]
      return max(1, min(worker.tasksInTargetTime, remaining / (2 * workers.count), 2 * worker.lastBatch))
    }
  }

  fileprivate static let shortestTarget = 0.002
  fileprivate static let longestTarget = 0.1
}

extension FarmMaster.Worker {
  /// The oldest batch is done; how many tasks that were.
  fileprivate mutating func finish(seconds: Double, idle: Double) -> Int {
    let count = batches.removeFirst().count
    let cost = seconds / Double(count)
    secondsPerTask = secondsPerTask.map { ($0 + cost) / 2 } ?? cost
    let target = idle > 0.02 * seconds ? 2 * targetSeconds : 0.9 * targetSeconds
    targetSeconds = min(max(target, FarmMaster.shortestTarget), FarmMaster.longestTarget)
    tasksDone += count
    secondsBusy += seconds
    return count
  }

  /// How many tasks make a batch of the length wanted.
  fileprivate var tasksInTargetTime: Int {
    guard let secondsPerTask else { return 1 }
    return Int(min(targetSeconds / max(secondsPerTask, 1e-9), 1e6).rounded(.up))
  }
}
