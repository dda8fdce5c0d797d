public import FarmProtocol
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
    var ordered = OrderedResults<Output>()
    guard let report = try drive({ ordered.add($0) }) else { return nil }
    return FarmRun(results: ordered.results, report: report)
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
    _ consume: (Completion<Output>) throws -> Void
  ) throws(FarmError) -> FarmReport? {
    try drive { batch in
      for (offset, output) in batch.outputs.enumerated() {
        try consume(Completion(index: batch.first + offset, rank: batch.rank, output: output))
      }
    }
  }
}

/// The results of some tasks that follow each other in the list.
struct ResultBatch<Output> {
  let first: Int
  let rank: Int
  let outputs: [Output]
}

/// Results in the order of the list, from batches in any order.
struct OrderedResults<Output> {
  private(set) var results: [Output] = []
  private var early: [Int: [Output]] = [:]

  mutating func add(_ batch: ResultBatch<Output>) {
    guard batch.first == results.count else {
      early[batch.first] = batch.outputs
      return
    }
    results.append(contentsOf: batch.outputs)
    while let next = early.removeValue(forKey: results.count) { results.append(contentsOf: next) }
  }
}
