/// What a task may want to know of itself.
public struct FarmTask: Sendable {
  /// Its place in the list, from 0.
  public let index: Int
  /// The rank that does it.
  public let rank: Int

  @inlinable
  init(index: Int, rank: Int) {
    self.index = index
    self.rank = rank
  }
}

/// A task that is done, as rank 0 gets to know of it.
public struct FarmResult<Output> {
  /// The task's place in the list, from 0.
  public let index: Int
  /// The rank that did it.
  public let rank: Int
  /// Its result.
  public let output: Output
}

extension FarmResult: Sendable where Output: Sendable {}
