import FarmProtocol
import MPI

/// A farm of several ranks, on rank 0: makes inputs, does tasks, hands on results, and serves the other ranks in between; while
/// a task of its own takes long, a thread stands in for that, if MPI allows it.
final class MasterSession<Inputs: Sequence, Output>: FarmSession where Inputs.Element: Packable {
  private let channel: Communicator
  private let packing: OutputPacking<Output>?
  private let loops: FarmLoops<Inputs, Output>
  private var producer: InputProducer<Inputs>
  private let order: FarmOrder?
  private let server: SharedServer
  private var standIn: ServiceThread?
  private var bench: Workbench<Inputs, Output>
  private var news = FarmServer.News()
  private var orders = FarmServer.Orders()
  /// Results that are to be handed on, the last first.
  private var ready: [ResultBatch<Output>] = []
  /// How many inputs to make before there is time for something else.
  private var chunk = 1
  /// How many inputs were added, and those that wait for the end of the list.
  private var added = 0
  private var later: [(inputs: [Inputs.Element], priority: Int)] = []
  private var isComplete = false
  /// Tasks that were cancelled before their inputs were made.
  private var cancelled: [Range<Int>] = []
  /// What went wrong where nobody could be told.
  private var failure: FarmError?
  private var now: Double

  var kept = 0

  init(_ farm: Farm<Inputs, Output>, _ channel: Communicator, _ packing: OutputPacking<Output>?) throws {
    self.channel = channel
    self.packing = packing
    loops = farm.loops
    now = Environment.wallTime
    let canServeMeanwhile = try Environment.grantedThreadLevel == .multiple
    let works = farm.rootWorks ?? (canServeMeanwhile && channel.size < 64)
    var producer = InputProducer(farm.inputs)
    do throws(FarmError) {
      order = try producer.arrange(costs: farm.costs, priorities: farm.priorities)
    } catch {
      order = nil
      failure = error
    }
    self.producer = producer
    bench = Workbench(rank: 0, loops, at: now)
    let server = SharedServer(
      FarmServer(
        channel, rootWorks: works, farm.policy.schedule, order: order, farm.progress, start: now))
    self.server = server
    standIn = works && canServeMeanwhile ? ServiceThread { server.standIn() } : nil
  }

  func poll() throws(FarmError) -> FarmPoll<Output> {
    if let failure { throw failure }
    if let batch = ready.popLast() { return .batch(batch) }
    var hasWorked = try makeInputs()
    news.kept = kept
    let news = self.news
    self.news = FarmServer.News()
    orders = try talking(0) { () throws(MPIError) in try server.visit(news, at: now) }
    if let failure = orders.failure { throw failure }
    if orders.hasServed { hasWorked = true }
    for results in orders.results.reversed() { try receive(results) }
    for (tag, message) in orders.own { try accept(message, tag: tag) }
    // Before rank 0's own tasks, which may take long, or fail.
    if let batch = ready.popLast() { return .batch(batch) }
    if orders.isOver, isComplete { return .end }
    let (hasDoneTasks, done) = try bench.work(&now)
    if let done { return .batch(finish(done)) }
    if !hasDoneTasks { now = Environment.wallTime }
    return .nothing(hasWorked: hasWorked || hasDoneTasks)
  }

  func end(_ failure: FarmError?) throws(FarmError) -> FarmReport {
    do {
      let outcome = try server.finish(failure)
      standIn = nil  // Waits for it.
      try channel.free()
      return try outcome.get()
    } catch let error as FarmError {
      throw error
    } catch {
      throw FarmError(.communication, rank: 0, error)
    }
  }

  // MARK: Results

  private func receive(_ results: ResultsMessage) throws(FarmError) {
    guard let packing else { return }
    do throws(MPIError) {
      let batches = try packing.unpack(results.works.map(\.tasks.count), results.bytes)
      for (work, outputs) in zip(results.works, batches).reversed() {
        ready.append(
          ResultBatch(
            work: work, places: order?.places(work.tasks) ?? [], rank: results.rank, outputs: outputs))
      }
    } catch {
      let task = results.works.first?.tasks.lowerBound ?? 0
      throw FarmError(.task(order?.places(task..<task + 1)[0] ?? task), rank: results.rank, error)
    }
  }

  private func accept(_ message: [UInt8], tag: Int) throws(FarmError) {
    if tag == FarmTag.assignment { return try bench.assign(message, at: now) }
    let limit = try talking(0) { () throws(MPIError) in
      var unpacker = unsafe Unpacker(message.span.bytes)
      return try unpacker.next(Int.self)
    }
    let (given, done) = bench.takeBack(atMost: limit, at: now)
    if let done { ready.append(finish(done)) }
    news.returned = given
  }

  private func finish(_ done: ResultBatch<Output>) -> ResultBatch<Output> {
    news.works.append(done.work)
    return done
  }

  // MARK: Inputs

  /// Makes some inputs, if they are wanted; false if none were made.
  private func makeInputs() throws(FarmError) -> Bool {
    guard orders.wantsInputs, !isComplete else { return false }
    let start = now
    let (priority, limit) = order?.priority(at: producer.count) ?? (0, .max)
    guard !producer.isAtEnd, let inputs = try loops.take(&producer, min(chunk, limit)) else {
      complete()
      return true
    }
    let tasks = producer.count - inputs.count..<producer.count
    let byteCount = try supply(inputs, tasks, priority: priority)
    for part in cancelled where part.overlaps(tasks) { news.cancelled.append(part.clamped(to: tasks)) }
    news.total = total
    if producer.isAtEnd { complete() }
    now = Environment.wallTime
    // The first inputs go out one by one if they take long to make, and many at a time if not. While there is something to
    // hand out, slow inputs must not keep rank 0 from its other work.
    if now - start < 0.00025, byteCount < 1 << 20 {
      chunk = min(chunk * 2, 4096)
    } else {
      chunk = max(1, chunk / 2)
    }
    return true
  }

  private var total: Int? { producer.total.map { $0 + added } }

  /// Packs inputs for the server.
  ///
  /// - Returns: How many bytes they have.
  private func supply(
    _ inputs: [Inputs.Element], _ tasks: Range<Int>, priority: Int
  ) throws(FarmError) -> Int {
    var packer = Packer()
    let ends = try loops.pack(inputs, order?.places(tasks).first ?? tasks.lowerBound, &packer)
    news.inputs.append((EncodedInputs(tasks: tasks, ends: ends, bytes: packer.bytes), priority))
    return packer.count
  }

  /// All inputs of the list are made.
  private func complete() {
    isComplete = true
    producer.total = producer.count
    news.isComplete = true
    let later = self.later
    self.later = []
    for (inputs, priority) in later { add(inputs, priority: priority) }
    news.total = total
  }

  func add(_ inputs: [Inputs.Element], priority: Int) {
    // Where the list ends, inputs have their places at once.
    guard let end = producer.total else { return later.append((inputs, priority)) }
    let first = end + added
    added += inputs.count
    news.total = total
    do throws(FarmError) {
      _ = try supply(inputs, first..<first + inputs.count, priority: priority)
    } catch {
      failure = failure ?? error
    }
  }

  func cancel(_ places: Range<Int>) {
    for tasks in order?.positions(of: places) ?? [places] {
      news.cancelled.append(tasks)
      if !isComplete { cancelled.append(tasks) }
    }
  }
}
