import FarmProtocol
import MPI

/// A farm of a single rank: a plain loop.
final class LocalSession<Inputs: Sequence, Output>: FarmSession where Inputs.Element: Packable {
  private let loops: FarmLoops<Inputs, Output>
  private let perform: FarmLoops<Inputs, Output>.Perform
  private var producer: InputProducer<Inputs>
  private let order: FarmOrder?
  private var display: FarmProgress.Display
  private let start: Double
  private var now: Double
  private var busy = 0.0
  private var done = 0
  /// How many tasks to do before there is time for something else.
  private var stride = 1
  /// Inputs that were added, with their places in the list: the most urgent last.
  private var added: [(input: Inputs.Element, place: Int, priority: Int)] = []
  private var addedCount = 0
  /// Those that wait for the end of the list.
  private var later: [(inputs: [Inputs.Element], priority: Int)] = []
  private var cancelled: [Range<Int>] = []

  var kept = 0

  init(_ farm: Farm<Inputs, Output>) throws(FarmError) {
    loops = farm.loops
    perform = loops.begin()
    var producer = InputProducer(farm.inputs)
    order = try producer.arrange(costs: farm.costs, priorities: farm.priorities)
    self.producer = producer
    display = farm.progress.display()
    start = Environment.wallTime
    now = start
  }

  func poll() throws(FarmError) -> FarmPoll<Output> {
    // Inputs that were added are not less urgent than the list at its end.
    let (priority, limit) = order?.priority(at: producer.count) ?? (0, .max)
    if let last = added.last, last.priority > priority || producer.isAtEnd { return try doAdded() }
    guard !producer.isAtEnd, let inputs = try loops.take(&producer, min(stride, limit)) else {
      producer.total = producer.count
      let later = self.later
      self.later = []
      for (inputs, priority) in later { add(inputs, priority: priority) }
      return added.isEmpty ? .end : .nothing(hasWorked: true)
    }
    let tasks = producer.count - inputs.count..<producer.count
    return try perform(inputs, tasks, places: order?.places(tasks) ?? [])
  }

  private func doAdded() throws(FarmError) -> FarmPoll<Output> {
    guard let last = added.last else { return .end }
    // The first ones are at the end.
    let batch = Array(added.suffix(stride).reversed().prefix { $0.priority == last.priority })
    added.removeLast(batch.count)
    return try perform(batch.map(\.input), 0..<batch.count, places: batch.map(\.place))
  }

  private func perform(
    _ inputs: [Inputs.Element], _ tasks: Range<Int>, places: [Int]
  ) throws(FarmError) -> FarmPoll<Output> {
    cancelled.isEmpty
      ? try performAll(inputs, tasks, places: places) : try performUncancelled(inputs, tasks, places: places)
  }

  private func performAll(
    _ inputs: [Inputs.Element], _ tasks: Range<Int>, places: [Int]
  ) throws(FarmError) -> FarmPoll<Output> {
    var outputs: [Output] = []
    outputs.reserveCapacity(inputs.count)
    let began = now
    try perform(tasks, inputs, tasks.lowerBound, places, 0, &outputs)
    now = Environment.wallTime
    let seconds = now - began
    busy += seconds
    done += outputs.count
    // Batches of a few milliseconds: seldom enough to look at the clock, often enough to show progress.
    stride = seconds < 0.002 ? min(stride * 2, 4096) : max(1, stride / 2)
    if display.isDue(now - start) { display.update(snapshot) }
    let work = FarmWork(tasks: tasks, seconds: seconds, idle: 0)
    return .batch(ResultBatch(work: work, places: places, rank: 0, outputs: outputs))
  }

  private func performUncancelled(
    _ inputs: [Inputs.Element], _ tasks: Range<Int>, places: [Int]
  ) throws(FarmError) -> FarmPoll<Output> {
    let places = places.isEmpty ? Array(tasks) : places
    let left = inputs.indices.filter { index in !cancelled.contains { $0.contains(places[index]) } }
    guard !left.isEmpty else { return .nothing(hasWorked: true) }
    return try performAll(left.map { inputs[$0] }, 0..<left.count, places: left.map { places[$0] })
  }

  func add(_ inputs: [Inputs.Element], priority: Int) {
    guard let end = producer.total else { return later.append((inputs, priority)) }
    for input in inputs {
      let place = added.firstIndex { $0.priority >= priority } ?? added.count
      added.insert((input, end + addedCount, priority), at: place)
      addedCount += 1
    }
  }

  func cancel(_ places: Range<Int>) { cancelled.append(places) }

  func end(_ failure: FarmError?) throws(FarmError) -> FarmReport {
    now = Environment.wallTime
    display.finish(snapshot)
    if let failure { throw failure }
    return FarmReport(
      workers: [.init(rank: 0, tasks: done, busySeconds: busy)], tasks: done, seconds: now - start)
  }

  private var snapshot: FarmProgress.Snapshot {
    .init(done: done, total: producer.total.map { $0 + addedCount }, inFlight: 0, seconds: now - start)
  }
}
