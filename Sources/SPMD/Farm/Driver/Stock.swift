import MPI

/// Encoded inputs or outputs of tasks that follow each other in the list.
struct EncodedBatch: Sendable {
  /// The numbers of the tasks.
  let tasks: Range<Int>
  /// Their places in the list; empty if these are their numbers.
  var places: [Int] = []
  let bytes: [UInt8]

  /// The place of the first in the list.
  var place: Int { places.first ?? tasks.lowerBound }

  /// The message of an assignment.
  func message() -> [UInt8] {
    var packer = Packer()
    packer.append(tasks.lowerBound)
    packer.append(tasks.count)
    packer.append(places.count)
    packer.append(contentsOf: places.span)
    packer.append(contentsOf: bytes.span)
    return packer.bytes
  }

  init(tasks: Range<Int>, places: [Int] = [], bytes: [UInt8]) {
    self.tasks = tasks
    self.places = places
    self.bytes = bytes
  }

  /// What came as a message.
  init(_ message: [UInt8]) throws(MPIError) {
    var unpacker = unsafe Unpacker(message.span.bytes)
    let first = try unpacker.next(Int.self)
    let count = try unpacker.next(Int.self)
    tasks = first..<first + count
    places = try unpacker.next(try unpacker.next(Int.self), of: Int.self)
    bytes = try unpacker.next(unpacker.remaining, of: UInt8.self)
  }
}

/// Encoded inputs that somebody may still need, by the numbers of their tasks.
struct Stock: Sendable {
  /// Inputs that were packed one after the other, and what is left of them.
  private struct Piece: Sendable {
    var tasks: Range<Int>
    /// The number of the task whose input begins the bytes.
    let first: Int
    /// Where each input ends.
    let ends: [Int]
    let bytes: [UInt8]

    /// The bytes of some of the inputs.
    func bytes(of tasks: Range<Int>) -> ArraySlice<UInt8> {
      let low = tasks.lowerBound - first
      return bytes[(low == 0 ? 0 : ends[low - 1])..<ends[tasks.upperBound - first - 1]]
    }
  }

  /// In the order of the tasks, with gaps where inputs have been taken.
  private var pieces: [Piece] = []
  /// How many of the first pieces are used up.
  private var gone = 0

  /// How many inputs there are, and how many bytes they have.
  private(set) var count = 0
  private(set) var byteCount = 0

  /// Adds inputs that were packed one after the other, behind all others.
  ///
  /// - Parameters:
  ///   - first: The number of the first one's task.
  ///   - sizes: How many bytes each has.
  mutating func add(_ packed: [UInt8], first: Int, sizes: [Int]) {
    guard !sizes.isEmpty else { return }
    var end = 0
    let ends = sizes.map { size in
      end += size
      return end
    }
    pieces.append(Piece(tasks: first..<first + sizes.count, first: first, ends: ends, bytes: packed))
    count += sizes.count
    byteCount += packed.count
  }

  /// Takes inputs out.
  mutating func take(_ tasks: Range<Int>) -> Stock {
    var taken = Stock()
    var index = gone
    // Nearly always they are in the first piece.
    if pieces[gone..<pieces.count].first.map({ $0.tasks.upperBound <= tasks.lowerBound }) ?? false {
      index = firstPiece(endingAfter: tasks.lowerBound)
    }
    while index < pieces.count, pieces[index].tasks.lowerBound < tasks.upperBound {
      let piece = pieces[index]
      let common = piece.tasks.clamped(to: tasks)
      let size = piece.bytes(of: common).count
      count -= common.count
      byteCount -= size
      taken.count += common.count
      taken.byteCount += size
      taken.pieces.append(piece)
      taken.pieces[taken.pieces.count - 1].tasks = common
      let rest = [piece.tasks.lowerBound..<common.lowerBound, common.upperBound..<piece.tasks.upperBound]
      switch (rest[0].isEmpty, rest[1].isEmpty) {
      case (true, true) where index == gone:
        gone += 1
        index += 1
      case (true, true): pieces.remove(at: index)
      case (true, false):
        pieces[index].tasks = rest[1]
        index += 1
      case (false, true):
        pieces[index].tasks = rest[0]
        index += 1
      case (false, false):
        pieces[index].tasks = rest[0]
        pieces.insert(piece, at: index + 1)
        pieces[index + 1].tasks = rest[1]
        index += 2
      }
    }
    if gone > 16, 2 * gone > pieces.count {
      pieces.removeFirst(gone)
      gone = 0
    }
    return taken
  }

  /// Puts inputs back that were taken out.
  mutating func putBack(_ inputs: Stock) {
    for piece in inputs.pieces[inputs.gone...] {
      pieces.insert(piece, at: firstPiece(endingAfter: piece.tasks.lowerBound))
    }
    count += inputs.count
    byteCount += inputs.byteCount
  }

  /// All inputs, one after the other.
  func encoded(_ tasks: Range<Int>, places: [Int]) -> EncodedBatch {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    for piece in pieces[gone...] { bytes += piece.bytes(of: piece.tasks) }
    return EncodedBatch(tasks: tasks, places: places, bytes: bytes)
  }

  private func firstPiece(endingAfter task: Int) -> Int {
    var (low, high) = (gone, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].tasks.upperBound <= task { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
