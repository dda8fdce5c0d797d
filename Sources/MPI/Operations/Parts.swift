public import CMPI

/// How a buffer is divided among the ranks, as MPI's v-functions take it: so many units each, one after the other.
///
/// A class, because MPI reads it for as long as an operation goes on.
@safe @usableFromInline
final class Parts: @unchecked Sendable {  // Constant once made.
  let counts: UnsafeMutablePointer<cmpi_count>
  let offsets: UnsafeMutablePointer<cmpi_offset>
  /// How many elements each rank has.
  let elements: [Int]
  /// How many elements there are in all.
  @usableFromInline let total: Int

  /// - Parameters:
  ///   - elements: How many elements each rank has.
  ///   - units: How many units of the datatype an element has.
  @usableFromInline
  init(_ elements: [Int], units: Int, _ kind: cmpi_kind) throws(MPIError) {
    // Not self's before all is well.
    let counts = UnsafeMutablePointer<cmpi_count>.allocate(capacity: elements.count)
    let offsets = UnsafeMutablePointer<cmpi_offset>.allocate(capacity: elements.count)
    var total = 0
    for (rank, count) in elements.enumerated() {
      // No memory has as many: what follows may add and multiply.
      guard count >= 0, count <= (1 << 48) / units, total <= (1 << 48) / units,
        let unitCount = cmpi_count(exactly: count * units), let offset = cmpi_offset(exactly: total * units)
      else {
        unsafe counts.deallocate()
        unsafe offsets.deallocate()
        throw MPIError(
          .count, kind,
          count < 0
            ? "the count \(count) for rank \(rank) is negative"
            : "the parts together have more elements than there is memory, or than this MPI can address without MPI 4's large counts"
        )
      }
      unsafe counts[rank] = unitCount
      unsafe offsets[rank] = offset
      total += count
    }
    unsafe self.counts = unsafe counts
    unsafe self.offsets = unsafe offsets
    self.elements = elements
    self.total = total
  }

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
  ///   - counts: How many elements each rank has; nil if all have as many.
  ///   - units: How many units of the datatype an element has.
  ///   - isUsed: Whether this rank's counts matter: elsewhere than on the root they may be anything.
  // Always inlined: where it is known that there are no counts, nothing is left of it.
  @inlinable @inline(__always)
  init(
    _ counts: [Int]?, units: @autoclosure () -> Int, _ equal: cmpi_kind, _ unequal: cmpi_kind,
    isUsed: Bool = true
  ) throws(MPIError) {
    guard let counts else {
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
