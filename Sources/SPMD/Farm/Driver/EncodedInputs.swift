import MPI

/// Encoded inputs of tasks that follow each other in the order in which tasks are handed out.
struct EncodedInputs: Sendable {
  /// The numbers of the tasks.
  let tasks: Range<Int>
  /// Where each input ends; empty if all are equally long.
  let ends: [Int]
  let bytes: [UInt8]

  /// Where the inputs of some of the tasks lie.
  func place(of part: Range<Int>) -> Range<Int> {
    let (low, high) = (part.lowerBound - tasks.lowerBound, part.upperBound - tasks.lowerBound)
    if ends.isEmpty {
      let size = tasks.isEmpty ? 0 : bytes.count / tasks.count
      return size * low..<size * high
    }
    return (low == 0 ? 0 : ends[low - 1])..<(high == 0 ? 0 : ends[high - 1])
  }
}
