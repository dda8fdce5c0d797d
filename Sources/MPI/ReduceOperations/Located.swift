import CMPI

/// A value and where it is: what MPI's own reductions to the place of an extremum take.
///
/// ```swift
/// let worst = try world.allReduce(Located(residual, at: world.rank), .maxLocation())
/// ```
@frozen
public struct Located<Value: LocatableElement>: Transferable, Equatable {
  /// The value, by which elements are compared.
  public var value: Value
  /// Any number, often the value's rank.
  public var location: Int32

  /// A value and where it is. A place that no `Int32` holds becomes the nearest that one does.
  public init(_ value: Value, at location: Int) {
    self.value = value
    self.location = Int32(clamping: location)
  }

  public static var layout: ElementLayout { Value.locatedLayout }
}

/// A number for which MPI has a datatype of it and an `int`.
public protocol LocatableElement: OrderedElement {
  static var locatedLayout: ElementLayout { get }
}

extension Float: LocatableElement {
  /// The corresponding MPI datatype is `MPI_FLOAT_INT`.
  public static var locatedLayout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_float_int())) }
}
extension Double: LocatableElement {
  /// The corresponding MPI datatype is `MPI_DOUBLE_INT`.
  public static var locatedLayout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_double_int())) }
}
extension Int32: LocatableElement {
  /// The corresponding MPI datatype is `MPI_2INT`.
  public static var locatedLayout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_2int())) }
}
extension Int: LocatableElement {
  /// The corresponding MPI datatype is `MPI_LONG_INT`.
  public static var locatedLayout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_long_int())) }
}

extension Datatype {
  /// MPI's datatype of a pair of a value and an index, such as ``Located`` has; nil if MPI has none for these types.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Type_get_value_index`.
  public static func pair(of value: Datatype, index: Datatype) throws(MPIError) -> Datatype? {
    var pair = unsafe cmpi_datatype_null()
    try unsafe check(
      cmpi_type_get_value_index(value.handle.raw, index.handle.raw, &pair.raw), "MPI_Type_get_value_index")
    return unsafe cmpi_datatype_is_null(pair) == 0 ? Datatype(pair) : nil
  }
}

extension ReduceOperation {
  /// The largest value and the smallest of its locations. The corresponding MPI operation is `MPI_MAXLOC`.
  public static func maxLocation<Value>() -> Self where Element == Located<Value> {
    unsafe Self(cmpi_max_location())
  }
  /// The smallest value and the smallest of its locations. The corresponding MPI operation is `MPI_MINLOC`.
  public static func minLocation<Value>() -> Self where Element == Located<Value> {
    unsafe Self(cmpi_min_location())
  }
}
