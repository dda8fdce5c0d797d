public import CMPI

/// A datatype of MPI: how the elements of a message lie in memory.
///
/// A datatype is a small handle; copying it copies the handle.
///
/// The corresponding MPI type is `MPI_Datatype`.
// Unchecked: a handle is a value, and MPI's calls on datatypes are thread-safe.
@safe @frozen
public struct Datatype: @unchecked Sendable {
  @usableFromInline let handle: cmpi_datatype

  @inlinable
  init(_ handle: cmpi_datatype) {
    unsafe self.handle = unsafe handle
  }

  /// Uninterpreted bytes. The corresponding MPI datatype is `MPI_BYTE`.
  @inlinable public static var byte: Datatype { unsafe Datatype(cmpi_byte()) }
}

/// How one element of a Swift type travels: as so many units of a datatype.
@frozen
public struct ElementLayout: Sendable {
  /// The datatype of a unit.
  public let unit: Datatype
  /// How many units make one element.
  public let units: Int

  @inlinable
  public init(unit: Datatype, units: Int = 1) {
    self.unit = unit
    self.units = units
  }
}
