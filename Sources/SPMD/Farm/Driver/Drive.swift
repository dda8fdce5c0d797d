import MPI

extension Farm {
  typealias Sink = (ResultBatch<Output>) throws -> Void

  /// Does the list as this rank's part asks for. The result is nil on ranks other than 0.
  func drive(_ sink: Sink) throws(FarmError) -> FarmReport? {
    if communicator.size == 1 { return try driveAlone(sink) }
    do {
      // Ranks may come here long before others: the wait is polite, which that for a duplicate would not be.
      try communicator.waitForAll()
      let channel = try communicator.duplicate()
      let outcome = try channel.rank == 0 ? driveMaster(channel, sink) : driveWorker(channel)
      try channel.free()
      return try outcome.get()
    } catch let error as FarmError {
      throw error
    } catch {
      throw FarmError(.communication, rank: communicator.rank, error)
    }
  }

  /// Does the list on a single rank: a plain loop.
  private func driveAlone(_ sink: Sink) throws(FarmError) -> FarmReport {
    let start = Environment.wallTime
    var display = progress.display()
    var producer = InputProducer(inputs)
    var index = 0
    var busy = 0.0
    var batchSize = 1
    var snapshot: FarmProgress.Snapshot {
      .init(done: index, total: producer.total, inFlight: 0, seconds: Environment.wallTime - start)
    }
    do throws(FarmError) {
      while let batch = try producer.take(batchSize) {
        let done = try perform(batch, first: index, rank: 0)
        try deliver(ResultBatch(first: index, rank: 0, outputs: done.outputs), to: sink)
        index += done.outputs.count
        busy += done.seconds
        // Batches of a few milliseconds: seldom enough to look at the clock, often enough to show progress.
        batchSize = done.seconds < 0.002 ? min(batchSize * 2, 4096) : max(1, batchSize / 2)
        if display.isDue(Environment.wallTime - start) { display.update(snapshot) }
      }
    } catch {
      display.finish(snapshot)
      throw error
    }
    let end = snapshot
    display.finish(end)
    return FarmReport(
      workers: [.init(rank: 0, tasks: index, busySeconds: busy)], tasks: index, seconds: end.seconds)
  }

  func deliver(_ batch: ResultBatch<Output>, to sink: Sink) throws(FarmError) {
    do {
      try sink(batch)
    } catch {
      throw FarmError(.consumer, rank: communicator.rank, error)
    }
  }

  /// Does the tasks of a batch.
  ///
  /// - Parameter between: Called between the tasks; if it returns false, the rest is abandoned.
  func perform(
    _ inputs: [Inputs.Element], first: Int, rank: Int, between: () throws(FarmError) -> Bool = { true }
  ) throws(FarmError) -> (outputs: [Output], seconds: Double) {
    let start = Environment.wallTime
    var lastLook = start
    // Looking costs as much as the smallest tasks, so it is done about once in a millisecond.
    var (stride, untilLook) = (1, 1)
    var outputs: [Output] = []
    outputs.reserveCapacity(inputs.count)
    for (offset, input) in inputs.enumerated() {
      do {
        outputs.append(try body(input, FarmTask(index: first + offset, rank: rank)))
      } catch {
        throw FarmError(.task(first + offset), rank: rank, error)
      }
      untilLook -= 1
      if untilLook == 0 {
        guard try between() else { break }
        let now = Environment.wallTime
        stride = now - lastLook < 0.0005 ? stride * 2 : max(1, stride / 2)
        (lastLook, untilLook) = (now, stride)
      }
    }
    return (outputs, Environment.wallTime - start)
  }

  /// The values of a batch, of which the first belongs to the task `first`.
  func decode<Value: Packable>(_ batch: EncodedBatch, as type: Value.Type) throws(FarmError) -> [Value] {
    do throws(MPIError) {
      var unpacker = unsafe Unpacker(batch.bytes.span.bytes)
      let values = try Value.unpack(batch.count, from: &unpacker)
      try unpacker.finish()
      return values
    } catch {
      throw FarmError(.task(batch.first), rank: communicator.rank, error)
    }
  }
}

extension Communicator {
  /// A barrier whose waiting ranks leave the cores to others.
  func waitForAll() throws(MPIError) {
    let barrier = try start(.barrier())
    var patience = Patience()
    while try !barrier.isComplete() { patience.wait() }
  }

  /// Waits for a message as ``waitForAll()`` does.
  ///
  /// - Parameter meanwhile: Called again and again.
  func waitForMessage(from source: Int, meanwhile: () throws(MPIError) -> Void) throws(MPIError) -> Message {
    var patience = Patience()
    while true {
      if let message = try probeMatchedNow(from: source) { return message }
      try meanwhile()
      patience.wait()
    }
  }
}
