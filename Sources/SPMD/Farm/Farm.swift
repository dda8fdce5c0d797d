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
  let costs: ((Inputs.Element) throws -> Double)?
  let policy: FarmPolicy
  let rootWorks: Bool?
  let progress: FarmProgress
  let place: FarmPlace

  @usableFromInline
  init(
    _ communicator: Communicator, _ inputs: @escaping () throws -> Inputs,
    costs: ((Inputs.Element) throws -> Double)?, _ policy: FarmPolicy, rootWorks: Bool?,
    _ progress: FarmProgress,
    _ loops: FarmLoops<Inputs, Output>, _ file: String, _ line: Int
  ) {
    self.communicator = communicator
    self.inputs = inputs
    self.costs = costs
    self.place = FarmPlace(file: file, line: line, Inputs.Element.self, Output.self)
    self.policy = policy
    self.rootWorks = rootWorks
    self.progress = progress
    self.loops = loops
  }
}

extension Communicator {
  /// A list of tasks for the ranks of this communicator.
  ///
  /// All ranks call it, at the same place of the program. If some have come to another farm instead, every rank of both
  /// throws a ``FarmError`` that says who is where.
  ///
  /// - Parameters:
  ///   - inputs: A sequence of any kind, also a lazy one, with one input for each task. It is evaluated on rank 0
  ///     only, and only so far ahead as the ranks need.
  ///   - costs: What a task costs, in any unit, as far as its input shows it. Then all inputs are made at once, and those
  ///     tasks that cost most are handed out first; results keep the order of the inputs. Called on rank 0.
  ///   - policy: How the list is cut into batches.
  ///   - rootWorks: Whether rank 0 does tasks too, or only hands them out. By default it does tasks if MPI lets it
  ///     serve the others meanwhile (thread level `multiple`) and they are not too many (63). If it is told to work at a
  ///     lower thread level, the others may have to wait for the end of a task of rank 0's.
  ///   - progress: What rank 0 tells on standard error meanwhile.
  ///   - file: Where the program describes the farm; leave it as it is.
  ///   - line: Where there.
  ///   - body: Does a task. If it throws, the farm ends, and every rank throws a ``FarmError`` that names the task.
  @inlinable
  public func farm<Inputs: Sequence, Output: Packable>(
    _ inputs: @autoclosure @escaping () throws -> Inputs,
    costs: ((Inputs.Element) throws -> Double)? = nil,
    policy: FarmPolicy = .adaptive,
    rootWorks: Bool? = nil,
    progress: FarmProgress = .automatic(),
    file: String = #fileID,
    line: Int = #line,
    body: @escaping (Inputs.Element, FarmTask) throws -> Output
  ) -> Farm<Inputs, Output> {
    Farm(
      self, inputs, costs: costs, policy, rootWorks: rootWorks, progress, FarmLoops(body), file, line)
  }

  /// A list of tasks for the ranks of this communicator that share something on each rank: a model that takes long to
  /// load, memory to work in, a file that stays open.
  ///
  /// ```swift
  /// let farm = world.farm(models, state: { try Digits() }) { model, _, digits in
  ///   digits.score(model)
  /// }
  /// ```
  ///
  /// All ranks call it, at the same place of the program.
  ///
  /// - Parameters:
  ///   - inputs: As for ``farm(_:costs:policy:rootWorks:progress:file:line:body:)``, as all that is not said here.
  ///   - state: Makes what the tasks of a rank share: on each rank that does tasks, before its first, once each time the
  ///     list is done. It is gone after the list; if there is something to be done then, let it be a class with a
  ///     `deinit`. If `state` throws, the farm ends, and every rank throws a ``FarmError``.
  ///   - costs: What a task costs, in any unit.
  ///   - policy: How the list is cut into batches.
  ///   - rootWorks: Whether rank 0 does tasks too, or only hands them out.
  ///   - progress: What rank 0 tells on standard error meanwhile.
  ///   - file: Where the program describes the farm; leave it as it is.
  ///   - line: Where there.
  ///   - body: Does a task, and may change the state.
  @inlinable
  public func farm<Inputs: Sequence, State, Output: Packable>(
    _ inputs: @autoclosure @escaping () throws -> Inputs,
    state: @escaping () throws -> State,
    costs: ((Inputs.Element) throws -> Double)? = nil,
    policy: FarmPolicy = .adaptive,
    rootWorks: Bool? = nil,
    progress: FarmProgress = .automatic(),
    file: String = #fileID,
    line: Int = #line,
    body: @escaping (Inputs.Element, FarmTask, inout State) throws -> Output
  ) -> Farm<Inputs, Output> {
    Farm(
      self, inputs, costs: costs, policy, rootWorks: rootWorks, progress, FarmLoops(state: state, body), file,
      line)
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
        return SinkAnswer()
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
  ///   - isEnough: Whether no more results are needed: asked on rank 0 after each result. The farm ends with the first yes;
  ///     tasks that are being done then are done in vain.
  ///   - combine: Called on rank 0 for each result. If it throws, the farm ends, and every rank throws a ``FarmError``.
  /// - Returns: What came of it; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, `combine` or the communication failed.
  public func reduce<Value>(
    into initial: Value, until isEnough: (Value) -> Bool = { _ in false },
    _ combine: (inout Value, Output) throws -> Void
  ) throws(FarmError) -> Value? {
    var value = initial
    var order = InOrder<Output>()
    var isOver = false
    let report = try drive { batch in
      try order.add(batch) { outputs in
        for output in outputs where !isOver {
          try combine(&value, output)
          isOver = isEnough(value)
        }
      }
      return SinkAnswer(kept: order.count, isEnough: isOver)
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
      for (place, output) in batch.results {
        try consume(FarmResult(index: place, rank: batch.rank, output: output))
      }
      return SinkAnswer()
    }
  }

  /// Does the list, and whatever tasks come of its results: each result goes to a consumer on rank 0 as soon as it is
  /// there, in no certain order, and the consumer may add inputs of more tasks.
  ///
  /// All ranks call it.
  ///
  /// ```swift
  /// // How many nodes a tree has, of which each node's task says its children.
  /// var nodes = 0
  /// try world.farm([root]) { node, _ in children(of: node) }.forEachCompleted { done, more in
  ///   nodes += 1
  ///   more += done.output
  /// }
  /// ```
  ///
  /// - Parameter consume: Called on rank 0 for each result. What it appends to its second argument are inputs of tasks, which
  ///   are at the end of the list, one after the other. If it throws, the farm ends, and every rank throws a
  ///   ``FarmError``.
  /// - Returns: Who did how much; nil on ranks other than 0.
  /// - Throws: ``FarmError``, the same on all ranks, if a task, the inputs, the consumer or the communication failed.
  @discardableResult
  public func forEachCompleted(
    adding consume: (FarmResult<Output>, _ more: inout [Inputs.Element]) throws -> Void
  ) throws(FarmError) -> FarmReport? {
    try drive { batch in
      var more: [Inputs.Element] = []
      for (place, output) in batch.results {
        try consume(FarmResult(index: place, rank: batch.rank, output: output), &more)
      }
      return SinkAnswer(more: more)
    }
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
    var found: FarmResult<Output>?
    _ = try drive { batch in
      for (place, output) in batch.results where try isWanted(output) {
        found = FarmResult(index: place, rank: batch.rank, output: output)
        return SinkAnswer(isEnough: true)
      }
      return SinkAnswer()
    }
    return found
  }
}
