import MPI

extension Farm {
  /// What a sink says to results.
  struct SinkAnswer {
    /// How many it has to keep until others come.
    var kept = 0
    /// Whether it needs no more.
    var isEnough = false
    /// Inputs of more tasks.
    var more: [Inputs.Element] = []
  }

  /// Takes results.
  typealias Sink = (ResultBatch<Output>) throws -> SinkAnswer

  /// Does the list as this rank's part asks for. The result is nil on ranks other than 0.
  func drive(_ sink: Sink) throws(FarmError) -> FarmReport? {
    if communicator.size == 1 { return try driveAlone(sink) }
    do {
      // Ranks may come here long before others: the wait is polite, which that for a duplicate would not be.
      try place.meet(communicator)
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
    let perform = loops.begin()
    var snapshot: FarmProgress.Snapshot {
      .init(done: index, total: producer.total, inFlight: 0, seconds: Environment.wallTime - start)
    }
    do throws(FarmError) {
      while let inputs = try loops.take(&producer, batchSize) {
        let began = Environment.wallTime
        var outputs: [Output] = []
        outputs.reserveCapacity(inputs.count)
        try perform(index..<index + inputs.count, inputs, index, [], 0, &outputs)
        let seconds = Environment.wallTime - began
        let answer = try deliver(ResultBatch(first: index, rank: 0, outputs: outputs), to: sink)
        index += outputs.count
        busy += seconds
        if answer.isEnough { break }
        if !answer.more.isEmpty { producer.add(answer.more) }
        // Batches of a few milliseconds: seldom enough to look at the clock, often enough to show progress.
        batchSize = seconds < 0.002 ? min(batchSize * 2, 4096) : max(1, batchSize / 2)
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

  /// - Returns: What the sink says to them.
  func deliver(_ batch: ResultBatch<Output>, to sink: Sink) throws(FarmError) -> SinkAnswer {
    do {
      return try sink(batch)
    } catch {
      throw FarmError(.consumer, rank: communicator.rank, error)
    }
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

extension Communicator {
  /// A message, if there is one.
  func receiveNow(from source: Int) throws(MPIError) -> (tag: Int, message: [UInt8])? {
    guard let message = try probeMatchedNow(from: source) else { return nil }
    let tag = message.status.tag
    return (tag, try message.receive([UInt8].self))
  }
}
