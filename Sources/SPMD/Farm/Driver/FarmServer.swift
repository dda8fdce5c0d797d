import FarmProtocol
import MPI

/// Rank 0's messages: hands out what the master assigns, takes in what the workers send. Two threads may take turns with
/// it; only bytes pass between them.
struct FarmServer: ~Copyable {
  /// What rank 0's program has to say: inputs that it made, tasks that it did, what became of results.
  struct News: Sendable {
    var inputs: [(inputs: EncodedInputs, priority: Int)] = []
    /// Whether there will be no more inputs, and how many there are in all, if that is known.
    var isComplete = false
    var total: Int?
    var works: [FarmWork] = []
    var returned: [Range<Int>]?
    var cancelled: [Range<Int>] = []
    /// How many results have to be kept until others come.
    var kept = 0
  }

  /// What rank 0's program has to do.
  struct Orders: Sendable {
    /// Results that came in.
    var results: [ResultsMessage] = []
    /// Messages for rank 0 itself as a worker, such as the other workers get.
    var own: [(tag: Int, message: [UInt8])] = []
    /// Whether inputs are wanted that are not made.
    var wantsInputs = true
    /// Whether inputs are there that nobody has.
    var hasInputs = false
    var isOver = false
    var failure: FarmError?
    /// Whether there was something to do for the server.
    var hasServed = false
  }

  private let channel: Communicator
  private let rootWorks: Bool
  /// The order in which tasks are handed out, if it is not that of the list.
  private let order: FarmOrder?
  private let start: Double
  private let makesAll: Bool
  private var master: FarmMaster
  private var stock = Stock()
  private var inbox: Inbox
  private var outbox: Outbox
  /// Assignments that are not sent yet, by client, and the clients that have some.
  private var assignments: [Packer]
  private var assigned: [Int] = []
  private var orders = Orders()
  /// How much memory the results take that came in and were not delivered, and the inputs that nobody has.
  private var undeliveredBytes = 0
  private var unassignedBytes = 0
  private var kept = 0
  private var total: Int?
  private var failure: FarmError?
  private var isClosed = false
  private var hasSentEnd = false
  private var farewells = 0
  private var display: FarmProgress.Display

  private static let mostUndeliveredBytes = 256 << 20
  private static let mostKept = 1 << 20
  private static let mostInputs = 65_536
  private static let mostInputBytes = 8 << 20

  /// - Parameter start: When the farm began.
  init(
    _ channel: Communicator, rootWorks: Bool, _ schedule: FarmSchedule, order: FarmOrder?,
    _ progress: FarmProgress, start: Double
  ) {
    self.channel = channel
    self.rootWorks = rootWorks
    self.order = order
    self.start = start
    makesAll = schedule == .blocks
    let clients = channel.size - (rootWorks ? 0 : 1)
    master = FarmMaster(
      capacities: Array(repeating: 1, count: clients), schedule: schedule, costs: order?.costs ?? [])
    assignments = Array(repeating: Packer(), count: clients)
    inbox = Inbox(channel)
    outbox = Outbox(channel)
    display = progress.display()
  }

  /// The number that the master knows a rank by.
  private func client(ofRank rank: Int) -> Int { rootWorks ? rank : rank - 1 }
  private func rank(ofClient client: Int) -> Int { rootWorks ? client : client + 1 }

  // MARK: Rank 0's program

  /// Hears what rank 0's program has to say, serves, and says what is to be done there.
  mutating func visit(_ news: News, at now: Double) throws(MPIError) -> Orders {
    hear(news, at: now)
    let hasServed = try step(at: now)
    var orders = self.orders
    self.orders = Orders()
    undeliveredBytes = 0
    orders.hasServed = hasServed
    orders.isOver = master.isOver
    orders.failure = failure
    orders.hasInputs = master.unassigned > 0
    orders.wantsInputs =
      makesAll || !orders.hasInputs
      || (master.unassigned < Self.mostInputs && unassignedBytes < Self.mostInputBytes)
    return orders
  }

  private mutating func hear(_ news: News, at now: Double) {
    for (inputs, priority) in news.inputs {
      unassignedBytes += inputs.bytes.count
      stock.add(inputs)
      master.handle(.supplied(inputs.tasks, priority: priority), at: now)
    }
    total = news.total ?? total
    if news.isComplete { master.handle(.complete, at: now) }
    for work in news.works { finished(work, rank: 0, at: now) }
    if let returned = news.returned { self.returned(returned, rank: 0, at: now) }
    for tasks in news.cancelled { cancel(tasks) }
    kept = news.kept
  }

  private mutating func cancel(_ tasks: Range<Int>) {
    for part in master.cancel(tasks) {
      unassignedBytes -= stock.byteCount(of: part)
      stock.finish(part)
    }
  }

  /// Ends the farm early. The first failure is the one that counts.
  mutating func fail(_ error: FarmError) {
    if failure == nil { failure = error }
    master.handle(.stop, at: Environment.wallTime)
  }

  /// Serves until all workers know that the farm has ended.
  ///
  /// - Returns: The failure that ended it, if one did, and who did how much otherwise.
  mutating func finish(_ error: FarmError?) throws(MPIError) -> Result<FarmReport, FarmError> {
    if let error { fail(error) }
    let now = Environment.wallTime
    let seconds = now - start
    master.handle(.stop, at: now)
    isClosed = true
    var patience = Patience()
    // Until all workers have said their last word, and have heard ours.
    while farewells < channel.size - 1 || !outbox.isEmpty {
      if try step(at: Environment.wallTime) { patience.reset() } else { patience.wait() }
    }
    display.finish(snapshot(seconds: Environment.wallTime - start))
    if let failure { return .failure(failure) }
    let workers = master.clients.enumerated().map { index, client in
      FarmReport.Worker(
        rank: rank(ofClient: index), tasks: client.tasksDone, busySeconds: client.secondsBusy)
    }
    return .success(FarmReport(workers: workers, tasks: master.done, seconds: seconds))
  }

  // MARK: The other ranks

  /// Does what can be done without waiting; false if that is nothing.
  mutating func step(at now: Double) throws(MPIError) -> Bool {
    var hasWorked = false
    while let letter = try inbox.next() {
      try accept(letter, at: now)
      hasWorked = true
    }
    if try handOut() { hasWorked = true }
    if isClosed, !hasSentEnd {
      var packer = Packer()
      try packer.pack(failure)
      for rank in 1..<channel.size { try outbox.send(packer.bytes, to: rank, tag: FarmTag.end) }
      hasSentEnd = true
      hasWorked = true
    }
    try outbox.advance()
    if display.isDue(now - start) { display.update(snapshot(seconds: now - start)) }
    return hasWorked
  }

  private mutating func accept(_ letter: Inbox.Letter, at now: Double) throws(MPIError) {
    switch letter.tag {
    case FarmTag.results:
      let results = try ResultsMessage(letter.bytes, from: letter.source)
      for work in results.works { finished(work, rank: letter.source, at: now) }
      undeliveredBytes += letter.bytes.count
      orders.results.append(results)
    case FarmTag.returned:
      var unpacker = unsafe Unpacker(letter.bytes.span.bytes)
      returned(try unpacker.unpack([Range<Int>].self), rank: letter.source, at: now)
    case FarmTag.failure:
      var unpacker = unsafe Unpacker(letter.bytes.span.bytes)
      fail(try unpacker.unpack(FarmError.self))
    default:
      farewells += 1
    }
  }

  private mutating func finished(_ work: FarmWork, rank: Int, at now: Double) {
    stock.finish(work.tasks)
    master.handle(
      .finished(client: client(ofRank: rank), tasks: work.tasks, seconds: work.seconds, idle: work.idle),
      at: now)
  }

  private mutating func returned(_ ranges: [Range<Int>], rank: Int, at now: Double) {
    for tasks in ranges { unassignedBytes += stock.byteCount(of: tasks) }
    master.handle(.returned(client: client(ofRank: rank), ranges), at: now)
  }

  /// A consumer that is slower than the workers must not let rank 0's memory grow without end. Where tasks have an order of
  /// their own, all results may have to wait for the last one; and if nobody has a task, what all wait for is to be handed out.
  private var isHeld: Bool {
    (undeliveredBytes >= Self.mostUndeliveredBytes || (kept >= Self.mostKept && order == nil))
      && master.inFlight > 0
  }

  /// Sends what the master wants to be sent; false if that is nothing.
  private mutating func handOut() throws(MPIError) -> Bool {
    if isHeld { return false }
    var hasSent = false
    while let action = master.nextAction() {
      hasSent = true
      switch action {
      case .assign(let client, let tasks):
        unassignedBytes -= stock.byteCount(of: tasks)
        if assignments[client].count == 0 { assigned.append(client) }
        assignments[client].append(assignment: tasks, places: order?.places(tasks) ?? [], inputs: stock)
      case .takeBack(let client, let limit):
        var packer = Packer()
        packer.append(limit)
        try sendAssignments()
        try send(packer.bytes, to: client, tag: FarmTag.takeBack)
      case .giveUp: break
      }
    }
    try sendAssignments()
    return hasSent
  }

  private mutating func sendAssignments() throws(MPIError) {
    for client in assigned {
      try send(assignments[client].bytes, to: client, tag: FarmTag.assignment)
      assignments[client].removeAll()
    }
    assigned.removeAll(keepingCapacity: true)
  }

  private mutating func send(_ message: [UInt8], to client: Int, tag: Int) throws(MPIError) {
    if rootWorks && client == 0 {
      orders.own.append((tag, message))
    } else {
      try outbox.send(message, to: rank(ofClient: client), tag: tag)
    }
  }

  private func snapshot(seconds: Double) -> FarmProgress.Snapshot {
    .init(done: master.done, total: total, inFlight: master.inFlight, seconds: seconds)
  }
}
