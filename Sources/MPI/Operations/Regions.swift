public import CMPI

/// A part of a buffer, of any datatype: what one rank sends to another, or receives from it, where each rank's part has
/// a datatype of its own.
public struct Region: Sendable {
  /// The datatype.
  public var datatype: Datatype
  /// How many of the datatype there are.
  public var count: Int
  /// Where the first begins, in bytes from the buffer's beginning.
  public var byteOffset: Int

  /// So many of a datatype.
  ///
  /// - Parameters:
  ///   - datatype: The datatype. It must not be freed before the operation has begun.
  ///   - count: How many of it there are.
  ///   - byteOffset: Where the first begins, in bytes from the buffer's beginning.
  public init(of datatype: Datatype, count: Int = 1, byteOffset: Int = 0) {
    self.datatype = datatype
    self.count = count
    self.byteOffset = byteOffset
  }

  /// The elements of a range, in a buffer of elements of a type.
  public init<T: Transferable>(_ range: Range<Int>, of type: T.Type) {
    datatype = T.layout.unit
    // No buffer has the places that an Int cannot count: they are refused with it.
    count = range.count.multipliedOrMax(by: T.layout.units)
    byteOffset = range.lowerBound.multipliedOrMax(by: MemoryLayout<T>.stride)
  }

  /// Nothing at all.
  public static var nothing: Region { Region(of: .byte, count: 0) }
}

extension Int {
  /// The product, or the greatest or least number if it does not fit.
  fileprivate func multipliedOrMax(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? (self < 0 ? .min : .max) : product
  }
}

/// The regions of a buffer, one for each rank, as MPI's w-functions take them.
///
/// A class, because MPI reads it for as long as an operation goes on.
@safe
final class Regions: @unchecked Sendable {  // Constant once made.
  private let counts: UnsafeMutablePointer<cmpi_count>
  private let offsets: UnsafeMutableRawPointer
  private let datatypes: UnsafeMutablePointer<cmpi_datatype>
  /// Those of regions that the library cannot count or reach.
  private var large: [Datatype] = []
  /// How many there are.
  let count: Int
  /// How far from the buffer's beginning the offsets count, in bytes. Among one rank, Open MPI 4.1's `MPI_Alltoallw`
  /// multiplies the offset by the datatype's extent, so the only region begins at the offset 0.
  let base: Int
  /// From the first byte that one of them touches to the last.
  private let footprint: Footprint

  init(_ regions: [Region], _ kind: cmpi_kind) throws(MPIError) {
    var footprint = Footprint.none
    for region in regions {
      guard region.count >= 0 else {
        throw MPIError(.count, kind, "\(region.count) is no number of elements of a region")
      }
      guard let touched = try Footprint(region.datatype, region.count)?.moved(by: region.byteOffset) else {
        throw MPIError(
          .buffer, kind, "\(region.count) of a datatype at byte \(region.byteOffset) are in no memory")
      }
      footprint = footprint.union(touched)
    }
    self.footprint = footprint
    count = regions.count
    var regions = regions
    if kind == .alltoallw, regions.count == 1 {
      base = regions[0].byteOffset
      regions[0] = Region(of: regions[0].datatype, count: regions[0].count)
    } else {
      base = 0
    }
    let limit = CountLimit.current
    for (rank, region) in regions.enumerated() where region.count > 0 {
      let isFar = region.byteOffset.magnitude > limit && kind != .neighbor_alltoallw
      guard region.count > limit || isFar else { continue }
      let datatype = try unsafe region.datatype.handle.large(region.count, at: region.byteOffset)
      large.append(datatype)
      regions[rank] = Region(of: datatype)
    }
    let counts = UnsafeMutablePointer<cmpi_count>.allocate(capacity: count)
    let datatypes = UnsafeMutablePointer<cmpi_datatype>.allocate(capacity: count)
    for (rank, region) in regions.enumerated() {
      unsafe (counts + rank).initialize(to: cmpi_count(truncatingIfNeeded: region.count))
      unsafe (datatypes + rank).initialize(to: region.datatype.handle)
    }
    unsafe self.counts = unsafe counts
    unsafe self.datatypes = unsafe datatypes
    // The neighbourhood's function has longer offsets than the other.
    if kind == .neighbor_alltoallw {
      unsafe offsets = unsafe Self.memory(of: regions.map { MPI_Aint($0.byteOffset) })
    } else {
      unsafe offsets = unsafe Self.memory(of: regions.map { cmpi_offset(truncatingIfNeeded: $0.byteOffset) })
    }
  }

  private static func memory<T: BitwiseCopyable>(of elements: [T]) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutablePointer<T>.allocate(capacity: elements.count)
    for (index, element) in elements.enumerated() { unsafe (memory + index).initialize(to: element) }
    return UnsafeMutableRawPointer(memory)
  }

  deinit {
    unsafe counts.deallocate()
    unsafe offsets.deallocate()
    unsafe datatypes.deallocate()
  }

  /// Refuses regions that reach out of the memory.
  func require(within datatype: cmpi_datatype, _ count: Int, _ kind: cmpi_kind) throws(MPIError) {
    let memory = try unsafe Footprint(Datatype(datatype), count)
    guard memory?.contains(footprint) == true else {
      throw MPIError(
        .buffer, kind,
        "the regions are of the bytes \(footprint) of a buffer that has \(memory?.description ?? "too many")")
    }
  }

  func set(
    _ counts: inout UnsafePointer<cmpi_count>?, _ offsets: inout UnsafeRawPointer?,
    _ datatypes: inout UnsafeRawPointer?
  ) {
    unsafe counts = unsafe UnsafePointer(self.counts)
    unsafe offsets = unsafe UnsafeRawPointer(self.offsets)
    unsafe datatypes = unsafe UnsafeRawPointer(self.datatypes)
  }
}

/// What a w-function sends and receives.
@usableFromInline
final class RegionPair: Sendable {
  let sent: Regions
  let received: Regions

  @usableFromInline
  init(_ sent: [Region], _ received: [Region], _ kind: cmpi_kind) throws(MPIError) {
    self.sent = try Regions(sent, kind)
    self.received = try Regions(received, kind)
  }
}

extension Communicator {
  func setRegions(
    _ o: inout cmpi_operands, _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer,
    _ destinations: Int, _ sources: Int
  ) throws(MPIError) {
    guard let regions = unsafe call.regions?.takeUnretainedValue() else {
      throw MPIError(.intern, call.kind, "no regions")
    }
    try require(oneEach: regions.received.count, among: sources, call.kind, "regions to receive")
    try unsafe regions.received.require(within: received.datatype, received.count, call.kind)
    unsafe o.received = unsafe o.received.map { unsafe $0 + regions.received.base }
    unsafe regions.received.set(&o.received_counts, &o.received_offsets, &o.received_types)
    if call.isInPlace {
      unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
      return
    }
    try require(oneEach: regions.sent.count, among: destinations, call.kind, "regions to send")
    try unsafe regions.sent.require(within: sent.datatype, sent.count, call.kind)
    unsafe o.sent = unsafe o.sent.map { unsafe $0 + regions.sent.base }
    unsafe regions.sent.set(&o.sent_counts, &o.sent_offsets, &o.sent_types)
  }
}
