import MPI

extension Farm {
  /// The part of the other ranks: does what it is sent, until it is told that nothing more comes.
  func driveWorker(_ channel: Communicator) throws -> Result<FarmReport?, FarmError> {
    var outbox = Outbox(channel)
    var lastEnd = Environment.wallTime
    var hasFailed = false
    while true {
      let message = try channel.waitForMessage(from: 0) { () throws(MPIError) in try outbox.advance() }
      let tag = message.status.tag
      let bytes = try message.receive([UInt8].self)
      if tag == FarmTag.end {
        var unpacker = unsafe Unpacker(bytes.span.bytes)
        let failure = try unpacker.unpack(FarmError?.self)
        try outbox.send([], to: 0, tag: FarmTag.farewell)
        var patience = Patience()
        while !outbox.isEmpty {
          try outbox.advance()
          patience.wait()
        }
        if let failure { return .failure(failure) }
        return .success(nil)
      }
      // What was sent in reserve before the end was known is not begun any more.
      if try hasFailed || channel.probeNow(from: 0, tag: FarmTag.end) != nil { continue }
      do throws(FarmError) {
        try work(on: bytes, channel, &outbox, lastEnd: &lastEnd)
      } catch {
        hasFailed = true
        var packer = Packer()
        try packer.pack(error)
        try outbox.send(packer.bytes, to: 0, tag: FarmTag.failure)
      }
    }
  }

  /// Does a batch and sends the results, unless the end of the farm comes before.
  private func work(
    on assignment: [UInt8], _ channel: Communicator, _ outbox: inout Outbox, lastEnd: inout Double
  ) throws(FarmError) {
    let (first, inputs) = try talking { () throws(MPIError) in
      var unpacker = unsafe Unpacker(assignment.span.bytes)
      let first = try unpacker.next(Int.self)
      let count = try unpacker.next(Int.self)
      return (first, try Inputs.Element.unpack(count, from: &unpacker))
    }

    var lastLook = Environment.wallTime
    let idle = lastLook - lastEnd
    let done = try perform(inputs, first: first, rank: channel.rank) { () throws(FarmError) in
      let now = Environment.wallTime
      guard now - lastLook > 0.005 else { return true }
      lastLook = now
      return try talking { () throws(MPIError) in try channel.probeNow(from: 0, tag: FarmTag.end) == nil }
    }
    lastEnd = Environment.wallTime
    guard done.outputs.count == inputs.count else { return }

    var packer = Packer()
    packer.append(first)
    packer.append(inputs.count)
    packer.append(done.seconds)
    packer.append(idle)
    do throws(MPIError) {
      try Output.pack(done.outputs, into: &packer)
    } catch {
      throw FarmError(.task(first), rank: channel.rank, error)
    }
    try talking { () throws(MPIError) in try outbox.send(packer.bytes, to: 0, tag: FarmTag.results) }
  }

  /// Makes an error of MPI's one of the farm's.
  func talking<R>(_ call: () throws(MPIError) -> R) throws(FarmError) -> R {
    do throws(MPIError) {
      return try call()
    } catch {
      throw FarmError(.communication, rank: communicator.rank, error)
    }
  }
}
