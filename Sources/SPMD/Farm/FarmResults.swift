public import MPI

/// What a farm has done: ``Farm/run()``.
public struct FarmRun<Output> {
  /// One result for each input, in the order of the inputs.
  public let results: [Output]
  /// Who did how much.
  public let report: FarmReport
}

extension FarmRun: Sendable where Output: Sendable {}

extension Farm where Output: Packable {
  /// Does the list.
  ///
  /// All ranks call it.
  ///
  /// - Returns: One result for each input, in the order of the inputs; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs or the communication failed.
  public func results() throws(FarmError) -> [Output]? {
    try run()?.results
  }

  /// Does the list, and reports.
  ///
  /// All ranks call it.
  ///
  /// - Returns: One result for each input, in the order of the inputs, and who did how much; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs or the communication failed.
  public func run() throws(FarmError) -> FarmRun<Output>? {
    guard let session = try beginShipping() else { return nil }
    let (results, report) = try session.complete { () throws(FarmError) in
      var results: [Output] = []
      var order = InOrder<Output>()
      while let batch = try session.next() { order.add(batch) { results.append(contentsOf: $0) } }
      return results
    }
    return FarmRun(results: results, report: report)
  }

  /// Does the list, and combines the results one after the other on rank 0, in the order of the inputs, so that the result
  /// does not depend on the number of ranks or on who was faster.
  ///
  /// All ranks call it. Rank 0 keeps no more results than those that came before their turn; if these become too many, it
  /// hands out nothing until the one that all wait for is there.
  ///
  /// ```swift
  /// let sum = try world.farm(1...100_000_000) { number, _ in 1 / Double(number) }
  ///   .reduce(into: 0.0) { sum, term in sum += term }
  /// ```
  ///
  /// - Parameters:
  ///   - initial: What to begin with.
  ///   - isEnough: Whether no more results are needed: asked on rank 0 after each result. The farm ends with the first yes;
  ///     tasks that are being done then are done in vain.
  ///   - combine: Called on rank 0 for each result. If it throws, the farm ends, and every rank throws a ``FarmError``.
  /// - Returns: What came of it; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, `combine` or the communication failed.
  public func reduce<Value>(
    into initial: Value, until isEnough: (Value) -> Bool = { _ in false },
    _ combine: (inout Value, Output) throws -> Void
  ) throws(FarmError) -> Value? {
    guard let session = try beginShipping() else { return nil }
    return try session.complete { () throws(FarmError) in
      var value = initial
      var order = InOrder<Output>()
      var isOver = false
      while !isOver, let batch = try session.next() {
        try consuming {
          try order.add(batch) { outputs in
            for output in outputs where !isOver {
              try combine(&value, output)
              isOver = isEnough(value)
            }
          }
        }
        session.kept = order.count
      }
      return value
    }.value
  }

  /// Does the list, and hands each result to a consumer on rank 0 as soon as it is there, in no certain order.
  ///
  /// All ranks call it.
  ///
  /// - Parameter consume: Called on rank 0 for each result. If it throws, the farm ends, and every rank throws a
  ///   ``FarmError``.
  /// - Returns: Who did how much; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, the consumer or the communication failed.
  @discardableResult
  public func forEachCompleted(
    _ consume: (FarmResult<Output>) throws -> Void
  ) throws(FarmError) -> FarmReport? {
    try forEachCompleted { result, _ in try consume(result) }
  }

  /// Does the list, and whatever tasks come of its results: each result goes to a consumer on rank 0 as soon as it is
  /// there, in no certain order, and the consumer may add tasks, or spare some.
  ///
  /// All ranks call it.
  ///
  /// ```swift
  /// // How many nodes a tree has, of which each node's task says its children.
  /// var nodes = 0
  /// try world.farm([root]) { node, _ in children(of: node) }.forEachCompleted { done, list in
  ///   nodes += 1
  ///   list.add(contentsOf: done.output)
  /// }
  /// ```
  ///
  /// - Parameter consume: Called on rank 0 for each result, with the list. If it throws, the farm ends, and every rank throws
  ///   a ``FarmError``.
  /// - Returns: Who did how much; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, the consumer or the communication failed.
  @discardableResult
  public func forEachCompleted(
    _ consume: (FarmResult<Output>, FarmList<Inputs.Element>) throws -> Void
  ) throws(FarmError) -> FarmReport? {
    guard let session = try beginShipping() else { return nil }
    return try session.complete { () throws(FarmError) in
      let list = FarmList(session)
      while let batch = try session.next() {
        try consuming { for result in batch.results { try consume(result, list) } }
      }
    }.report
  }

  /// Does tasks until one has a result such as is looked for.
  ///
  /// All ranks call it. Tasks that are being done when it is found are done in vain.
  ///
  /// - Parameter isWanted: Whether a result is one that is looked for: asked on rank 0, as soon as the result is there.
  /// - Returns: The result that was found first, which need not be the first in the list; nil if there is none, and on ranks
  ///   other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, `isWanted` or the communication failed.
  public func firstCompleted(
    where isWanted: (Output) throws -> Bool
  ) throws(FarmError) -> FarmResult<Output>? {
    guard let session = try beginShipping() else { return nil }
    return try session.complete { () throws(FarmError) in
      while let batch = try session.next() {
        let found = try consuming { try batch.results.first { try isWanted($0.output) } }
        if let found { return found }
      }
      return nil
    }.value
  }

  /// Does the list, and gives its results to a loop on rank 0 as they come, in no certain order.
  ///
  /// All ranks call it. The others do tasks until `body` has returned on rank 0: it may leave the loop whenever it has what
  /// it wants.
  ///
  /// ```swift
  /// try world.farm(models) { model, _ in score(model) }.withCompleted { results in
  ///   for result in results where result.output > 0.99 {
  ///     print("\(result.index) is good enough")
  ///     break
  ///   }
  /// }
  /// ```
  ///
  /// - Parameter body: Called on rank 0 with the results. If it throws, the farm ends, and every rank throws a
  ///   ``FarmError``. What it returns is lost if the farm failed.
  /// - Returns: What `body` returns; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, `body` or the communication failed.
  @discardableResult
  public func withCompleted<R>(
    _ body: (FarmStream<Inputs.Element, Output>) throws -> R
  ) throws(FarmError) -> R? {
    guard let session = try beginShipping() else { return nil }
    return try session.complete { () throws(FarmError) in
      let stream = FarmStream(session)
      let value = try consuming { try body(stream) }
      if let failure = stream.failure { throw failure }
      return value
    }.value
  }

  /// Does the list, and gives its results to an asynchronous loop on rank 0 as they come, in no certain order.
  ///
  /// All ranks call it. On ranks other than 0 it does tasks, and does not suspend. On rank 0 it suspends while there is
  /// nothing to do. MPI is called where the caller runs: below thread level `serialized` that must be the main thread, as
  /// in code of the main actor.
  ///
  /// - Parameter body: Called on rank 0 with the results; otherwise as in the form without `async`.
  /// - Returns: What `body` returns; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, `body` or the communication failed.
  @discardableResult
  nonisolated(nonsending)
    public func withCompleted<R>(
      _ body: nonisolated(nonsending) (FarmAsyncStream<Inputs.Element, Output>) async throws -> R
    ) async throws(FarmError) -> R?
  {
    guard let session = try beginShipping() else { return nil }
    let value: R
    do {
      value = try await body(FarmAsyncStream(FarmStream(session)))
    } catch {
      let failure = error as? FarmError ?? FarmError(.consumer, rank: communicator.rank, error)
      _ = try session.end(failure)
      throw failure
    }
    _ = try session.end(nil)
    return value
  }

  /// Begins the farm on rank 0; on the others, does tasks until it has ended, and returns nil.
  private func beginShipping() throws(FarmError) -> (any FarmSession<Inputs.Element, Output>)? {
    switch try begin(OutputPacking()) {
    case .session(let session): session
    case .worker: nil
    }
  }

  /// Calls what consumes results.
  private func consuming<R>(_ body: () throws -> R) throws(FarmError) -> R {
    do {
      return try body()
    } catch {
      throw FarmError(.consumer, rank: communicator.rank, error)
    }
  }
}

extension Farm {
  /// Does the list, and leaves the results where they were made: for what is too large to move, or cannot be packed, and will be
  /// used there.
  ///
  /// All ranks call it.
  ///
  /// - Returns: The results of the tasks that this rank did, in the order of the inputs.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs or the communication failed.
  public func resultsInPlace() throws(FarmError) -> [FarmResult<Output>] {
    var results: [FarmResult<Output>] = []
    switch try begin(nil) {
    case .worker(let kept): results = kept
    case .session(let session):
      _ = try session.complete { () throws(FarmError) in
        while let batch = try session.next() { results += batch.results }
      }
    }
    return results.sorted { $0.index < $1.index }
  }
}
