public import CMPI

/// How a buffer is divided among the ranks, as MPI's v-functions take it: so many units each, one after the other.
///
/// A class, because MPI reads it for as long as an operation goes on.
@safe @usableFromInline
final class Parts: @unchecked Sendable {  // Constant once made.
  @usableFromInline let counts: UnsafeMutablePointer<cmpi_count>
  @usableFromInline let offsets: UnsafeMutablePointer<cmpi_offset>
  /// How many elements each rank has.
  @usableFromInline let elements: [Int]
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
