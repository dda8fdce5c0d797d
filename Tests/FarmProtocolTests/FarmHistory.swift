import FarmProtocol

/// A farm whose messages, tasks and misfortunes come in any order that could really be: between two, messages keep their
/// order; everything else is left to chance.
struct FarmHistory {
  /// What may happen in a history, apart from work that goes well.
  struct Chances {
    /// One in so many turns; 0 for never.
    var loss = 0
    var failure = 0
    var cancellation = 0
    var pause = 0
  }

  enum Violation: Error {
    case doneTwice(task: Int)
    case lost([Int])
    case noEnd(FarmMaster)
    case wrongCount(FarmMaster)
    case assignedToTheLost
    case assignedBeforeSupplied(task: Int)
  }

  private enum Down { case assign(Range<Int>), takeBack(Int) }
  private enum Up { case done(FarmWork), failed(Int), returned([Range<Int>]) }

  private struct Worker {
    var machine: FarmWorker
    var down: [Down] = []
    var up: [Up] = []
    var isLost = false
  }

  private enum Fate { case done, failed, cancelled }

  private var master: FarmMaster
  private var workers: [Worker]
  private var fates: [Fate?]
  private let unsupplied: Int
  private var supplied = 0
  private var time = 0.0
  private let chances: Chances
  private let attempts: Int
  private var failures: [Int: Int] = [:]

  /// How many turns it took.
  private(set) var turns = 0
  /// How many tasks were given back.
  private(set) var takenBack = 0

  init(
    tasks: Int, workers count: Int, schedule: FarmSchedule, persistence: FarmMaster.Persistence,
    chances: Chances,
    costs: [Double]
  ) {
    master = FarmMaster(
      capacities: Array(repeating: 1, count: count), schedule: schedule, persistence: persistence,
      costs: costs)
    workers = (0..<count).map { _ in Worker(machine: FarmWorker(at: 0)) }
    fates = Array(repeating: nil, count: tasks)
    unsupplied = tasks
    self.chances = chances
    attempts = persistence.attempts
  }

  mutating func run<G: RandomNumberGenerator>(using generator: inout G) throws {
    while true {
      try act()
      if master.isOver { break }
      turns += 1
      guard turns < 200 * (unsupplied + 50) * (workers.count + 1) else { throw Violation.noEnd(master) }
      time += .random(in: 0...0.01, using: &generator)
      try turn(&generator)
    }
    try checkEnd()
  }

  private mutating func turn<G: RandomNumberGenerator>(_ generator: inout G) throws {
    func happens(_ chance: Int) -> Bool { chance > 0 && Int.random(in: 0..<chance, using: &generator) == 0 }
    if supplied < unsupplied || !master.isComplete, happens(4) { supply(&generator) }
    let index = Int.random(in: workers.indices, using: &generator)
    if happens(chances.loss), workers.filter({ !$0.isLost }).count > 1 { return lose(index) }
    if happens(chances.cancellation), supplied > 0 { cancel(&generator) }
    if happens(chances.pause) {
      // One that is left alone must not be paused for ever.
      master.handle(.paused(client: index, true), at: time)
      try act()
      master.handle(.paused(client: index, false), at: time)
      try act()
    }
    if let wake = master.nextWake { time = max(time, wake) }
    master.handle(.time, at: time)
    guard !workers[index].isLost else { return }
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: if !workers[index].down.isEmpty { receive(index, workers[index].down.removeFirst()) }
    case 1: if !workers[index].up.isEmpty { try hear(index, workers[index].up.removeFirst()) }
    default: work(index, failing: happens(chances.failure), &generator)
    }
  }

  private mutating func supply<G: RandomNumberGenerator>(_ generator: inout G) {
    let count = min(unsupplied - supplied, .random(in: 0...max(1, unsupplied / 3), using: &generator))
    // What is supplied later is sometimes more urgent.
    master.handle(
      .supplied(supplied..<supplied + count, priority: .random(in: 0...2, using: &generator) / 2), at: time)
    supplied += count
    if supplied == unsupplied { master.handle(.complete, at: time) }
  }

  private mutating func lose(_ index: Int) {
    guard !workers[index].isLost else { return }
    workers[index].isLost = true
    // What was on its way up may have arrived before.
    master.handle(.lost(client: index), at: time)
  }

  private mutating func cancel<G: RandomNumberGenerator>(_ generator: inout G) {
    let low = Int.random(in: 0..<supplied, using: &generator)
    master.handle(.cancelled(low..<min(supplied, low + 3)), at: time)
  }

  // MARK: Workers

  private mutating func receive(_ index: Int, _ message: Down) {
    switch message {
    case .assign(let tasks): workers[index].machine.assign(tasks, at: time)
    case .takeBack(let limit):
      let (given, done) = workers[index].machine.takeBack(atMost: limit, at: time)
      if let done { workers[index].up.append(.done(done)) }
      workers[index].up.append(.returned(given))
      takenBack += given.reduce(0) { $0 + $1.count }
    }
  }

  private mutating func work<G: RandomNumberGenerator>(
    _ index: Int, failing: Bool, _ generator: inout G
  ) {
    guard let tasks = workers[index].machine.begin(atMost: .random(in: 1...20, using: &generator)) else {
      return
    }
    let seconds = Double(tasks.count) * .random(in: 1e-6...0.01, using: &generator)
    if failing {
      // Those before the last went well.
      let last = tasks.upperBound - 1
      if let done = workers[index].machine.fail(after: tasks.lowerBound..<last, seconds: seconds, at: time) {
        workers[index].up.append(.done(done))
      }
      workers[index].up.append(.failed(last))
    } else if let done = workers[index].machine.end(tasks, seconds: seconds, at: time) {
      workers[index].up.append(.done(done))
    }
  }

  // MARK: The master

  private mutating func hear(_ index: Int, _ message: Up) throws {
    switch message {
    case .done(let work):
      for task in work.tasks {
        guard fates[task] == nil else { throw Violation.doneTwice(task: task) }
        fates[task] = .done
      }
      master.handle(
        .finished(client: index, tasks: work.tasks, seconds: work.seconds, idle: work.idle), at: time)
    case .failed(let task): master.handle(.failed(client: index, task: task), at: time)
    case .returned(let ranges): master.handle(.returned(client: index, ranges), at: time)
    }
  }

  private mutating func act() throws {
    while let action = master.nextAction() {
      switch action {
      case .assign(let client, let tasks):
        guard !workers[client].isLost else { throw Violation.assignedToTheLost }
        for task in tasks {
          guard task < supplied else { throw Violation.assignedBeforeSupplied(task: task) }
          guard fates[task] == nil else { throw Violation.doneTwice(task: task) }
        }
        workers[client].down.append(.assign(tasks))
      case .takeBack(let client, let limit): workers[client].down.append(.takeBack(limit))
      case .giveUp(let task):
        guard fates[task] == nil else { throw Violation.doneTwice(task: task) }
        fates[task] = .failed
      }
    }
  }

  private func checkEnd() throws {
    let none = fates.indices.filter { fates[$0] == nil }
    if master.isStopped { return }
    // What was cancelled has no other fate.
    guard none.count == master.cancelled else { throw Violation.lost(none) }
    let done = fates.count { $0 == .done }
    let failed = fates.count { $0 == .failed }
    guard done == master.done, failed == master.failed, done + failed + master.cancelled == master.supplied,
      master.inFlight == 0, master.unassigned == 0
    else { throw Violation.wrongCount(master) }
  }
}
