import FarmProtocol
import MPI
import Synchronization

extension Farm {
  /// Rank 0's part: makes inputs, does tasks, delivers results, and serves the other ranks in between; while a task of
  /// its own takes long, a thread stands in for that, if MPI allows it.
  func driveMaster(_ channel: Communicator, _ sink: Sink) throws -> Result<FarmReport?, FarmError> {
    let start = Environment.wallTime
    let canServeMeanwhile = try Environment.grantedThreadLevel == .multiple
    let works = rootWorks ?? (canServeMeanwhile && channel.size < 64)
    var producer = InputProducer(inputs)
    var order: FarmOrder?
    var failure: FarmError?
    if let costs {
      do throws(FarmError) { order = try producer.arrange(by: costs) } catch { failure = error }
    }
    let exchange = Exchange(
      workers: channel.size - (works ? 0 : 1), rootWorks: works, policy: policy, order: order)
    if let failure { exchange.fail(failure) }
    if producer.isAtEnd { exchange.complete(0) }  // There was nothing to arrange.
    let server = SharedServer(FarmServer(channel, exchange, progress, start: start))
    let thread =
      works && canServeMeanwhile
      ? ServiceThread {
        do throws(MPIError) { try server.standIn() } catch {
          exchange.fail(FarmError(.communication, rank: 0, error))
        }
      } : nil

    do throws(FarmError) {
      try work(exchange, &producer, sink) { () throws(FarmError) in
        try talking { () throws(MPIError) in try server.step() }
      }
    } catch {
      exchange.fail(error)
    }
    let seconds = Environment.wallTime - start
    exchange.state.withLock { $0.isClosed = true }
    try server.finish()
    _ = consume thread  // Waits for it.

    let (ended, master) = exchange.state.withLock { ($0.failure, $0.master) }
    if let ended { return .failure(ended) }
    let workers = master.clients.enumerated().map { index, client in
      FarmReport.Worker(
        rank: exchange.rank(ofClient: index), tasks: client.tasksDone, busySeconds: client.secondsBusy)
    }
    return .success(FarmReport(workers: workers, tasks: master.done, seconds: seconds))
  }

  /// Makes inputs, does rank 0's own tasks, delivers results, until all is done or something failed.
  ///
  /// - Parameter serve: Called in between; whether there was something to do for it.
  private func work(
    _ exchange: Exchange, _ producer: inout InputProducer<Inputs>, _ sink: Sink,
    serve: () throws(FarmError) -> Bool
  ) throws(FarmError) {
    var bench = Workbench(rank: 0, loops)
    var patience = Patience()
    var kept = 0
    while true {
      var hasWorked = try fill(exchange, from: &producer)
      if try serve() { hasWorked = true }

      let (results, own, isOver) = exchange.state.withLock { state in
        defer { (state.results, state.undeliveredBytes, state.own) = ([], 0, []) }
        state.kept = kept
        return (state.results, state.own, state.master.isOver)
      }
      var hasMore = false
      var isEnough = false
      func hand(_ batch: ResultBatch<Output>) throws(FarmError) {
        if isEnough { return }
        hasWorked = true
        let answer = try deliver(batch, to: sink)
        kept = answer.kept
        isEnough = answer.isEnough
        if answer.more.isEmpty { return }
        producer.add(answer.more)
        hasMore = true
      }
      // Before rank 0's own tasks, which may take long, or fail.
      for results in results {
        let tasks = results.batch.tasks
        try hand(
          ResultBatch(
            first: tasks.lowerBound, places: exchange.places(tasks), rank: results.rank,
            outputs: try decode(results.batch, as: Output.self, rank: 0)))
      }
      if !isOver, !isEnough {
        for message in own {
          switch message {
          case .assignment(let batch): bench.assign(batch)
          case .takeBack(let limit):
            let (given, done) = bench.takeBack(atMost: limit)
            if let done { try hand(finish(done, exchange)) }
            exchange.returned(given, rank: 0)
          }
        }
        let (hasDoneTasks, done) = try bench.work()
        if hasDoneTasks { hasWorked = true }
        if let done { try hand(finish(done, exchange)) }
      }
      if isEnough { return exchange.stop() }
      // What was over before the results were taken has no more results, and nobody added tasks.
      if isOver, !hasMore { return }
      if hasWorked { patience.reset() } else { patience.wait() }
    }
  }

  /// Rank 0's own results.
  private func finish(_ done: Workbench<Inputs, Output>.Done, _ exchange: Exchange) -> ResultBatch<Output> {
    exchange.finished(done.work, rank: 0)
    let tasks = done.work.tasks
    return ResultBatch(
      first: tasks.lowerBound, places: exchange.places(tasks), rank: 0, outputs: done.outputs)
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
      guard policy.schedule == .blocks || (count < StockBounds.inputs && bytes < StockBounds.bytes) else {
        return hasMade
      }
      // While there is something to hand out, slow inputs must not keep rank 0 from its other work.
      if count > 0, Environment.wallTime - start > StockBounds.seconds { return hasMade }
      guard let inputs = try loops.take(&producer, chunk) else {
        exchange.complete(producer.count)
        return hasMade
      }
      hasMade = true
      var packer = Packer()
      let sizes = try loops.pack(inputs, producer.count - inputs.count, &packer)
      exchange.supply(
        packer.bytes, producer.count - inputs.count..<producer.count, sizes: sizes, total: producer.total)
      if producer.isAtEnd { exchange.complete(producer.count) }
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
