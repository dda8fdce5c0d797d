package import FarmProtocol

/// Runs the masters and workers of a farm in virtual time, with the same state machines as the real farm.
///
/// With leaders, a rank of each node hands out to the ranks of its node what it gets from rank 0.
package struct FarmSimulator {
  /// What goes from one to another.
  private enum Message {
    case assign(Range<Int>)
    case takeBack(Int)
    case done(from: Int, [FarmWork], asks: Bool)
    case returned(from: Int, [Range<Int>])
  }

  private enum Event {
    case toRoot(Message)
    case toLeader(Int, Message)
    case toWorker(Int, Message)
    /// A worker has come to the end of the tasks that it does between two looks.
    case looked(Int, Range<Int>, seconds: Double)
  }

  private struct Worker {
    var machine: FarmWorker
    var isBusy = false
    var inbox: [Message] = []
    var busySeconds = 0.0
  }

  /// Somebody who serves others, one message after the other.
  private struct Server<Machine> {
    var machine: Machine
    var freeAt = 0.0
    var busySeconds = 0.0
  }

  private let machine: Machine
  private let duration: (Int) -> Double
  private let hasLeaders: Bool
  private let rootWorks: Bool
  private var root: Server<FarmMaster>
  private var leaders: [Server<FarmLeader>] = []
  private var workers: [Worker]
  private var events = EventQueue<Event>()
  private var now = 0.0
  /// When the last task was done.
  private var end = 0.0

  /// Who did each task, if that is wanted.
  package private(set) var doers: [Int]
  private let keepsDoers: Bool

  package init(
    _ machine: Machine, tasks: Int, schedule: FarmSchedule, hasLeaders: Bool = false, rootWorks: Bool = true,
    costs: [Double] = [], keepsDoers: Bool = false, duration: @escaping (Int) -> Double
  ) {
    self.machine = machine
    self.duration = duration
    self.hasLeaders = hasLeaders
    self.rootWorks = rootWorks || machine.ranks == 1
    self.keepsDoers = keepsDoers
    doers = keepsDoers ? Array(repeating: -1, count: tasks) : []
    workers = Array(repeating: Worker(machine: FarmWorker(at: 0)), count: machine.ranks)
    let first = self.rootWorks ? 0 : 1
    var capacities: [Int] = []
    if hasLeaders {
      let nodes = (machine.ranks + machine.ranksPerNode - 1) / machine.ranksPerNode
      for node in 0..<nodes {
        let low = max(first, node * machine.ranksPerNode)
        let high = min(machine.ranks, (node + 1) * machine.ranksPerNode)
        capacities.append(max(0, high - low))
        leaders.append(Server(machine: FarmLeader(workers: max(0, high - low), schedule: schedule)))
      }
    } else {
      capacities = Array(repeating: 1, count: machine.ranks - first)
    }
    root = Server(machine: FarmMaster(capacities: capacities, schedule: schedule, costs: costs))
    root.machine.handle(.supplied(0..<tasks), at: 0)
    root.machine.handle(.complete, at: 0)
  }

  /// What came of a run.
  package struct Outcome: Sendable {
    /// When the last task was done.
    package let seconds: Double
    /// The seconds spent in tasks, of each rank.
    package let busy: [Double]
    package let done: Int
    /// What part of the time rank 0 was handing out tasks.
    package let rootLoad: Double
    /// How many events there were.
    package let events: Int

    /// The workers' time that was spent in tasks, from 0 to 1.
    package func efficiency(workers: Int) -> Double {
      seconds > 0 ? busy.reduce(0, +) / (seconds * Double(workers)) : 1
    }
  }

  package mutating func run() -> Outcome {
    var count = 0
    serveRoot()
    while let (time, event) = events.next() {
      count += 1
      now = time
      switch event {
      case .toRoot(let message): rootGets(message)
      case .toLeader(let leader, let message): leaderGets(leader, message)
      case .toWorker(let worker, let message):
        if workers[worker].isBusy {
          workers[worker].inbox.append(message)
        } else {
          workerGets(worker, message)
          goOn(worker)
        }
      case .looked(let worker, let tasks, let seconds): looked(worker, tasks, seconds)
      }
    }
    return Outcome(
      seconds: end, busy: workers.map(\.busySeconds), done: root.machine.done,
      rootLoad: end > 0 ? root.busySeconds / end : 0, events: count)
  }

  // MARK: Rank 0

  private func rank(ofClient client: Int) -> Int {
    hasLeaders ? client * machine.ranksPerNode : client + (rootWorks ? 0 : 1)
  }

  /// Rank 0 takes messages one after the other.
  private mutating func rootGets(_ message: Message) {
    root.freeAt = max(root.freeAt, now) + machine.servicePerMessage
    root.busySeconds += machine.servicePerMessage
    take(message)
    serveRoot()
  }

  private mutating func take(_ message: Message) {
    switch message {
    case .done(let client, let done, let asks):
      for (place, work) in done.enumerated() {
        root.machine.handle(
          .finished(
            client: client, tasks: work.tasks, seconds: work.seconds, idle: work.idle,
            asks: asks && place == done.count - 1), at: root.freeAt)
      }
    case .returned(let client, let ranges):
      root.machine.handle(.returned(client: client, ranges), at: root.freeAt)
    case .assign, .takeBack: break
    }
  }

  private mutating func serveRoot() {
    root.freeAt = max(root.freeAt, now)
    while let action = root.machine.nextAction() {
      switch action {
      case .assign(let client, let tasks):
        cost(Double(tasks.count) * machine.servicePerTask + machine.servicePerMessage)
        send(.assign(tasks), toClient: client, tasks: tasks.count)
      case .takeBack(let client, let limit):
        cost(machine.servicePerMessage)
        send(.takeBack(limit), toClient: client, tasks: 0)
      case .giveUp: break
      }
    }
  }

  private mutating func cost(_ seconds: Double) {
    root.freeAt += seconds
    root.busySeconds += seconds
  }

  private mutating func send(_ message: Message, toClient client: Int, tasks: Int) {
    let rank = rank(ofClient: client)
    let time = root.freeAt + machine.latency(0, rank) + Double(tasks) * machine.transferPerTask
    events.add(hasLeaders ? .toLeader(client, message) : .toWorker(rank, message), at: time)
  }

  // MARK: Leaders

  private func firstRank(ofLeader leader: Int) -> Int {
    leader == 0 && !rootWorks ? 1 : leader * machine.ranksPerNode
  }

  private mutating func leaderGets(_ leader: Int, _ message: Message) {
    leaders[leader].freeAt = max(leaders[leader].freeAt, now) + machine.servicePerMessage
    let time = leaders[leader].freeAt
    switch message {
    case .assign(let tasks): leaders[leader].machine.assign(tasks, at: time)
    case .takeBack(let limit):
      reply(.returned(from: leader, leaders[leader].machine.takeBack(atMost: limit)), from: leader)
    case .done(let worker, let done, _):
      for work in done { leaders[leader].machine.finished(worker: worker, work, at: time) }
    case .returned(let worker, let ranges):
      leaders[leader].machine.master.handle(.returned(client: worker, ranges), at: time)
    }
    while let action = leaders[leader].machine.master.nextAction() {
      let first = firstRank(ofLeader: leader)
      switch action {
      case .assign(let worker, let tasks):
        leaders[leader].freeAt += Double(tasks.count) * machine.servicePerTask + machine.servicePerMessage
        events.add(
          .toWorker(first + worker, .assign(tasks)),
          at: leaders[leader].freeAt + machine.latencyOnNode + Double(tasks.count) * machine.transferPerTask)
      case .takeBack(let worker, let limit):
        leaders[leader].freeAt += machine.servicePerMessage
        events.add(
          .toWorker(first + worker, .takeBack(limit)), at: leaders[leader].freeAt + machine.latencyOnNode)
      case .giveUp: break
      }
    }
    if let report = leaders[leader].machine.report() {
      reply(.done(from: leader, report.done, asks: report.asks), from: leader)
    }
  }

  private mutating func reply(_ message: Message, from leader: Int) {
    events.add(
      .toRoot(message), at: leaders[leader].freeAt + machine.latency(0, leader * machine.ranksPerNode))
  }

  // MARK: Workers

  private mutating func workerGets(_ worker: Int, _ message: Message) {
    switch message {
    case .assign(let tasks): workers[worker].machine.assign(tasks, at: now)
    case .takeBack(let limit):
      let (given, done) = workers[worker].machine.takeBack(atMost: limit, at: now)
      if let done { send(.done(from: 0, [done], asks: true), from: worker, tasks: done.tasks.count) }
      send(.returned(from: 0, given), from: worker, tasks: 0)
    case .done, .returned: break
    }
  }

  /// Begins tasks, as many as it does before it looks for messages again.
  private mutating func goOn(_ worker: Int) {
    guard let rest = workers[worker].machine.next else { return }
    var seconds = 0.0
    var count = 0
    let slowness = machine.slowness[worker] ?? 1
    for task in rest {
      seconds += duration(task) * slowness
      count += 1
      if keepsDoers { doers[task] = worker }
      if seconds >= machine.looksEvery { break }
    }
    guard let tasks = workers[worker].machine.begin(atMost: count) else { return }
    workers[worker].isBusy = true
    workers[worker].busySeconds += seconds
    events.add(.looked(worker, tasks, seconds: seconds), at: now + seconds)
  }

  private mutating func looked(_ worker: Int, _ tasks: Range<Int>, _ seconds: Double) {
    workers[worker].isBusy = false
    end = max(end, now)
    if let work = workers[worker].machine.end(tasks, seconds: seconds, at: now) {
      now += machine.workPerBatch
      send(.done(from: 0, [work], asks: true), from: worker, tasks: work.tasks.count)
    }
    let inbox = workers[worker].inbox
    workers[worker].inbox = []
    for message in inbox { workerGets(worker, message) }
    goOn(worker)
  }

  private mutating func send(_ message: Message, from worker: Int, tasks: Int) {
    let leader = hasLeaders ? worker / machine.ranksPerNode : 0
    let client = worker - (hasLeaders ? firstRank(ofLeader: leader) : rootWorks ? 0 : 1)
    let named: Message =
      switch message {
      case .done(_, let done, let asks): .done(from: client, done, asks: asks)
      case .returned(_, let ranges): .returned(from: client, ranges)
      case .assign, .takeBack: message
      }
    let to = hasLeaders ? leader * machine.ranksPerNode : 0
    let time = now + machine.latency(worker, to) + Double(tasks) * machine.transferPerTask
    events.add(hasLeaders ? .toLeader(leader, named) : .toRoot(named), at: time)
  }
}
