public import MPI

extension Range<Int> {
  /// The range in so many contiguous blocks whose lengths differ by one at most, the longer ones first.
  ///
  /// Any rank calls it, alone. Blocks are empty where there are more of them than numbers.
  public func blocks(_ count: Int) -> [Range<Int>] {
    precondition(count > 0, "a range is divided into at least one block")
    return (0..<count).map { block($0, of: count) }
  }

  func block(_ index: Int, of count: Int) -> Range<Int> {
    let (length, longer) = self.count.quotientAndRemainder(dividingBy: count)
    let start = lowerBound + index * length + Swift.min(index, longer)
    return start..<start + length + (index < longer ? 1 : 0)
  }
}

extension Communicator {
  /// This rank's share of a range that all ranks divide among them, as evenly as it goes.
  ///
  /// Any rank calls it, alone.
  public func block(of range: Range<Int>) -> Range<Int> {
    range.block(rank, of: size)
  }
}
