public import CMPI

/// A buffer as MPI's C functions take it, to read from.
@safe @frozen @usableFromInline
struct RawBuffer {
  @usableFromInline let address: UnsafeRawPointer?
  @usableFromInline let count: Int32
  @usableFromInline let datatype: cmpi_datatype

  @inlinable
  init(_ address: UnsafeRawPointer?, count: Int32, _ datatype: cmpi_datatype) {
    unsafe self.address = unsafe address
    self.count = count
    unsafe self.datatype = unsafe datatype
  }

  /// For the arguments that MPI ignores on this rank.
  @inlinable
  static var ignored: RawBuffer { unsafe RawBuffer(nil, count: 0, cmpi_byte()) }

  /// For `MPI_IN_PLACE`.
  @inlinable
  static var inPlace: RawBuffer { unsafe RawBuffer(cmpi_in_place(), count: 0, cmpi_byte()) }
}

/// A buffer as MPI's C functions take it, to write to.
@safe @frozen @usableFromInline
struct MutableRawBuffer {
  @usableFromInline let address: UnsafeMutableRawPointer?
  @usableFromInline let count: Int32
  @usableFromInline let datatype: cmpi_datatype

  @inlinable
  init(_ address: UnsafeMutableRawPointer?, count: Int32, _ datatype: cmpi_datatype) {
    unsafe self.address = unsafe address
    self.count = count
    unsafe self.datatype = unsafe datatype
  }

  /// For the arguments that MPI ignores on this rank.
  @inlinable
  static var ignored: MutableRawBuffer { unsafe MutableRawBuffer(nil, count: 0, cmpi_byte()) }
}

extension Transferable {
  /// The units of MPI's datatype in so many elements, if a C `int` can count them.
  @inlinable
  static func units(_ elements: Int, _ function: StaticString) throws(MPIError) -> Int32 {
    let (units, overflow) = elements.multipliedReportingOverflow(by: layout.units)
    guard !overflow, let count = Int32(exactly: units) else {
      throw MPIError(
        .count, function: function, "\(elements) elements are more than a C int counts in one message")
    }
    return count
  }
}

extension SendBuffer where Self: ~Copyable, Self: ~Escapable {
  @inlinable
  func withRaw<R>(
    _ function: StaticString, _ body: (RawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    try withElements { elements throws(MPIError) -> R in
      let count = try Element.units(elements.count, function)
      return try unsafe elements.withUnsafeBytes { bytes throws(MPIError) -> R in
        try body(unsafe RawBuffer(bytes.baseAddress, count: count, Element.layout.unit.handle))
      }
    }
  }

  /// A new ``Owned`` of `count` elements that `body` fills completely.
  @inlinable
  static func ownedRaw(
    _ count: Int, _ function: StaticString, _ body: (MutableRawBuffer) throws(MPIError) -> Void
  ) throws(MPIError) -> Owned {
    let units = try Element.units(count, function)
    return try ownedUncounted(count) { raw throws(MPIError) in
      try body(unsafe MutableRawBuffer(raw.address, count: units, raw.datatype))
    }
  }

  /// For the buffer of all ranks' parts together, of which MPI takes the address, but not the whole count.
  @inlinable
  func withUncounted<R>(_ body: (RawBuffer) throws(MPIError) -> R) throws(MPIError) -> R {
    try withElements { elements throws(MPIError) -> R in
      try unsafe elements.withUnsafeBytes { bytes throws(MPIError) -> R in
        try body(unsafe RawBuffer(bytes.baseAddress, count: 0, Element.layout.unit.handle))
      }
    }
  }

  /// A new ``Owned`` of `count` elements, all ranks' parts together, that `body` fills completely.
  @inlinable
  static func ownedUncounted(
    _ count: Int, _ body: (MutableRawBuffer) throws(MPIError) -> Void
  ) throws(MPIError) -> Owned {
    try owned(count: count) { span throws(MPIError) in
      try unsafe span.withUnsafeMutableBufferPointer { memory, initialized throws(MPIError) in
        try body(unsafe MutableRawBuffer(memory.baseAddress, count: 0, Element.layout.unit.handle))
        initialized = count
      }
    }
  }

  /// How many elements the buffer has.
  @inlinable
  var elementCount: Int { withElements { $0.count } }
}

extension ReceiveBuffer where Self: ~Copyable, Self: ~Escapable {
  /// For the buffer of all ranks' parts together, of which MPI takes the address, but not the whole count.
  @inlinable
  mutating func withMutableUncounted<R>(
    _ body: (MutableRawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    try withMutableElements { elements throws(MPIError) -> R in
      try unsafe elements.withUnsafeMutableBytes { bytes throws(MPIError) -> R in
        try body(unsafe MutableRawBuffer(bytes.baseAddress, count: 0, Element.layout.unit.handle))
      }
    }
  }

  @inlinable
  mutating func withMutableRaw<R>(
    _ function: StaticString, _ body: (MutableRawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    try withMutableElements { elements throws(MPIError) -> R in
      let count = try Element.units(elements.count, function)
      return try unsafe elements.withUnsafeMutableBytes { bytes throws(MPIError) -> R in
        try body(unsafe MutableRawBuffer(bytes.baseAddress, count: count, Element.layout.unit.handle))
      }
    }
  }
}
