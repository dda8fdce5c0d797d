public import CMPI

/// A datatype of MPI: how the elements of a message lie in memory.
///
/// MPI's own datatypes are static properties, such as ``byte`` and ``double``; ``init(of:)`` gives that of a Swift type.
/// Others are derived from them: a column of a row-major matrix of doubles, for example, is
///
/// ```swift
/// let column = try Datatype.double.vector(count: rows, blockLength: 1, stride: columns)
/// ```
///
/// and ``Swift/Span/selecting(_:count:from:)`` says to which memory it is applied.
///
/// A datatype is a small handle; copying it copies the handle. A derived datatype is committed when it is made, so that
/// it can be used at once, and freed with its last copy, which is safe even while a message of it is under way.
///
/// The corresponding MPI type is `MPI_Datatype`; the corresponding MPI functions are `MPI_Type_commit` and
/// `MPI_Type_free`.
// Unchecked: a handle is a value, and MPI's calls on datatypes are thread-safe.
@safe @frozen
public struct Datatype: @unchecked Sendable {
  @usableFromInline let handle: cmpi_datatype
  /// What frees a derived datatype with its last copy; nil for MPI's own.
  @usableFromInline let owner: DatatypeOwner?

  /// A datatype that is MPI's own, or that somebody else frees.
  @inlinable
  init(_ handle: cmpi_datatype) {
    unsafe self.handle = unsafe handle
    owner = nil
  }

  /// A datatype that was made here.
  init(_ owner: DatatypeOwner) {
    unsafe handle = unsafe owner.handle
    self.owner = owner
  }

  /// The datatype of one value of a Swift type; what its gaps and its padding are, ``Transferable/layout`` says.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function, for a type of several units, is `MPI_Type_contiguous`.
  public init<T: Transferable>(of type: T.Type) throws(MPIError) {
    let layout = try T.checkedLayout()
    self = layout.units == 1 ? layout.unit : try layout.unit.contiguous(count: layout.units)
  }
}

extension Datatype: Equatable {
  /// Whether both are the same handle. Two datatypes that were made alike are not equal.
  public static func == (one: Datatype, other: Datatype) -> Bool {
    unsafe cmpi_datatype_equal(one.handle, other.handle) != 0
  }
}

/// How one element of a Swift type travels: as so many units of a datatype.
@frozen
public struct ElementLayout: Sendable {
  /// The datatype of a unit.
  public let unit: Datatype
  /// How many units make one element.
  public let units: Int
  /// Whether an element may have fields that do not travel.
  @usableFromInline let isPartial: Bool
  /// Whether an element is one of the numbers that MPI knows by itself.
  @inlinable var isNumber: Bool { units == 1 && unit.owner == nil }
  /// Whether an element has no parts that are of different basic types.
  @usableFromInline let isOfOneType: Bool

  /// So many units for an element. Unsafe, because it is believed: MPI reads and writes that much of memory.
  ///
  /// - Parameters:
  ///   - unit: The datatype of a unit.
  ///   - units: How many units make one element, at least 1. Their extent together must be the type's
  ///     `MemoryLayout.stride`.
  @inlinable @inline(__always)
  @unsafe public init(unit: Datatype, units: Int = 1) {
    self.init(unit: unit, units: units, isPartial: false)
  }

  @inlinable @inline(__always)
  init(unit: Datatype, units: Int = 1, isPartial: Bool) {
    // Who asks for a layout keeps the handle, not the datatype. A layout is made once for each type. For MPI's own
    // datatypes nothing of this is left.
    isOfOneType = unit.owner == nil || unit.keepForElements()
    self.unit = unit
    self.units = units
    self.isPartial = isPartial
  }
}
