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
    while let batch = try producer.take(batchSize) {
      let outputs = try perform(batch, first: index, rank: 0)
      try deliver(ResultBatch(first: index, rank: 0, outputs: outputs.outputs), to: sink)
      index += outputs.outputs.count
      busy += outputs.seconds
      // Batches of a few milliseconds: seldom enough to look at the clock, often enough to show progress.
      batchSize = outputs.seconds < 0.002 ? min(batchSize * 2, 4096) : max(1, batchSize / 2)
      let seconds = Environment.wallTime - start
      if display.isDue(seconds) {
        display.update(.init(done: index, total: producer.total, inFlight: 0, seconds: seconds))
      }
    }
    let seconds = Environment.wallTime - start
    display.finish(.init(done: index, total: index, inFlight: 0, seconds: seconds))
    return FarmReport(
      workers: [.init(rank: 0, tasks: index, busySeconds: busy)], tasks: index, seconds: seconds)
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
    var outputs: [Output] = []
    outputs.reserveCapacity(inputs.count)
    for (offset, input) in inputs.enumerated() {
      do {
        outputs.append(try body(input, FarmTask(index: first + offset, rank: rank)))
      } catch {
        throw FarmError(.task(first + offset), rank: rank, error)
      }
      // Looking costs as much as the smallest tasks, so in a large batch it is not for each of them.
      if offset & 31 == 31 || inputs.count < 32 {
        guard try between() else { break }
      }
    }
    return (outputs, Environment.wallTime - start)
  }

  /// The values of a batch, of which the first belongs to the task `first`.
  func decode<Value: Packable>(_ batch: EncodedBatch, as type: Value.Type) throws(FarmError) -> [Value] {
    do throws(MPIError) {
      var unpacker = unsafe Unpacker(batch.bytes.span.bytes)
      return try Value.unpack(batch.count, from: &unpacker)
    } catch {
      throw FarmError(.task(batch.first), rank: communicator.rank, error)
    }
  }
}

extension Communicator {
  /// A barrier whose waiting ranks leave the cores to others.
  func waitForAll() throws(MPIError) {
    var barrier = try startBarrier()
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
