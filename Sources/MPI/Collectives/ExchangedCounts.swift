/// Stands for counts that each rank knows of itself only: the ranks tell each other first.
///
/// ```swift
/// let all = try world.allGather(mine, counts: .exchanged)
/// ```
public enum ExchangedCounts: Sendable {
  /// The ranks tell each other how many elements each has.
  case exchanged
}
