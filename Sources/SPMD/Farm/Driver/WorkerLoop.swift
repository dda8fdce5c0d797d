import FarmProtocol
import MPI

/// The part of the ranks other than 0: they do what they are sent, until they are told that nothing more comes.
struct WorkerLoop<Inputs: Sequence, Output>: ~Copyable where Inputs.Element: Packable {
  private let rank: Int
  /// How results go to rank 0; nil if they stay here.
  private let packing: OutputPacking<Output>?
  private var inbox: Inbox
  private var outbox: Outbox
  private var bench: Workbench<Inputs, Output>
  private var now: Double
  /// What is done and not said: the outputs, packed, and which tasks they are of.
  private var outputs = Packer()
  private var works: [FarmWork] = []
  private var lastReport: Double
  /// Results that stay here.
  private var kept: [FarmResult<Output>] = []

  /// As long as there are other tasks to do, results of very short ones are said together.
  private var isTimeToReport: Bool {
    !works.isEmpty && (bench.waitingCount < 2 || now - lastReport > 0.00002)
  }

  init(_ channel: Communicator, _ loops: FarmLoops<Inputs, Output>, _ packing: OutputPacking<Output>?) {
    rank = channel.rank
    self.packing = packing
    now = Environment.wallTime
    lastReport = now
    inbox = Inbox(channel, from: 0)
    outbox = Outbox(channel)
    bench = Workbench(rank: rank, loops, at: now)
  }

  /// - Returns: The results that stay here, or what rank 0 says of a failure that ended the farm.
  mutating func run() throws(MPIError) -> Result<[FarmResult<Output>], FarmError> {
    var patience = Patience()
    var hasFailed = false
    while true {
      do throws(FarmError) {
        while let letter = try talking(rank, { () throws(MPIError) in try inbox.next() }) {
          patience.reset()
          if letter.tag == FarmTag.end { return try leave(letter.bytes) }
          // What was sent before rank 0 knew of the failure is not begun any more.
          if !hasFailed { try accept(letter) }
        }
        try talking(rank) { () throws(MPIError) in try outbox.advance() }
        if !hasFailed {
          let (hasWorked, done) = try bench.work(&now)
          if let done { try add(done) }
          if isTimeToReport { try report() }
          if hasWorked { continue }
        }
      } catch {
        hasFailed = true
        var packer = Packer()
        try packer.pack(error)
        try outbox.send(packer.bytes, to: 0, tag: FarmTag.failure)
      }
      patience.wait()
      now = Environment.wallTime
    }
  }

  private mutating func accept(_ letter: Inbox.Letter) throws(FarmError) {
    if letter.tag == FarmTag.assignment { return try bench.assign(letter.bytes, at: now) }
    let limit = try talking(rank) { () throws(MPIError) in
      var unpacker = unsafe Unpacker(letter.bytes.span.bytes)
      return try unpacker.next(Int.self)
    }
    let (given, done) = bench.takeBack(atMost: limit, at: now)
    if let done { try add(done) }
    if !works.isEmpty { try report() }
    try talking(rank) { () throws(MPIError) in
      var packer = Packer()
      try packer.pack(given)
      try outbox.send(packer.bytes, to: 0, tag: FarmTag.returned)
    }
  }

  private mutating func add(_ done: ResultBatch<Output>) throws(FarmError) {
    if let packing {
      do throws(MPIError) { try packing.pack(done.outputs, &outputs) } catch {
        throw FarmError(.task(done.places.first ?? done.work.tasks.lowerBound), rank: rank, error)
      }
    } else {
      kept += done.results
    }
    works.append(done.work)
  }

  private mutating func report() throws(FarmError) {
    outputs.append(results: works)
    try talking(rank) { () throws(MPIError) in
      try outbox.send(outputs.bytes, to: 0, tag: FarmTag.results)
    }
    outputs.removeAll()
    works.removeAll(keepingCapacity: true)
    lastReport = now
  }

  /// Says the last word, and waits until all words have gone.
  private mutating func leave(_ message: [UInt8]) throws(FarmError) -> Result<[FarmResult<Output>], FarmError>
  {
    try talking(rank) { () throws(MPIError) in
      var unpacker = unsafe Unpacker(message.span.bytes)
      let failure = try unpacker.unpack(FarmError?.self)
      try outbox.send([], to: 0, tag: FarmTag.farewell)
      var patience = Patience()
      while !outbox.isEmpty {
        try outbox.advance()
        patience.wait()
      }
      return failure.map { .failure($0) } ?? .success(kept)
    }
  }
}
