import FarmProtocol
import MPI
import Synchronization

/// Rank 0's messages: hands out what the master assigns, takes in what the workers send.
struct FarmServer: ~Copyable {
  private let channel: Communicator
  private let exchange: Exchange
  private let start: Double
  private var display: FarmProgress.Display
  private var outbox: Outbox
  private var farewells = 0
  private var hasSentEnd = false

  /// - Parameter start: When the farm began, by the wall clock.
  init(_ channel: Communicator, _ exchange: Exchange, _ progress: FarmProgress, start: Double) {
    self.channel = channel
    self.exchange = exchange
    self.start = start
    display = progress.display()
    outbox = Outbox(channel)
  }

  /// Serves until the farm is closed and all workers know it.
  mutating func run() throws(MPIError) {
    var patience = Patience()
    while !isOver {
      if try step() { patience.reset() } else { patience.wait() }
    }
    display.finish(exchange.snapshot(seconds: Environment.wallTime - start))
  }

  /// Whether all workers have said their last word, and have heard ours.
  private var isOver: Bool { farewells == channel.size - 1 && outbox.isEmpty }

  /// Does what can be done without waiting; false if that is nothing.
  mutating func step() throws(MPIError) -> Bool {
    var hasWorked = false
    while let message = try channel.probeMatchedNow() {
      let status = message.status
      try accept(try message.receive([UInt8].self), tag: status.tag, from: status.source)
      hasWorked = true
    }
    for (rank, tag, message) in exchange.messages() {
      try outbox.send(message, to: rank, tag: tag)
      hasWorked = true
    }
    let (isClosed, failure) = exchange.state.withLock { ($0.isClosed, $0.failure) }
    if isClosed, !hasSentEnd {
      var packer = Packer()
      try packer.pack(failure)
      for rank in 1..<channel.size { try outbox.send(packer.bytes, to: rank, tag: FarmTag.end) }
      hasSentEnd = true
      hasWorked = true
    }
    try outbox.advance()
    let seconds = Environment.wallTime - start
    if display.isDue(seconds) { display.update(exchange.snapshot(seconds: seconds)) }
    return hasWorked
  }

  private mutating func accept(_ message: [UInt8], tag: Int, from rank: Int) throws(MPIError) {
    var unpacker = unsafe Unpacker(message.span.bytes)
    switch tag {
    case FarmTag.results:
      let first = try unpacker.next(Int.self)
      let count = try unpacker.next(Int.self)
      let seconds = try unpacker.next(Double.self)
      let idle = try unpacker.next(Double.self)
      let outputs = try unpacker.next(unpacker.remaining, of: UInt8.self)
      let work = FarmWork(tasks: first..<first + count, seconds: seconds, idle: idle)
      let batch = EncodedBatch(tasks: work.tasks, bytes: outputs)
      exchange.finished(work, rank: rank, results: .init(rank: rank, batch: batch))
    case FarmTag.returned:
      var ranges: [Range<Int>] = []
      while unpacker.remaining > 0 {
        let first = try unpacker.next(Int.self)
        ranges.append(first..<first + (try unpacker.next(Int.self)))
      }
      exchange.returned(ranges, rank: rank)
    case FarmTag.failure:
      exchange.fail(try unpacker.unpack(FarmError.self))
    default:
      farewells += 1
    }
  }
}
