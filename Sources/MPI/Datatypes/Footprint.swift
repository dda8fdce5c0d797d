/// The bytes that so many of a datatype touch, from the first to the last.
struct Footprint: CustomStringConvertible {
  private(set) var low = 0
  private(set) var high = 0

  static var none: Footprint { Footprint(0..<0) }

  init(_ bytes: Range<Int>) { (low, high) = (bytes.lowerBound, bytes.upperBound) }

  /// Of the true extent, which no bounds that were set by hand can hide; nil if no memory has as much.
  init?(_ datatype: Datatype, _ count: Int) throws(MPIError) {
    if count == 0 { return }
    let size = try datatype.size
    if size == 0 { return }
    let (extent, trueBounds) = (try datatype.bounds.extent, try datatype.trueBounds)
    // The first and the last of them reach farthest, whichever sign the extent has.
    let (steps, isTooFar) = extent.multipliedReportingOverflow(by: count - 1)
    let (low, isTooLow) = trueBounds.lowerBound.addingReportingOverflow(min(0, steps))
    let (high, isTooHigh) = trueBounds.upperBound.addingReportingOverflow(max(0, steps))
    if isTooFar || isTooLow || isTooHigh { return nil }
    self.low = low
    self.high = high
  }

  private var isEmpty: Bool { low == high }

  var description: String { "\(low)..<\(high)" }

  /// The same from another byte on; nil if that is in no memory.
  func moved(by offset: Int) -> Footprint? {
    if isEmpty { return self }
    var result = self
    var overflow: (Bool, Bool)
    (result.low, overflow.0) = low.addingReportingOverflow(offset)
    (result.high, overflow.1) = high.addingReportingOverflow(offset)
    return overflow == (false, false) ? result : nil
  }

  func union(_ other: Footprint) -> Footprint {
    if isEmpty { return other }
    if other.isEmpty { return self }
    var result = self
    result.low = min(low, other.low)
    result.high = max(high, other.high)
    return result
  }

  func contains(_ other: Footprint) -> Bool {
    other.isEmpty || (low <= other.low && other.high <= high)
  }
}
