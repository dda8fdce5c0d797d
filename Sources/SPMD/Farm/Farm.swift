public import MPI

/// A list of tasks that the ranks of a communicator do together: rank 0 has the list and hands it out, every rank does
/// tasks, and rank 0 gets the results.
///
/// ```swift
/// let farm = world.farm(0..<height) { row, _ in render(row) }
/// if let rows = try farm.results() { save(rows) }
/// ```
///
/// A farm only describes the work. ``results()``, ``run()`` and ``forEachCompleted(_:)`` do it; all ranks call them.
public struct Farm<Inputs: Sequence, Output: Packable> where Inputs.Element: Packable {
  let communicator: Communicator
  let inputs: () throws -> Inputs
  let loops: FarmLoops<Inputs, Output>
  let policy: FarmPolicy
  let rootWorks: Bool?
  let progress: FarmProgress

  @usableFromInline
  init(
    _ communicator: Communicator, _ inputs: @escaping () throws -> Inputs, _ policy: FarmPolicy,
    rootWorks: Bool?, _ progress: FarmProgress, _ loops: FarmLoops<Inputs, Output>
  ) {
    self.communicator = communicator
    self.inputs = inputs
    self.policy = policy
    self.rootWorks = rootWorks
    self.progress = progress
    self.loops = loops
  }
}

extension Communicator {
  /// A list of tasks for the ranks of this communicator.
  ///
  /// All ranks call it, at the same place of the program.
  ///
  /// - Parameters:
  ///   - inputs: A sequence of any kind, also a lazy one, with one input for each task. It is evaluated on rank 0
  ///     only, and only so far ahead as the ranks need.
  ///   - policy: How the list is cut into batches.
  ///   - rootWorks: Whether rank 0 does tasks too, or only hands them out. By default it does tasks if MPI lets it
  ///     serve the others meanwhile (thread level `multiple`) and they are not too many (63). If it is told to work at a
  ///     lower thread level, the others may have to wait for the end of a task of rank 0's.
  ///   - progress: What rank 0 tells on standard error meanwhile.
  ///   - body: Does a task. If it throws, the farm ends, and every rank throws a ``FarmError`` that names the task.
  @inlinable
  public func farm<Inputs: Sequence, Output: Packable>(
    _ inputs: @autoclosure @escaping () throws -> Inputs,
    policy: FarmPolicy = .adaptive,
    rootWorks: Bool? = nil,
    progress: FarmProgress = .automatic(),
    body: @escaping (Inputs.Element, FarmTask) throws -> Output
  ) -> Farm<Inputs, Output> {
    Farm(self, inputs, policy, rootWorks: rootWorks, progress, FarmLoops(body))
  }
}

/// What a farm has done: ``Farm/run()``.
public struct FarmRun<Output> {
  /// One result for each input, in the order of the inputs.
  public let results: [Output]
  /// Who did how much.
  public let report: FarmReport
}

extension FarmRun: Sendable where Output: Sendable {}

extension Farm {
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
    var results: [Output] = []
    var order = InOrder<Output>()
    guard
      let report = try drive({
        order.add($0) { results.append(contentsOf: $0) }
        return 0
      })
    else { return nil }
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
  ///   - combine: Called on rank 0 for each result. If it throws, the farm ends, and every rank throws a ``FarmError``.
  /// - Returns: What came of it; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, `combine` or the communication failed.
  public func reduce<Value>(
    into initial: Value, _ combine: (inout Value, Output) throws -> Void
  ) throws(FarmError) -> Value? {
    var value = initial
    var order = InOrder<Output>()
    let report = try drive { batch in
      try order.add(batch) { for output in $0 { try combine(&value, output) } }
      return order.count
    }
    return report == nil ? nil : value
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
    try drive { batch in
      for (offset, output) in batch.outputs.enumerated() {
        try consume(FarmResult(index: batch.first + offset, rank: batch.rank, output: output))
      }
      return 0
    }
  }
}
