import FarmProtocol
import MPI

/// Where a rank does the tasks that it was given, a few at a time.
struct Workbench<Inputs: Sequence, Output> where Inputs.Element: Packable {
  /// Tasks with their inputs.
  private struct Batch {
    let tasks: Range<Int>
    let places: [Int]
    let inputs: [Inputs.Element]
  }

  private let rank: Int
  private let perform: FarmLoops<Inputs, Output>.Perform
  private var worker: FarmWorker
  /// The batches that the worker has not begun.
  private var waiting: [Batch] = []
  /// The batch that it has begun.
  private var current = Batch(tasks: 0..<0, places: [], inputs: [])
  /// The outputs that were not reported.
  private var outputs: [Output] = []
  /// How many tasks to do before there is time for something else: about a millisecond.
  private var stride = 1

  init(rank: Int, _ loops: FarmLoops<Inputs, Output>, at now: Double) {
    self.rank = rank
    perform = loops.begin()
    worker = FarmWorker(at: now)
  }

  /// How many batches there are that were not begun.
  var waitingCount: Int { waiting.count }

  /// Takes the tasks of a message, to do them after those that are there.
  mutating func assign(_ message: [UInt8], at now: Double) throws(FarmError) {
    var tasks = 0..<0
    var places: [Int] = []
    do throws(MPIError) {
      var unpacker = unsafe Unpacker(message.span.bytes)
      while unpacker.remaining > 0 {
        let header = try unpacker.next(SIMD3<Int>.self)
        tasks = header[0]..<header[0] + header[1]
        places = try unpacker.next(header[2], of: Int.self)
        let inputs = try Inputs.Element.unpack(tasks.count, from: &unpacker)
        worker.assign(tasks, at: now)
        waiting.append(Batch(tasks: tasks, places: places, inputs: inputs))
      }
    } catch {
      throw FarmError(.task(places.first ?? tasks.lowerBound), rank: rank, error)
    }
  }

  /// Gives back tasks that were not begun, at most so many.
  ///
  /// - Returns: The tasks, and what is to be reported before them, if that is now the end of a batch.
  mutating func takeBack(
    atMost limit: Int, at now: Double
  ) -> (given: [Range<Int>], done: ResultBatch<Output>?) {
    let (given, work) = worker.takeBack(atMost: limit, at: now)
    waiting.removeAll { batch in given.contains { $0.contains(batch.tasks.lowerBound) } }
    return (given, work.map { report($0) })
  }

  /// Does some tasks.
  ///
  /// - Parameter now: What time it is; afterwards, what time it is then.
  /// - Returns: Whether there were any, and what is to be reported, if they were the last of a batch.
  mutating func work(_ now: inout Double) throws(FarmError) -> (hasWorked: Bool, done: ResultBatch<Output>?) {
    guard let tasks = worker.begin(atMost: stride) else { return (false, nil) }
    if let batch = waiting.first, batch.tasks.lowerBound == tasks.lowerBound {
      current = batch
      waiting.removeFirst()
      outputs.reserveCapacity(current.inputs.count)
    }
    let start = now
    try perform(tasks, current.inputs, current.tasks.lowerBound, current.places, rank, &outputs)
    now = Environment.wallTime
    if now - start < 0.0005 { stride = min(2 * stride, 1 << 20) } else { stride = max(1, stride / 2) }
    let work = worker.end(tasks, seconds: now - start, at: now)
    return (true, work.map { report($0) })
  }

  private mutating func report(_ work: FarmWork) -> ResultBatch<Output> {
    defer { outputs = [] }
    let low = work.tasks.lowerBound - current.tasks.lowerBound
    let places =
      current.places.isEmpty ? [] : Array(current.places[low..<low + work.tasks.count])
    return ResultBatch(work: work, places: places, rank: rank, outputs: outputs)
  }
}
