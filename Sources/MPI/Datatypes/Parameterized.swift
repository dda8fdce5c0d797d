import CMPI

extension Datatype {
  /// The floating-point type that Fortran chooses for so many decimal digits and such a range of exponents.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - precision: How many decimal digits at least; nil for any.
  ///   - range: The decimal exponents that it has at least, up to and down from 0; nil for any.
  /// - Throws: ``MPIError`` if there is no such type.
  ///
  /// The corresponding MPI function is `MPI_Type_create_f90_real`.
  public static func real(precision: Int?, range: Int? = nil) throws(MPIError) -> Datatype {
    try unsafe fortran(precision, range, "MPI_Type_create_f90_real") {
      unsafe MPI_Type_create_f90_real($0, $1, &$2.raw)
    }
  }

  /// The complex type whose parts are those of ``real(precision:range:)``.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - precision: How many decimal digits at least; nil for any.
  ///   - range: The decimal exponents that it has at least, up to and down from 0; nil for any.
  /// - Throws: ``MPIError`` if there is no such type.
  ///
  /// The corresponding MPI function is `MPI_Type_create_f90_complex`.
  public static func complex(precision: Int?, range: Int? = nil) throws(MPIError) -> Datatype {
    try unsafe fortran(precision, range, "MPI_Type_create_f90_complex") {
      unsafe MPI_Type_create_f90_complex($0, $1, &$2.raw)
    }
  }

  /// The integer type that Fortran chooses for so many decimal digits.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter range: How many decimal digits at least.
  /// - Throws: ``MPIError`` if there is no such type.
  ///
  /// The corresponding MPI function is `MPI_Type_create_f90_integer`.
  public static func integer(range: Int) throws(MPIError) -> Datatype {
    try unsafe fortran(nil, range, "MPI_Type_create_f90_integer") {
      unsafe MPI_Type_create_f90_integer($1, &$2.raw)
    }
  }

  /// What kind of numbers ``init(_:byteCount:)`` looks for.
  ///
  /// The corresponding MPI constants are `MPI_TYPECLASS_INTEGER`, `MPI_TYPECLASS_REAL` and `MPI_TYPECLASS_COMPLEX`.
  public enum NumberClass: Sendable, Hashable, CaseIterable {
    /// Fortran's `integer`.
    case integer
    /// Fortran's `real`.
    case real
    /// Fortran's `complex`, of two such.
    case complex
  }

  /// Fortran's type of numbers of a kind that has so many bytes.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` if there is no such type.
  ///
  /// The corresponding MPI function is `MPI_Type_match_size`.
  public init(_ numbers: NumberClass, byteCount: Int) throws(MPIError) {
    let function: StaticString = "MPI_Type_match_size"
    let constant =
      switch numbers {
      case .integer: MPI_TYPECLASS_INTEGER
      case .real: MPI_TYPECLASS_REAL
      case .complex: MPI_TYPECLASS_COMPLEX
      }
    let size = try MPI.cInt(byteCount, "number of bytes", function)
    var handle = unsafe cmpi_datatype_null()
    try check(unsafe MPI_Type_match_size(Int32(constant), size, &handle.raw), function)
    unsafe self.init(handle)
  }

  private static func fortran(
    _ precision: Int?, _ range: Int?, _ function: StaticString,
    _ make: (Int32, Int32, inout cmpi_datatype) -> Int32
  ) throws(MPIError) -> Datatype {
    let precision32 = try MPI.cInt(precision ?? Int(MPI_UNDEFINED), "precision", function)
    let range32 = try MPI.cInt(range ?? Int(MPI_UNDEFINED), "range", function)
    if precision ?? 0 < 0 || range ?? 0 < 0 {
      throw MPIError(.argument, function: function, "a number of digits is negative")
    }
    var handle = unsafe cmpi_datatype_null()
    try check(unsafe make(precision32, range32, &handle), function)
    return unsafe Datatype(handle)
  }
}
