/// Who hands out the tasks of a farm, as a state machine: events go in, actions come out. It knows tasks by their
/// numbers only, and has no messages, no clock and no threads of its own.
///
/// Rank 0 has one for the whole list. A node's leader has one, too, which hands out what the leader gets from rank 0.
package struct FarmMaster: Sendable {
  /// What the master is told. Times are in seconds since any one moment, and never decrease.
  package enum Event: Sendable {
    /// There are these tasks, too. Tasks of greater priority go first.
    case supplied(Range<Int>, priority: Int = 0)
    /// There will be no more, except those that tasks add.
    case complete
    /// A client is done with these tasks; its workers took so many seconds for them, and had nothing to do for so many
    /// seconds before. If it asks for it, it gets another batch.
    case finished(client: Int, tasks: Range<Int>, seconds: Double, idle: Double, asks: Bool = true)
    /// A client gives back tasks that it has not begun, which it was asked for; none if it has none.
    case returned(client: Int, [Range<Int>])
    /// A task failed.
    case failed(client: Int, task: Int)
    /// A client is gone, with whatever it had.
    case lost(client: Int)
    /// A client gets nothing more, or something again.
    case paused(client: Int, Bool)
    /// These tasks need not be done, unless someone has them already.
    case cancelled(Range<Int>)
    /// Nothing is to be begun that is not expected to be done by then.
    case deadline(Double)
    /// Nothing more is handed out; what is being done is finished.
    case drain
    /// Nothing that is being done is waited for.
    case stop
    /// Time has passed: see ``FarmMaster/nextWake``.
    case time
  }

  /// What the master wants done.
  package enum Action: Equatable, Sendable {
    /// The client shall do these tasks, after those that it has.
    case assign(client: Int, tasks: Range<Int>)
    /// The client shall give back tasks that it has not begun, at most so many, the last first.
    case takeBack(client: Int, atMost: Int)
    /// The task will not be tried again.
    case giveUp(task: Int)
  }

  /// What to do about tasks that fail.
  package struct Persistence: Hashable, Sendable {
    /// How often a task is tried at most.
    package var attempts = 1
    /// How long to wait before a task is tried again: so many seconds, twice as many the next time.
    package var pause = 0.0
    /// How many tasks may fail for good before the farm is stopped.
    package var failures = 0
    /// How many clients may be lost in a task before it is given up.
    package var losses = 2

    package init() {}
  }

  package let schedule: FarmSchedule
  package let persistence: Persistence
  package private(set) var clients: [FarmClient]

  var pool = TaskPool()
  /// The work of the tasks up to each, where costs are known.
  let work: Work
  /// The work in the pool.
  private(set) var pooledWork = 0.0
  /// The speeds of all clients that are there, in units of work per second, and how many workers of unknown speed.
  private var knownSpeed = 0.0
  private var knownCapacity = 0
  private(set) var capacity = 0
  /// Clients in the order in which they get the next batch: those that have none, those that have one, and so on.
  private var lines: [ClientLine]
  /// Tasks that wait for another try, with the time for it.
  private var postponed: [(task: Int, priority: Int, time: Double)] = []
  private var attempts: [Int: Int] = [:]
  private var losses: [Int: Int] = [:]
  private var givenUp: [Int] = []
  private var round = FactoringRound()
  var victims = Victims()
  private(set) var now = 0.0
  private var deadline = Double.infinity

  /// How many tasks there are so far.
  package private(set) var supplied = 0
  package private(set) var isComplete = false
  package private(set) var done = 0
  /// How many tasks failed for good, or were cancelled.
  package private(set) var failed = 0
  package private(set) var cancelled = 0
  /// How many tasks are with a client.
  package private(set) var inFlight = 0
  package private(set) var isDraining = false
  package private(set) var isStopped = false

  /// - Parameters:
  ///   - capacities: Of each client, how many workers there are in it.
  ///   - costs: What each task costs, in any unit, for all tasks of the list; empty if that is not known.
  package init(
    capacities: [Int], schedule: FarmSchedule, persistence: Persistence = Persistence(), costs: [Double] = []
  ) {
    self.schedule = schedule
    self.persistence = persistence
    work = Work(costs)
    let lines =
      switch schedule {
      case .dynamic(_, let reserve): 1 + reserve
      case .blocks: 1
      default: 2
      }
    self.lines = Array(repeating: ClientLine(), count: lines)
    clients = capacities.map { FarmClient(capacity: $0, lines: lines) }
    for index in clients.indices {
      capacity += clients[index].capacity
      enter(index)
    }
  }

  /// Whether every task is done, or will never be.
  package var isOver: Bool {
    isStopped || (inFlight == 0 && (isDraining || (isComplete && pool.count == 0 && postponed.isEmpty)))
      || (capacity == 0 && inFlight == 0)
  }

  /// When the master wants to be told that time has passed, whatever else happens.
  package var nextWake: Double? { postponed.map(\.time).min() }

  /// The tasks that were not handed out, or came back and were not handed out again.
  package var unassigned: Int { pool.count + postponed.count }

  // MARK: Events

  package mutating func handle(_ event: Event, at time: Double) {
    now = max(now, time)
    switch event {
    case .supplied(let tasks, let priority):
      supplied += tasks.count
      put(tasks, priority: priority)
    case .complete: isComplete = true
    case .finished(let client, let tasks, let seconds, let idle, let asks):
      let count = drop(tasks, from: client).reduce(0) { $0 + $1.tasks.count }
      guard count > 0 else { return }
      if asks { clients[client].close() }
      done += count
      learn(client, tasks, seconds: seconds, idle: idle)
      enter(client)
    case .returned(let client, let ranges):
      clients[client].isAsked = false
      for tasks in ranges {
        for batch in drop(tasks, from: client) { put(batch.tasks, priority: batch.priority, before: true) }
      }
      enter(client)
    case .failed(let client, let task):
      for batch in drop(task..<task + 1, from: client) { retry(task, priority: batch.priority) }
      enter(client)
    case .lost(let client): lose(client)
    case .paused(let client, let isPaused):
      clients[client].isPaused = isPaused
      enter(client)
    case .cancelled(let tasks): _ = cancel(tasks)
    case .deadline(let time): deadline = time
    case .drain: isDraining = true
    case .stop: isStopped = true
    case .time: break
    }
    if !postponed.isEmpty { resume() }
  }

  /// These tasks need not be done, unless someone has them already.
  ///
  /// - Returns: Those that will not be done.
  package mutating func cancel(_ tasks: Range<Int>) -> [Range<Int>] {
    let removed = pool.remove(tasks)
    for part in removed {
      pooledWork -= work.of(part)
      cancelled += part.count
    }
    return removed
  }

  private mutating func drop(_ tasks: Range<Int>, from client: Int) -> [FarmClient.Batch] {
    let dropped = clients[client].drop(tasks)
    for batch in dropped { inFlight -= batch.tasks.count }
    return dropped
  }

  private mutating func put(_ tasks: Range<Int>, priority: Int, before: Bool = false) {
    pool.add(tasks, priority: priority, before: before)
    pooledWork += work.of(tasks)
  }

  private mutating func learn(_ client: Int, _ tasks: Range<Int>, seconds: Double, idle: Double) {
    let before = clients[client].speed
    clients[client].learn(
      tasks: tasks.count, work: work.of(tasks), seconds: seconds, idle: idle, at: now)
    if let speed = clients[client].speed {
      knownSpeed += speed - (before ?? 0)
      if before == nil { knownCapacity += clients[client].capacity }
    }
  }

  private mutating func retry(_ task: Int, priority: Int) {
    let tries = attempts[task, default: 0] + 1
    guard tries < persistence.attempts else { return giveUp(task) }
    attempts[task] = tries
    let pause = persistence.pause * Double(1 << min(tries - 1, 20))
    if pause > 0 {
      postponed.append((task, priority, now + pause))
    } else {
      put(task..<task + 1, priority: priority)
    }
  }

  private mutating func giveUp(_ task: Int) {
    attempts[task] = nil
    losses[task] = nil
    failed += 1
    givenUp.append(task)
    if failed > persistence.failures { isStopped = true }
  }

  private mutating func resume() {
    let due = postponed.filter { $0.time <= now }
    guard !due.isEmpty else { return }
    postponed.removeAll { $0.time <= now }
    for entry in due { put(entry.task..<entry.task + 1, priority: entry.priority) }
  }

  private mutating func lose(_ client: Int) {
    guard !clients[client].isLost else { return }
    clients[client].isLost = true
    capacity -= clients[client].capacity
    if let speed = clients[client].speed {
      knownSpeed -= speed
      knownCapacity -= clients[client].capacity
    }
    let batches = clients[client].batches
    clients[client].batches = []
    for (place, batch) in batches.enumerated().reversed() {
      inFlight -= batch.tasks.count
      // The first was being done. Of a leader's tasks nobody knows which were.
      guard place == 0, clients[client].capacity == 1 else {
        put(batch.tasks, priority: batch.priority, before: true)
        continue
      }
      let suspect = batch.tasks.prefix(1)
      put(suspect.upperBound..<batch.tasks.upperBound, priority: batch.priority, before: true)
      losses[suspect.lowerBound, default: 0] += 1
      if losses[suspect.lowerBound, default: 0] >= persistence.losses {
        giveUp(suspect.lowerBound)
      } else {
        put(suspect, priority: batch.priority, before: true)
      }
    }
  }

  /// Takes out tasks that were not handed out, the last first: a leader's answer to who gave it the tasks.
  package mutating func release(atMost limit: Int) -> [Range<Int>] {
    let released = pool.takeLast(limit)
    for tasks in released {
      pooledWork -= work.of(tasks)
      supplied -= tasks.count
    }
    return released
  }

  // MARK: Actions

  /// The next thing to do, nil if there is nothing before the next event.
  package mutating func nextAction() -> Action? {
    if let task = givenUp.popLast() { return .giveUp(task: task) }
    guard !isStopped, !isDraining else { return nil }
    guard let next = pool.first else { return takeBack() }
    if schedule == .blocks, !isComplete { return nil }
    guard let (client, size) = nextClient(next) else { return nil }
    let priority = pool.firstPriority
    let tasks = pool.take(size)
    let units = work.of(tasks)
    pooledWork -= units
    inFlight += tasks.count
    clients[client].give(
      .init(tasks: tasks, priority: priority), work: units, secondsPerUnit: secondsPerUnit ?? 0, at: now)
    round.give(to: clients[client].capacity)
    enter(client)
    return .assign(client: client, tasks: tasks)
  }

  /// Whoever has least gets the next tasks. Whoever has nothing comes before whoever would only have it in reserve.
  private mutating func nextClient(_ next: Range<Int>) -> (client: Int, size: Int)? {
    for level in lines.indices {
      while let client = lines[level].first {
        guard isIn(level, client) else {
          leave(level)
          continue
        }
        let size = batchSize(for: client, next)
        // A batch in reserve hides the way to the master and back, but towards the end it would lie with one client
        // while another has nothing.
        if level > 0,
          pooledWork <= 2 * work.of(next.prefix(size)) * Double(capacity) / Double(clients[client].capacity)
        {
          return nil
        }
        guard isInTime(client, next.prefix(size)) else {
          leave(level)
          continue
        }
        leave(level)
        return (client, size)
      }
    }
    return nil
  }

  private func isInTime(_ client: Int, _ tasks: Range<Int>) -> Bool {
    guard deadline < .infinity else { return true }
    let seconds = work.of(tasks) * (clients[client].secondsPerUnit ?? secondsPerUnit ?? 0)
    return max(now, clients[client].expectedEnd) + seconds / Double(clients[client].capacity) <= deadline
  }

  /// What a unit of work costs on average over the clients; nil before any is done.
  var secondsPerUnit: Double? { knownSpeed > 0 ? Double(knownCapacity) / knownSpeed : nil }

  /// The part of all clients' speed that is this one's.
  func share(of client: Int) -> Double {
    let known = clients[client].speed.map { $0 * Double(knownCapacity) / max(knownSpeed, 1e-300) }
    return (known ?? Double(clients[client].capacity)) / Double(max(capacity, 1))
  }

  /// How many tasks make the next batch of a client; at least one.
  private mutating func batchSize(for client: Int, _ next: Range<Int>) -> Int {
    let count: Int
    switch schedule {
    case .dynamic(let chunk, _): count = chunk * clients[client].capacity
    case .guided(let least):
      count = max(least, (pool.count * clients[client].capacity + capacity - 1) / capacity)
    case .blocks:
      round.begin(pool.count, among: capacity, all: true)
      count = round.next(for: clients[client].capacity)
    case .factoring(let least):
      round.begin(pool.count, among: capacity, all: false)
      count = max(least, round.next(for: clients[client].capacity))
    case .adaptive: return adaptiveSize(for: client, next)
    }
    return min(max(1, count), next.count)
  }

  // MARK: Lines

  /// A client stands in the line of those that have as many batches.
  private mutating func enter(_ client: Int) {
    let level = clients[client].open
    guard level < lines.count, !clients[client].lines[level] else { return }
    clients[client].lines[level] = true
    lines[level].append(client)
  }

  private mutating func leave(_ level: Int) {
    let client = lines[level].removeFirst()
    clients[client].lines[level] = false
  }

  /// Whether who stood in a line still belongs there.
  private func isIn(_ level: Int, _ client: Int) -> Bool {
    clients[client].open == level && !clients[client].isLost && !clients[client].isPaused
  }

  mutating func markAsked(_ client: Int) { clients[client].isAsked = true }

  /// Whether someone has nothing to do.
  mutating func hasIdleClient() -> Bool {
    while let client = lines[0].first {
      if isIn(0, client) { return true }
      leave(0)
    }
    return false
  }
}

extension Range<Int> {
  /// The first so many numbers of it.
  func prefix(_ limit: Int) -> Range<Int> { lowerBound..<lowerBound + Swift.min(count, limit) }
}
