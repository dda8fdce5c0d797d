/// How a buffer is divided among the ranks: into equal parts (``equal``), or into parts of as many elements as an array of
/// `Int` says, in the order of the ranks.
///
/// It is no optional array, which could be there on one rank and not on another: MPI has one function for equal parts and
/// one for others, and ranks that call different ones wait for each other for ever.
public protocol PartCounts: Sendable {
  /// How many elements each rank has; nil if all have equally many.
  var each: [Int]? { get }
}

extension [Int]: PartCounts {
  @inlinable public var each: [Int]? { self }
}

/// Parts of one length: see ``PartCounts/equal``.
@frozen
public struct EqualCounts: PartCounts {
  @inlinable
  init() {}

  @inlinable public var each: [Int]? { nil }
}

extension PartCounts where Self == EqualCounts {
  /// All ranks have equally many elements.
  @inlinable public static var equal: EqualCounts { EqualCounts() }
}

/// Stands for counts that each rank knows of itself only: the ranks tell each other first.
///
/// ```swift
/// let all = try world.allGather(mine, counts: .exchanged)
/// ```
public enum ExchangedCounts: Sendable {
  /// The ranks tell each other how many elements each has.
  case exchanged
}
