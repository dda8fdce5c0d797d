import MPI
import Synchronization

extension Farm {
  /// Rank 0's part: makes inputs, does tasks and delivers results, while the other ranks are served, by a thread of
  /// their own if MPI allows that and by this one in between if not.
  func driveMaster(_ channel: Communicator, _ sink: Sink) throws -> Result<FarmReport?, FarmError> {
    let start = Environment.wallTime
    let canServeMeanwhile = try Environment.grantedThreadLevel == .multiple
    let works = rootWorks ?? (canServeMeanwhile && channel.size < 64)
    let exchange = Exchange(workers: channel.size - (works ? 0 : 1), rootWorks: works, policy: policy)
    let progress = self.progress
    let thread =
      works && canServeMeanwhile
      ? ServiceThread {
        var server = FarmServer(channel, exchange, progress, start: start)
        do throws(MPIError) { try server.run() } catch {
          exchange.fail(FarmError(.communication, rank: 0, error))
          // There is nothing to hand out any more, but the workers are to hear of the end, if they still can.
          try? server.run()
        }
      } : nil
    var server = thread == nil ? FarmServer(channel, exchange, progress, start: start) : nil

    do throws(FarmError) {
      try work(exchange, sink) { () throws(FarmError) in
        _ = try talking { () throws(MPIError) in try server?.step() }
      }
    } catch {
      exchange.fail(error)
    }
    let seconds = Environment.wallTime - start
    exchange.state.withLock { $0.isClosed = true }
    try server?.run()
    _ = consume thread  // Waits for it.

    let (failure, master) = exchange.state.withLock { ($0.failure, $0.master) }
    if let failure { return .failure(failure) }
    let workers = master.workers.enumerated().map { index, worker in
      FarmReport.Worker(
        rank: exchange.rank(ofWorker: index), tasks: worker.tasksDone, busySeconds: worker.secondsBusy)
    }
    return .success(FarmReport(workers: workers, tasks: master.done, seconds: seconds))
  }

  /// Makes inputs, does rank 0's own tasks, delivers results, until all is done or something failed.
  ///
  /// - Parameter serve: Called in between.
  private func work(
    _ exchange: Exchange, _ sink: Sink, serve: () throws(FarmError) -> Void
  ) throws(FarmError) {
    var producer = InputProducer(inputs)
    var patience = Patience()
    var lastOwn = Environment.wallTime
    while true {
      var hasWorked = try fill(exchange, from: &producer)
      try serve()

      let (results, own, isOver) = exchange.state.withLock { state in
        defer {
          state.results = []
          state.undeliveredBytes = 0
        }
        let own = state.ownBatches.isEmpty ? nil : state.ownBatches.removeFirst()
        return (state.results, own, state.master.isOver)
      }
      for results in results {
        hasWorked = true
        let outputs = try decode(results.batch, as: Output.self)
        try deliver(ResultBatch(first: results.batch.first, rank: results.rank, outputs: outputs), to: sink)
      }
      if let own, !isOver {
        hasWorked = true
        let inputs = try decode(own, as: Inputs.Element.self)
        let idle = Environment.wallTime - lastOwn
        let done = try perform(inputs, first: own.first, rank: 0) { () throws(FarmError) in
          try serve()
          return !exchange.hasFailed
        }
        guard done.outputs.count == own.count else { return }
        exchange.state.withLock { $0.master.handle(.finished(worker: 0, seconds: done.seconds, idle: idle)) }
        lastOwn = Environment.wallTime
        try deliver(ResultBatch(first: own.first, rank: 0, outputs: done.outputs), to: sink)
      }
      // What was over before the results were taken has no more results.
      if isOver { return }
      if hasWorked { patience.reset() } else { patience.wait() }
    }
  }

  /// Makes inputs in advance, within bounds of number, memory and time; false if none were made.
  private func fill(_ exchange: Exchange, from producer: inout InputProducer<Inputs>) throws(FarmError)
    -> Bool
  {
    guard !producer.isAtEnd else {
      return false
    }
    let start = Environment.wallTime
    var hasMade = false
    var chunk = 1
    while true {
      let (count, bytes) = exchange.state.withLock { ($0.stock.count, $0.stock.byteCount) }
      guard count < StockBounds.inputs, bytes < StockBounds.bytes else { return hasMade }
      // While there is something to hand out, slow inputs must not keep rank 0 from its other work.
      if count > 0, Environment.wallTime - start > StockBounds.seconds { return hasMade }
      guard let inputs = try producer.take(chunk) else {
        exchange.state.withLock { state in
          state.total = producer.count
          state.master.handle(.inputs(count: producer.count, all: true))
        }
        return hasMade
      }
      hasMade = true
      var packer = Packer()
      var sizes: [Int] = []
      sizes.reserveCapacity(inputs.count)
      do throws(MPIError) {
        for input in inputs {
          let start = packer.bytes.count
          try input.pack(into: &packer)
          sizes.append(packer.bytes.count - start)
        }
      } catch {
        throw FarmError(.inputs(producer.count - inputs.count + sizes.count), rank: 0, error)
      }
      exchange.state.withLock { state in
        state.total = producer.total
        state.stock.add(packer.bytes, sizes: sizes)
        state.master.handle(.inputs(count: producer.count, all: producer.isAtEnd))
      }
      // The first inputs go out one by one if they take long to make, and many at a time if not.
      if Environment.wallTime - start < StockBounds.seconds / 4 { chunk = min(chunk * 2, 4096) }
    }
  }
}

/// How far ahead of the ranks rank 0 makes inputs.
private enum StockBounds {
  static let inputs = 65_536
  static let bytes = 8 << 20
  static let seconds = 0.001
}
