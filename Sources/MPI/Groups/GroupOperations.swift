import CMPI

/// Ranks at equal distances.
public struct RankRange: Hashable, Sendable {
  /// The first rank.
  public let first: Int
  /// The last rank, or one that the steps pass over.
  public let last: Int
  /// The distance, negative to count down.
  public let step: Int

  /// The ranks from `first` to `last`, which may be lower if the step is negative.
  public init(from first: Int, through last: Int, by step: Int = 1) {
    self.first = first
    self.last = last
    self.step = step
  }

  /// The ranks of a range.
  public init(_ ranks: ClosedRange<Int>, by step: Int = 1) {
    self.init(from: ranks.lowerBound, through: ranks.upperBound, by: step)
  }

  /// The ranks themselves.
  var ranks: StrideThrough<Int> { stride(from: first, through: last, by: step) }
}

// Each makes a new group, for which free() is to be called.
extension Group {
  /// The processes of some ranks, in the order given.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` if the group does not have one of the ranks, or one is given twice.
  ///
  /// The corresponding MPI function is `MPI_Group_incl`.
  public func include(_ ranks: [Int]) throws(MPIError) -> Group {
    try unsafe select(ranks, "MPI_Group_incl") { unsafe MPI_Group_incl(handle.raw, $0, $1, &$2.raw) }
  }

  /// All processes but those of some ranks, in the order of this group.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` if the group does not have one of the ranks, or one is given twice.
  ///
  /// The corresponding MPI function is `MPI_Group_excl`.
  public func exclude(_ ranks: [Int]) throws(MPIError) -> Group {
    try unsafe select(ranks, "MPI_Group_excl") { unsafe MPI_Group_excl(handle.raw, $0, $1, &$2.raw) }
  }

  /// The processes of some ranges of ranks, in the order given.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` if the group does not have one of the ranks, or one is given twice, and of
  ///   class `argument` if a step is 0 or leads away from the range's end.
  ///
  /// The corresponding MPI function is `MPI_Group_range_incl`.
  public func include(_ ranges: [RankRange]) throws(MPIError) -> Group {
    try unsafe select(ranges, "MPI_Group_range_incl") {
      unsafe cmpi_group_range_incl(handle.raw, $0, $1, &$2.raw)
    }
  }

  /// All processes but those of some ranges of ranks, in the order of this group.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` if the group does not have one of the ranks, or one is given twice, and of
  ///   class `argument` if a step is 0 or leads away from the range's end.
  ///
  /// The corresponding MPI function is `MPI_Group_range_excl`.
  public func exclude(_ ranges: [RankRange]) throws(MPIError) -> Group {
    try unsafe select(ranges, "MPI_Group_range_excl") {
      unsafe cmpi_group_range_excl(handle.raw, $0, $1, &$2.raw)
    }
  }

  /// The processes of this group, then those of the other that are not in this one.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Group_union`.
  public func union(_ other: Group) throws(MPIError) -> Group {
    try unsafe Group("MPI_Group_union") { unsafe MPI_Group_union(handle.raw, other.handle.raw, &$0.raw) }
  }

  /// The processes of this group that are in the other, too, in the order of this one.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Group_intersection`.
  public func intersection(_ other: Group) throws(MPIError) -> Group {
    try unsafe Group("MPI_Group_intersection") {
      unsafe MPI_Group_intersection(handle.raw, other.handle.raw, &$0.raw)
    }
  }

  /// The processes of this group that are not in the other, in the order of this one.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Group_difference`.
  public func difference(_ other: Group) throws(MPIError) -> Group {
    try unsafe Group("MPI_Group_difference") {
      unsafe MPI_Group_difference(handle.raw, other.handle.raw, &$0.raw)
    }
  }

  private typealias Select = (Int32, UnsafeMutablePointer<Int32>, inout cmpi_group) -> Int32

  private func select(
    _ ranks: [Int], _ function: StaticString, _ make: Select
  ) throws(MPIError) -> Group {
    try requireDistinct(ranks, function)
    var ranks = try cInts(ranks, "rank", function)
    return try unsafe Group(function) { unsafe make(Int32(ranks.count), &ranks, &$0) }
  }

  private func select(
    _ ranges: [RankRange], _ function: StaticString, _ make: Select
  ) throws(MPIError) -> Group {
    for range in ranges {
      try require([range.first], function)
      let isAscending = range.last >= range.first
      guard range.step != 0, range.last == range.first || isAscending == (range.step > 0) else {
        throw MPIError(
          .argument, function: function,
          "steps of \(range.step) do not lead from rank \(range.first) to rank \(range.last)")
      }
    }
    try requireDistinct(ranges.flatMap { Array($0.ranks.prefix(size + 1)) }, function)
    var triples = try cInts(ranges.flatMap { [$0.first, $0.last, $0.step] }, "rank", function)
    return try unsafe Group(function) { unsafe make(Int32(ranges.count), &triples, &$0) }
  }

  private func requireDistinct(_ ranks: [Int], _ function: StaticString) throws(MPIError) {
    try require(ranks, function)
    var seen = Set<Int>()
    if let twice = ranks.first(where: { !seen.insert($0).inserted }) {
      throw MPIError(.rank, function: function, "the rank \(twice) is given twice")
    }
  }
}
