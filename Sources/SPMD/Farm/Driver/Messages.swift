import FarmProtocol
import MPI

/// The messages of a farm, by tag. Both ends are the same program, so the inputs and outputs in them are what their types'
/// packing makes of them.
enum FarmTag {
  /// Rank 0 to a worker: tasks, see ``Packer/append(assignment:places:inputs:)``, several times.
  static let assignment = 1
  /// A worker to rank 0: a ``ResultsMessage``.
  static let results = 2
  /// A worker to rank 0: a ``FarmError``.
  static let failure = 3
  /// Rank 0 to a worker: there is nothing more to do; the ``FarmError`` that ended the farm, if one did.
  static let end = 4
  /// A worker to rank 0: its last message.
  static let farewell = 5
  /// Rank 0 to a worker: how many tasks it shall give back, if it has so many that it has not begun.
  static let takeBack = 6
  /// A worker to rank 0, the answer: ranges of tasks.
  static let returned = 7
}

extension Packer {
  /// Appends tasks for a worker: the number of the first and how many there are, their places in the list, unless these are
  /// their numbers, and their inputs.
  mutating func append(assignment tasks: Range<Int>, places: [Int], inputs: Stock) {
    append(SIMD3(tasks.lowerBound, tasks.count, places.count))
    append(contentsOf: places.span)
    inputs.append(tasks, to: &self)
  }

  /// Appends what is left to say when the outputs of tasks have been appended: which tasks they were.
  mutating func append(results works: [FarmWork]) {
    for work in works {
      append(SIMD2(work.tasks.lowerBound, work.tasks.count))
      append(SIMD2(work.seconds, work.idle))
    }
    append(works.count)
  }
}

/// What a worker has done, as it came in a message: the outputs, and behind them which tasks they are of.
struct ResultsMessage: Sendable {
  let rank: Int
  let works: [FarmWork]
  let bytes: [UInt8]

  init(_ bytes: [UInt8], from rank: Int) throws(MPIError) {
    self.rank = rank
    self.bytes = bytes
    let (word, record) = (MemoryLayout<Int>.stride, 4 * MemoryLayout<Int>.stride)
    var last = unsafe Unpacker(bytes.span.bytes.extracting(last: word))
    let count = try last.nextCount()
    var records = unsafe Unpacker(
      bytes.span.bytes.extracting(droppingLast: word).extracting(last: count * record))
    works = try (0..<count).map { _ throws(MPIError) in
      let tasks = try records.next(SIMD2<Int>.self)
      let times = try records.next(SIMD2<Double>.self)
      return FarmWork(tasks: tasks[0]..<tasks[0] + tasks[1], seconds: times[0], idle: times[1])
    }
  }
}
