public import CMPI

/// A complex number that MPI can add and multiply.
///
/// `Complex` of swift-numerics cannot travel itself, because only its own package can make it `BitwiseCopyable`. Its
/// values are converted by their parts: `ComplexNumber(z.real, z.imaginary)`.
///
/// The corresponding MPI datatypes are `MPI_C_FLOAT_COMPLEX` and `MPI_C_DOUBLE_COMPLEX`.
@frozen
public struct ComplexNumber<Part: ComplexPart>: NumericElement, Hashable {
  /// The real part.
  public var real: Part
  /// The imaginary part.
  public var imaginary: Part

  /// A number with these parts.
  @inlinable
  public init(_ real: Part, _ imaginary: Part = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  @inlinable public static var layout: ElementLayout { Part.complexLayout }
}

/// The parts of a complex number for which MPI has a datatype.
public protocol ComplexPart: OrderedElement, BinaryFloatingPoint {
  /// How a complex number of such parts travels.
  static var complexLayout: ElementLayout { get }
}

extension Float: ComplexPart {
  /// The corresponding MPI datatype is `MPI_C_FLOAT_COMPLEX`.
  @inlinable public static var complexLayout: ElementLayout {
    unsafe ElementLayout(unit: Datatype(cmpi_float_complex()))
  }
}

extension Double: ComplexPart {
  /// The corresponding MPI datatype is `MPI_C_DOUBLE_COMPLEX`.
  @inlinable public static var complexLayout: ElementLayout {
    unsafe ElementLayout(unit: Datatype(cmpi_double_complex()))
  }
}

extension ComplexNumber: Numeric {
  /// The larger of the parts' magnitudes.
  public var magnitude: Part { max(real.magnitude, imaginary.magnitude) }

  public init(integerLiteral value: Part.IntegerLiteralType) { self.init(Part(integerLiteral: value)) }

  public init?<T: BinaryInteger>(exactly source: T) {
    guard let real = Part(exactly: source) else { return nil }
    self.init(real)
  }

  public static func + (one: Self, other: Self) -> Self {
    Self(one.real + other.real, one.imaginary + other.imaginary)
  }
  public static func - (one: Self, other: Self) -> Self {
    Self(one.real - other.real, one.imaginary - other.imaginary)
  }
  public static func * (one: Self, other: Self) -> Self {
    Self(
      one.real * other.real - one.imaginary * other.imaginary,
      one.real * other.imaginary + one.imaginary * other.real)
  }
  public static func += (one: inout Self, other: Self) { one = one + other }
  public static func -= (one: inout Self, other: Self) { one = one - other }
  public static func *= (one: inout Self, other: Self) { one = one * other }
}
