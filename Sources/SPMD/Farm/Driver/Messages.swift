import MPI

/// The messages of a farm, by tag. Both ends are the same program, so the payload is what the types' packing makes it.
enum FarmTag {
  /// Rank 0 to a worker: the number of the first task, the number of tasks, their inputs.
  static let assignment = 1
  /// A worker to rank 0: the number of the first task, the number of tasks, the seconds they took, the
  /// seconds without work before, their outputs.
  static let results = 2
  /// A worker to rank 0: a ``FarmError``.
  static let failure = 3
  /// Rank 0 to a worker: there is nothing more to do; the ``FarmError`` that ended the farm, if one did.
  static let end = 4
  /// A worker to rank 0: its last message.
  static let farewell = 5
}

/// Encoded inputs or outputs of tasks that follow each other in the list.
struct EncodedBatch: Sendable {
  var first: Int
  var count: Int
  var bytes: [UInt8]

  init(first: Int, count: Int, bytes: [UInt8]) {
    self.first = first
    self.count = count
    self.bytes = bytes
  }

  /// The message of an assignment.
  func message() -> [UInt8] {
    var packer = Packer()
    packer.append(first)
    packer.append(count)
    packer.append(contentsOf: bytes.span)
    return packer.bytes
  }
}

/// Encoded inputs that have not been assigned, in the order of the list.
struct Stock: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var taken = 0

  /// How many inputs there are.
  var count: Int { ends.count - taken }
  /// How many bytes they have.
  var byteCount: Int { bytes.count - start }

  private var start: Int { taken == 0 ? 0 : ends[taken - 1] }

  /// Adds inputs that were packed one after the other.
  ///
  /// - Parameter sizes: How many bytes each has.
  mutating func add(_ packed: [UInt8], sizes: [Int]) {
    if taken == ends.count {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      taken = 0
    } else if taken > ends.count / 2 {
      let start = self.start
      bytes.removeFirst(start)
      ends = ends[taken...].map { $0 - start }
      taken = 0
    }
    var end = bytes.count
    bytes.append(contentsOf: packed)
    for size in sizes {
      end += size
      ends.append(end)
    }
  }

  /// Takes the next inputs out.
  mutating func take(_ tasks: Range<Int>) -> EncodedBatch {
    let start = self.start
    taken += tasks.count
    return EncodedBatch(
      first: tasks.lowerBound, count: tasks.count, bytes: Array(bytes[start..<ends[taken - 1]]))
  }
}
