public import CMPI

/// How a buffer is divided among the ranks, as MPI's v-functions take it: so many units each, one after the other.
///
/// A class, because MPI reads it for as long as an operation goes on.
@safe @usableFromInline
final class Parts: @unchecked Sendable {  // Constant once an operation has begun.
  let counts: UnsafeMutablePointer<cmpi_count>
  let offsets: UnsafeMutablePointer<cmpi_offset>
  /// How many elements each rank has.
  let elements: [Int]
  /// How many elements there are in all.
  @usableFromInline let total: Int
  /// How many units of the datatype an element has.
  let units: Int
  /// Whether the library's functions cannot count so far.
  let isLarge: Bool
  /// Where that is so, in how many elements each all can be counted: as many as the parts have in common.
  let run: Int?
  private var runs: Datatype?

  /// - Parameters:
  ///   - elements: How many elements each rank has.
  ///   - units: How many units of the datatype an element has.
  @usableFromInline
  init(_ elements: [Int], units: Int, _ kind: cmpi_kind) throws(MPIError) {
    var total = 0
    for (rank, count) in elements.enumerated() {
      // No memory has as many: what follows may add and multiply.
      guard count >= 0, count <= (1 << 48) / units, total <= (1 << 48) / units else {
        throw MPIError(
          .count, kind,
          count < 0
            ? "the count \(count) for rank \(rank) is negative"
            : "the parts together have more elements than there is memory")
      }
      total += count
    }
    self.elements = elements
    self.total = total
    self.units = units
    let limit = CountLimit.current
    isLarge = total * units > limit
    var unit = (count: units, of: 1)
    if isLarge {
      let common = elements.reduce(0, greatestCommonDivisor)
      run = total / common <= limit ? common : nil
      unit = (1, common)
    } else {
      run = nil
    }
    unsafe counts = .allocate(capacity: elements.count)
    unsafe offsets = .allocate(capacity: elements.count)
    var offset = 0
    for (rank, count) in elements.enumerated() {
      let length = count / unit.of * unit.count
      // Where they do not fit they are not looked at.
      unsafe counts[rank] = cmpi_count(truncatingIfNeeded: length)
      unsafe offsets[rank] = cmpi_offset(truncatingIfNeeded: offset)
      offset += length
    }
  }

  /// The datatype that the counts are of.
  func datatype(_ unit: cmpi_datatype) throws(MPIError) -> cmpi_datatype {
    guard let run else { return unsafe unit }
    let runs = unsafe try unit.large(run * units)
    self.runs = runs
    return unsafe runs.handle
  }

  /// The count of all, which MPI does not look at, and which says whether the library cannot count the parts.
  var mark: MPI_Count { isLarge && run == nil ? .max : 0 }

  deinit {
    unsafe counts.deallocate()
    unsafe offsets.deallocate()
  }
}

/// How a buffer is divided among the ranks: equally, for which MPI has one kind of operation, or as counts say, for
/// which it has another.
@frozen @usableFromInline
struct Division {
  @usableFromInline let kind: cmpi_kind
  /// To be kept until the operation is complete.
  @usableFromInline let parts: Parts?

  /// - Parameters:
  ///   - counts: How many elements each rank has.
  ///   - units: How many units of the datatype an element has.
  ///   - isUsed: Whether this rank's counts matter: elsewhere than on the root they may be anything.
  // Always inlined: where it is known that there are no counts, nothing is left of it.
  @inlinable @inline(__always)
  init(
    _ counts: some PartCounts, units: @autoclosure () -> Int, _ equal: cmpi_kind, _ unequal: cmpi_kind,
    isUsed: Bool = true
  ) throws(MPIError) {
    guard let counts = counts.each else {
      kind = equal
      parts = nil
      return
    }
    kind = unequal
    parts = isUsed ? try Parts(counts, units: units(), unequal) : nil
  }
}

extension Call {
  @inlinable @inline(__always)
  init(sending division: Division) { self = Call(division.kind).divided(sent: division.parts) }

  @inlinable @inline(__always)
  init(receiving division: Division) { self = Call(division.kind).divided(received: division.parts) }
}

/// How a buffer that is sent and one that is received into are divided, each as counts of its own say.
@frozen @usableFromInline
struct Exchange {
  @usableFromInline let kind: cmpi_kind
  @usableFromInline let sent: Parts
  @usableFromInline let received: Parts

  @inlinable
  init<T: Transferable>(
    _ counts: [Int], _ receiveCounts: [Int], of type: T.Type, _ kind: cmpi_kind
  ) throws(MPIError) {
    self.kind = kind
    sent = try Parts(counts, units: T.layout.units, kind)
    received = try Parts(receiveCounts, units: T.layout.units, kind)
  }

  @inlinable var call: Call { Call(kind).divided(sent: sent, received: received) }
  /// To be kept until the operation is complete.
  @inlinable var kept: AnyObject? { KeptTogether.both(sent, received) }
}
