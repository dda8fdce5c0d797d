public import CMPI

/// A number: it can be added and multiplied by MPI itself.
public protocol NumericElement: Transferable, Numeric {}

/// A number with an order: MPI itself finds the largest and the smallest.
public protocol OrderedElement: NumericElement, Comparable {}

/// An integer: it has bitwise operations in MPI itself.
public protocol IntegerElement: OrderedElement, FixedWidthInteger {}

extension Int8: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_int8())) }
}
extension Int16: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_int16())) }
}
extension Int32: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_int32())) }
}
extension Int64: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_int64())) }
}
extension UInt8: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_uint8())) }
}
extension UInt16: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_uint16())) }
}
extension UInt32: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_uint32())) }
}
extension UInt64: IntegerElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_uint64())) }
}
extension Float: OrderedElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_float())) }
}
extension Double: OrderedElement {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_double())) }
}
extension Bool: Transferable {
  @inlinable public static var layout: ElementLayout { unsafe ElementLayout(unit: Datatype(cmpi_bool())) }
}
extension Int: IntegerElement {
  @inlinable public static var layout: ElementLayout { Int64.layout }
}
extension UInt: IntegerElement {
  @inlinable public static var layout: ElementLayout { UInt64.layout }
}
extension Int128: Transferable {}
extension UInt128: Transferable {}
