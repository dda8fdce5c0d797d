/// The master of a task farm, as a state machine: events go in, actions come out. It knows tasks by their numbers
/// only, and has no messages, no clock and no threads of its own.
///
/// Workers have numbers from 0. A worker does its batches in the order in which they were assigned.
struct FarmMaster: Sendable {
  /// What the master is told.
  enum Event: Sendable {
    /// There are so many inputs by now, from the first; `all` once there will be no more.
    case inputs(count: Int, all: Bool)
    /// A worker is done with its oldest batch, and took so many seconds for it.
    case finished(worker: Int, seconds: Double)
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
    var batches: [Range<Int>] = []
    var largestBatch = 0
    var tasksDone = 0
    var secondsBusy = 0.0
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
  private var secondsBusy = 0.0

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
    case .finished(let index, let seconds):
      let batch = workers[index].batches.removeFirst()
      workers[index].tasksDone += batch.count
      workers[index].secondsBusy += seconds
      done += batch.count
      secondsBusy += seconds
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
    workers[worker].largestBatch = max(workers[worker].largestBatch, size)
    return .assign(worker: worker, tasks: tasks)
  }

  private func hungriest() -> Int? {
    var best: Int?
    var fewest = depth
    for (index, worker) in workers.enumerated() where worker.batches.count < fewest {
      if worker.batches.isEmpty { return index }
      (best, fewest) = (index, worker.batches.count)
    }
    return best
  }

  /// How many batches a worker may have: a second one hides the way to the master and back, but towards the end it
  /// would lie with one worker while another has nothing.
  private var depth: Int {
    inputs - next > 2 * workers.count * typicalBatch ? 2 : 1
  }

  private var typicalBatch: Int {
    switch policy.kind {
    case .dynamic(let chunk): chunk
    case .adaptive: tasksInTargetTime
    }
  }

  private func batchSize(for worker: Int) -> Int {
    let remaining = inputs - next
    switch policy.kind {
    case .dynamic(let chunk):
      return min(chunk, remaining)
    case .adaptive:
      // Large enough to make the messages cheap, but never more than half a fair share of what is left, and no more
      // than twice what the worker has had before: the tasks to come may be longer than those that were.
      let share = remaining / (2 * workers.count)
      return max(1, min(tasksInTargetTime, share, 2 * workers[worker].largestBatch))
    }
  }

  /// How many average tasks make a batch so long that a message more or less does not matter.
  private var tasksInTargetTime: Int {
    guard done > 0, secondsBusy > 0 else { return 1 }
    return Int(min(Self.targetSeconds * Double(done) / secondsBusy, 1e6).rounded(.up))
  }

  private static let targetSeconds = 0.002
}
