import FarmProtocol
import MPI

/// Where a rank does the tasks that it was given, a few at a time.
struct Workbench<Inputs: Sequence, Output: Packable> where Inputs.Element: Packable {
  /// Tasks that are done, with their results.
  struct Done {
    let work: FarmWork
    /// The place of the first in the list.
    let place: Int
    let outputs: [Output]
  }

  private let rank: Int
  private let perform: FarmLoops<Inputs, Output>.Perform
  private var worker: FarmWorker
  /// The batches that the worker has not begun.
  private var waiting: [EncodedBatch] = []
  /// The inputs of the batch that it has begun, the number of the first one's task, and the tasks' places in the list.
  private var inputs: [Inputs.Element] = []
  private var first = 0
  private var places: [Int] = []
  /// The outputs that were not reported.
  private var outputs: [Output] = []
  /// How many tasks to do before there is time for something else: about a millisecond.
  private var stride = 1

  init(rank: Int, _ loops: FarmLoops<Inputs, Output>) {
    self.rank = rank
    perform = loops.begin()
    worker = FarmWorker(at: Environment.wallTime)
  }

  /// Tasks to do after those that are there.
  mutating func assign(_ batch: EncodedBatch) {
    worker.assign(batch.tasks, at: Environment.wallTime)
    waiting.append(batch)
  }

  /// Gives back tasks that were not begun, at most so many.
  ///
  /// - Returns: The tasks, and what is to be reported before them, if that is now the end of a batch.
  mutating func takeBack(atMost limit: Int) -> (given: [Range<Int>], done: Done?) {
    let (given, work) = worker.takeBack(atMost: limit, at: Environment.wallTime)
    waiting.removeAll { batch in given.contains { $0.contains(batch.tasks.lowerBound) } }
    return (given, work.map { report($0) })
  }

  /// Does some tasks.
  ///
  /// - Returns: Whether there were any, and what is to be reported, if they were the last of a batch.
  mutating func work() throws(FarmError) -> (hasWorked: Bool, done: Done?) {
    guard let tasks = worker.begin(atMost: stride) else { return (false, nil) }
    if let batch = waiting.first, batch.tasks.lowerBound == tasks.lowerBound {
      waiting.removeFirst()
      inputs = try decode(batch, as: Inputs.Element.self, rank: rank)
      first = tasks.lowerBound
      places = batch.places
      outputs.reserveCapacity(inputs.count)
    }
    let start = Environment.wallTime
    try perform(tasks, inputs, first, places, rank, &outputs)
    let end = Environment.wallTime
    if end - start < 0.0005 { stride = min(2 * stride, 1 << 20) } else { stride = max(1, stride / 2) }
    let work = worker.end(tasks, seconds: end - start, at: end)
    return (true, work.map { report($0) })
  }

  private mutating func report(_ work: FarmWork) -> Done {
    defer { outputs = [] }
    let first = work.tasks.lowerBound
    return Done(work: work, place: places.isEmpty ? first : places[first - self.first], outputs: outputs)
  }
}

/// The values of a batch.
func decode<Value: Packable>(
  _ batch: EncodedBatch, as type: Value.Type, rank: Int
) throws(FarmError) -> [Value] {
  do throws(MPIError) {
    var unpacker = unsafe Unpacker(batch.bytes.span.bytes)
    let values = try Value.unpack(batch.tasks.count, from: &unpacker)
    try unpacker.finish()
    return values
  } catch {
    throw FarmError(.task(batch.place), rank: rank, error)
  }
}
