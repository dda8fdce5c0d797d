public import MPI

/// A list of tasks that the ranks of a communicator do together: rank 0 has the list and hands it out, every rank does
/// tasks, and rank 0 gets the results.
///
/// ```swift
/// let farm = world.farm(0..<height) { row, _ in render(row) }
/// if let rows = try farm.results() { save(rows) }
/// ```
///
/// A farm only describes the work. ``results()`` and what is beside it do it; all ranks call them.
public struct Farm<Inputs: Sequence, Output> where Inputs.Element: Packable {
  let communicator: Communicator
  let inputs: () throws -> Inputs
  let loops: FarmLoops<Inputs, Output>
  let costs: ((Inputs.Element) throws -> Double)?
  let priorities: ((Inputs.Element) throws -> Int)?
  let policy: FarmPolicy
  let rootWorks: Bool?
  let progress: FarmProgress
  let place: FarmPlace

  @usableFromInline
  init(
    _ communicator: Communicator, _ inputs: @escaping () throws -> Inputs,
    costs: ((Inputs.Element) throws -> Double)?, priorities: ((Inputs.Element) throws -> Int)?,
    _ policy: FarmPolicy, rootWorks: Bool?,
    _ progress: FarmProgress,
    _ loops: FarmLoops<Inputs, Output>, _ file: String, _ line: Int
  ) {
    self.communicator = communicator
    self.inputs = inputs
    self.costs = costs
    self.priorities = priorities
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
  ///   - priorities: How urgent a task is, as far as its input shows it: tasks of greater priority are handed out first. Then
  ///     all inputs are made at once, too. Called on rank 0.
  ///   - policy: How the list is cut into batches.
  ///   - rootWorks: Whether rank 0 does tasks too, or only hands them out. By default it does tasks if MPI lets it
  ///     serve the others meanwhile (thread level `multiple`) and they are not too many (63). If it is told to work at a
  ///     lower thread level, the others may have to wait for the end of a task of rank 0's.
  ///   - progress: What rank 0 tells on standard error meanwhile.
  ///   - file: Where the program describes the farm; leave it as it is.
  ///   - line: Where there.
  ///   - body: Does a task. If it throws, the farm ends, and every rank throws a ``FarmError`` that names the task.
  @inlinable
  public func farm<Inputs: Sequence, Output>(
    _ inputs: @autoclosure @escaping () throws -> Inputs,
    costs: ((Inputs.Element) throws -> Double)? = nil,
    priorities: ((Inputs.Element) throws -> Int)? = nil,
    policy: FarmPolicy = .adaptive,
    rootWorks: Bool? = nil,
    progress: FarmProgress = .automatic(),
    file: String = #fileID,
    line: Int = #line,
    body: @escaping (Inputs.Element, FarmTask) throws -> Output
  ) -> Farm<Inputs, Output> {
    Farm(
      self, inputs, costs: costs, priorities: priorities, policy, rootWorks: rootWorks, progress,
      FarmLoops(body), file, line)
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
  ///   - inputs: As for ``farm(_:costs:priorities:policy:rootWorks:progress:file:line:body:)``, as all that is not said here.
  ///   - state: Makes what the tasks of a rank share: on each rank that does tasks, before its first, once each time the
  ///     list is done. It is gone after the list; if there is something to be done then, let it be a class with a
  ///     `deinit`. If `state` throws, the farm ends, and every rank throws a ``FarmError``.
  ///   - costs: What a task costs, in any unit.
  ///   - priorities: How urgent a task is.
  ///   - policy: How the list is cut into batches.
  ///   - rootWorks: Whether rank 0 does tasks too, or only hands them out.
  ///   - progress: What rank 0 tells on standard error meanwhile.
  ///   - file: Where the program describes the farm; leave it as it is.
  ///   - line: Where there.
  ///   - body: Does a task, and may change the state.
  @inlinable
  public func farm<Inputs: Sequence, State, Output>(
    _ inputs: @autoclosure @escaping () throws -> Inputs,
    state: @escaping () throws -> State,
    costs: ((Inputs.Element) throws -> Double)? = nil,
    priorities: ((Inputs.Element) throws -> Int)? = nil,
    policy: FarmPolicy = .adaptive,
    rootWorks: Bool? = nil,
    progress: FarmProgress = .automatic(),
    file: String = #fileID,
    line: Int = #line,
    body: @escaping (Inputs.Element, FarmTask, inout State) throws -> Output
  ) -> Farm<Inputs, Output> {
    Farm(
      self, inputs, costs: costs, priorities: priorities, policy, rootWorks: rootWorks, progress,
      FarmLoops(state: state, body), file,
      line)
  }
}
