/// Elements of a span, picked by a datatype: what a call sends instead of all of the span.
///
/// A selection is made by ``Swift/Span/selecting(_:count:from:)`` and its kin, which make sure that it is within the
/// span and consists of whole elements. It lives as long as the span.
@safe @frozen
public struct Selection<Element: Transferable>: OutgoingView, ~Escapable {
  @usableFromInline let elements: Span<Element>
  @usableFromInline let picked: Picked

  @inlinable
  @_lifetime(copy elements)
  init(_ elements: Span<Element>, _ picked: Picked) {
    self.elements = elements
    self.picked = picked
  }

  /// How many bytes of data are picked.
  public var byteCount: Int { picked.bytes }

  @inlinable
  @unsafe public var unsafeRaw: RawBuffer {
    unsafe elements.withUnsafeBytes { bytes in
      unsafe RawBuffer(
        bytes.baseAddress.map { unsafe $0 + picked.offset },
        selected: picked.elements, reach: picked.reach,
        count: Int(picked.count), picked.datatype.handle)
    }
  }
}

/// Elements of a mutable span, picked by a datatype: what a call receives into instead of all of the span.
///
/// A selection is made by ``Swift/MutableSpan/selecting(_:count:from:)`` and its kin, which make sure that it is within
/// the span and consists of whole elements. While it lives, the span is out of reach.
///
/// Elements that are picked twice can be sent, but not received into: MPI leaves open what is there afterwards.
@safe @frozen
public struct MutableSelection<Element: Transferable>: OutgoingView, IncomingView, ~Copyable, ~Escapable {
  // Where the span is: the compiler makes broken code of a struct that has a mutable span and a reference.
  @usableFromInline let address: UnsafeMutableRawPointer?
  @usableFromInline let picked: Picked

  @inlinable
  @_lifetime(copy elements)
  init(_ elements: consuming MutableSpan<Element>, _ picked: Picked) {
    unsafe address = unsafe elements.withUnsafeMutableBytes { $0.baseAddress }
    self.picked = picked
  }

  /// How many bytes of data are picked.
  public var byteCount: Int { picked.bytes }

  @inlinable public var owner: AnyObject? { nil }

  @inlinable
  @unsafe public var unsafeRaw: RawBuffer { unsafe unsafeMutableRaw.reading }

  @inlinable
  @unsafe public var unsafeMutableRaw: MutableRawBuffer {
    unsafe MutableRawBuffer(
      address.map { unsafe $0 + picked.offset },
      selected: picked.elements, reach: picked.reach,
      count: Int(picked.count), picked.datatype.handle)
  }
}

/// What a selection picks: so many of a datatype from a place on, checked.
@frozen @usableFromInline
struct Picked {
  @usableFromInline let datatype: Datatype
  @usableFromInline let count: Int32
  /// Where the first is applied, in bytes.
  @usableFromInline let offset: Int
  /// How many bytes of data there are.
  @usableFromInline let bytes: Int
  /// How many elements, or fields of elements, they are.
  @usableFromInline let elements: Int
  /// How far they reach from the offset on, in elements of the span; `Int.max` if some are before it.
  @usableFromInline let reach: Int

  /// Checks that the elements are whole ones of a type, and within a span of so many.
  @usableFromInline
  init<Element: Transferable>(
    _ datatype: Datatype, count: Int, from start: Int, in type: Element.Type, total: Int
  ) throws(MPIError) {
    let function: StaticString = "MPI_Type_get_true_extent"
    let layout = try type.checkedLayout()
    let stride = MemoryLayout<Element>.stride
    let size = try datatype.size
    var isWhole = size == 0 || datatype == layout.unit && layout.units == 1
    if !isWhole {
      let grain = try datatype.grain
      isWhole = grain.unit == layout.unit && grain.length % stride == 0
    }
    guard isWhole else {
      throw MPIError(
        .datatype, function: function, "the datatype is not made of whole elements of type \(type)")
    }
    let each = try layout.unit.size * layout.units
    try self.init(datatype, count: count, of: each, from: start, stride: stride, total: total)
    let extent = try datatype.bounds.extent
    guard size == 0 || count < 2 || extent % stride == 0 else {
      throw MPIError(
        .datatype, function: function,
        "the datatype's extent is not that of a whole number of elements of type \(type)")
    }
  }

  /// Checks that what is picked is within a span of so many elements.
  ///
  /// - Parameter each: How many bytes of data are counted as one.
  @usableFromInline
  init(
    _ datatype: Datatype, count: Int, of each: Int, from start: Int, stride: Int, total: Int
  ) throws(MPIError) {
    let function: StaticString = "MPI_Type_get_true_extent"
    guard count >= 0 else { throw MPIError(.count, function: function, "\(count) elements are selected") }
    guard 0...total ~= start else {
      throw MPIError(
        .argument, function: function, "there is no element \(start) in a span of \(total)")
    }
    let size = try datatype.size
    let (bytes, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, let footprint = try Footprint(datatype, count),
      let moved = footprint.moved(by: start * stride), Footprint(0..<total * stride).contains(moved)
    else {
      throw MPIError(
        .argument, function: function, "the selection reaches out of the span of \(total) elements")
    }
    let reach = footprint.low < 0 ? .max : (footprint.high + stride - 1) / stride
    let elements = each > 0 ? bytes / each : 0
    // Nothing at all may have no address; and MPICH's files crash of datatypes without data, even of none of them.
    if size == 0 || count == 0 {
      self.init(.byte, 0, offset: 0, bytes: 0, elements: 0, reach: 0)
    } else if let count32 = Int32(exactly: count) {
      self.init(datatype, count32, offset: start * stride, bytes: bytes, elements: elements, reach: reach)
    } else {
      self.init(
        try datatype.contiguous(count: count), 1, offset: start * stride, bytes: bytes, elements: elements,
        reach: reach)
    }
  }

  private init(_ datatype: Datatype, _ count: Int32, offset: Int, bytes: Int, elements: Int, reach: Int) {
    self.datatype = datatype
    self.count = count
    self.offset = offset
    self.bytes = bytes
    self.elements = elements
    self.reach = reach
  }
}
