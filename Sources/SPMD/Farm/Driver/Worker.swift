import FarmProtocol
import MPI

extension Farm {
  /// The part of the other ranks: does what it is sent, until it is told that nothing more comes.
  func driveWorker(_ channel: Communicator) throws -> Result<FarmReport?, FarmError> {
    var outbox = Outbox(channel)
    var bench = Workbench(rank: channel.rank, loops)
    var patience = Patience()
    var hasFailed = false
    while true {
      do throws(FarmError) {
        while let (tag, bytes) = try talking({ () throws(MPIError) in try channel.receiveNow(from: 0) }) {
          patience.reset()
          if tag == FarmTag.end { return try leave(bytes, &outbox) }
          // What was sent before rank 0 knew of the failure is not begun any more.
          if !hasFailed { try accept(bytes, tag: tag, &bench, &outbox) }
        }
        try talking { () throws(MPIError) in try outbox.advance() }
        if !hasFailed {
          let (hasWorked, done) = try bench.work()
          if let done { try report(done, &outbox) }
          if hasWorked { continue }
        }
      } catch {
        hasFailed = true
        var packer = Packer()
        try packer.pack(error)
        try outbox.send(packer.bytes, to: 0, tag: FarmTag.failure)
      }
      patience.wait()
    }
  }

  private func accept(
    _ message: [UInt8], tag: Int, _ bench: inout Workbench<Inputs, Output>, _ outbox: inout Outbox
  ) throws(FarmError) {
    if tag == FarmTag.assignment {
      bench.assign(try talking { () throws(MPIError) in try EncodedBatch(message) })
    } else {
      let limit = try talking { () throws(MPIError) in
        var unpacker = unsafe Unpacker(message.span.bytes)
        return try unpacker.next(Int.self)
      }
      let (given, done) = bench.takeBack(atMost: limit)
      if let done { try report(done, &outbox) }
      var packer = Packer()
      for tasks in given {
        packer.append(tasks.lowerBound)
        packer.append(tasks.count)
      }
      try talking { () throws(MPIError) in try outbox.send(packer.bytes, to: 0, tag: FarmTag.returned) }
    }
  }

  private func report(
    _ done: Workbench<Inputs, Output>.Done, _ outbox: inout Outbox
  ) throws(FarmError) {
    var packer = Packer()
    packer.append(done.work.tasks.lowerBound)
    packer.append(done.work.tasks.count)
    packer.append(done.work.seconds)
    packer.append(done.work.idle)
    do throws(MPIError) {
      try Output.pack(done.outputs, into: &packer)
    } catch {
      throw FarmError(.task(done.place), rank: communicator.rank, error)
    }
    try talking { () throws(MPIError) in try outbox.send(packer.bytes, to: 0, tag: FarmTag.results) }
  }

  /// Says the last word, and waits until all words have gone.
  ///
  /// - Returns: What rank 0 said of the end.
  private func leave(
    _ message: [UInt8], _ outbox: inout Outbox
  ) throws(FarmError) -> Result<FarmReport?, FarmError> {
    try talking { () throws(MPIError) in
      var unpacker = unsafe Unpacker(message.span.bytes)
      let failure = try unpacker.unpack(FarmError?.self)
      try outbox.send([], to: 0, tag: FarmTag.farewell)
      var patience = Patience()
      while !outbox.isEmpty {
        try outbox.advance()
        patience.wait()
      }
      return failure.map { .failure($0) } ?? .success(nil)
    }
  }
}
