public import CMPI

/// A buffer as MPI's C functions take it, to read from. What an ``Outgoing`` buffer hands to the library; there is
/// nothing in it for others to use.
@safe @frozen
public struct RawBuffer {
  @usableFromInline let address: UnsafeRawPointer?
  /// How many elements there are, and of how many units of the datatype each; 0 units where a datatype picks elements.
  @usableFromInline let elements: Int
  @usableFromInline let units: Int
  /// How far they reach from the address on, in elements, picked or not; `Int.max` if some are before it.
  @usableFromInline let reach: Int
  /// How many of the datatype there are.
  @usableFromInline let count: Int
  @usableFromInline let datatype: cmpi_datatype

  @inlinable
  init(_ address: UnsafeRawPointer?, elements: Int, units: Int, _ datatype: cmpi_datatype) {
    unsafe self.address = unsafe address
    self.elements = elements
    self.units = units
    reach = elements
    count = elements * units
    unsafe self.datatype = unsafe datatype
  }

  /// Elements that a datatype picks: `count` of that.
  @inlinable
  init(
    _ address: UnsafeRawPointer?, selected elements: Int, reach: Int, count: Int, _ datatype: cmpi_datatype
  ) {
    unsafe self.address = unsafe address
    self.elements = elements
    units = 0
    self.reach = reach
    self.count = count
    unsafe self.datatype = unsafe datatype
  }

  @inlinable
  init<T: Transferable>(_ address: UnsafeRawPointer?, elements: Int, of type: T.Type) {
    let layout = T.layout
    unsafe self.init(address, elements: elements, units: layout.units, layout.unit.handle)
  }

  /// For the arguments that MPI ignores on this rank.
  @inlinable
  static var ignored: RawBuffer { unsafe RawBuffer(nil, elements: 0, units: 1, cmpi_byte()) }

  /// For `MPI_IN_PLACE`.
  @inlinable
  static var inPlace: RawBuffer {
    unsafe RawBuffer(cmpi_in_place(), elements: 0, units: 1, cmpi_byte())
  }

  /// The same as a broadcast takes it, which on the root only reads.
  @inlinable
  var writing: MutableRawBuffer { MutableRawBuffer(mutating: self) }
}

/// A buffer as MPI's C functions take it, to write to. What an ``Incoming`` buffer hands to the library.
@safe @frozen
public struct MutableRawBuffer {
  /// The same, to read from.
  @usableFromInline let reading: RawBuffer

  @inlinable
  init(mutating buffer: RawBuffer) { reading = buffer }

  /// Elements that a datatype picks: `count` of that.
  @inlinable
  init(
    _ address: UnsafeMutableRawPointer?, selected elements: Int, reach: Int, count: Int,
    _ datatype: cmpi_datatype
  ) {
    reading = unsafe RawBuffer(
      UnsafeRawPointer(address), selected: elements, reach: reach, count: count, datatype)
  }

  @inlinable
  init<T: Transferable>(_ address: UnsafeMutableRawPointer?, elements: Int, of type: T.Type) {
    reading = unsafe RawBuffer(UnsafeRawPointer(address), elements: elements, of: type)
  }

  /// For the arguments that MPI ignores on this rank.
  @inlinable
  static var ignored: MutableRawBuffer { RawBuffer.ignored.writing }

  @inlinable var address: UnsafeMutableRawPointer? {
    unsafe UnsafeMutableRawPointer(mutating: reading.address)
  }
  @inlinable var elements: Int { reading.elements }
  @inlinable var reach: Int { reading.reach }
  @inlinable var units: Int { reading.units }
  @inlinable var count: Int { reading.count }
  @inlinable var datatype: cmpi_datatype { unsafe reading.datatype }
}
