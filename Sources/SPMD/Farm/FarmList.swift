public import MPI

/// The list of a farm, for whoever consumes its results on rank 0: to add tasks, or to spare them.
public struct FarmList<Input: Packable> {
  private let change: (Change) -> Void

  private enum Change {
    case add([Input], priority: Int)
    case cancel(Range<Int>)
  }

  init<Output>(_ session: any FarmSession<Input, Output>) {
    change = { change in
      switch change {
      case .add(let inputs, let priority): session.add(inputs, priority: priority)
      case .cancel(let tasks): session.cancel(tasks)
      }
    }
  }

  /// Adds a task. Its place is the next behind the end of the list.
  ///
  /// Rank 0 calls it, while it consumes results. Where the inputs are a sequence whose length nobody knows before its end,
  /// tasks that are added wait for that.
  ///
  /// - Parameters:
  ///   - input: The task's input.
  ///   - priority: How urgent it is: tasks of greater priority go first. The list's have 0, if the farm gives them no other.
  public func add(_ input: Input, priority: Int = 0) { change(.add([input], priority: priority)) }

  /// Adds tasks. Their places are the next behind the end of the list.
  ///
  /// Rank 0 calls it, while it consumes results.
  ///
  /// - Parameters:
  ///   - inputs: The tasks' inputs.
  ///   - priority: How urgent they are: tasks of greater priority go first.
  public func add(contentsOf inputs: some Sequence<Input>, priority: Int = 0) {
    change(.add(Array(inputs), priority: priority))
  }

  /// Spares tasks: those of them that no rank has been given will not be done, and have no results.
  ///
  /// Rank 0 calls it, while it consumes results.
  ///
  /// - Parameter tasks: Their places in the list.
  public func cancel(_ tasks: Range<Int>) { change(.cancel(tasks)) }
}
