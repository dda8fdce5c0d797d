import CMPI

// The standard ABI of MPI 5.0. Where MPI is older, all of it throws an error of class `unsupported`.
extension Environment {
  /// The version of the standard ABI that the library has; nil if what this program was built with is the library's own
  /// ABI, as of a library that has the standard one in another file.
  ///
  /// Any rank calls it, alone, also before MPI is initialised.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 5.0.
  ///
  /// The corresponding MPI function is `MPI_Abi_get_version`.
  public static var binaryInterfaceVersion: (major: Int, minor: Int)? {
    get throws(MPIError) {
      var (major, minor): (Int32, Int32) = (0, 0)
      try unsafe check(cmpi_abi_get_version(&major, &minor), "MPI_Abi_get_version")
      return major < 0 ? nil : (Int(major), Int(minor))
    }
  }

  /// How large the library's types are: under `mpi_aint_size`, for example, the bytes of an `MPI_Aint`.
  ///
  /// Any rank calls it, alone, also before MPI is initialised.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 5.0.
  ///
  /// The corresponding MPI function is `MPI_Abi_get_info`.
  public static func binaryInterface() throws(MPIError) -> [String: String] {
    try unsafe entries("MPI_Abi_get_info") { unsafe cmpi_abi_get_info(&$0.raw) } ?? [:]
  }

  /// How large Fortran's types are: under `mpi_integer_size`, for example, the bytes of an `INTEGER`. Nil if the library
  /// has nothing for Fortran and nobody has called ``setFortranTypes(_:)``.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 5.0.
  ///
  /// The corresponding MPI function is `MPI_Abi_get_fortran_info`.
  public static func fortranTypes() throws(MPIError) -> [String: String]? {
    try unsafe entries("MPI_Abi_get_fortran_info") { unsafe cmpi_abi_get_fortran_info(&$0.raw) }
  }

  /// Tells a library that has nothing for Fortran how large Fortran's types are.
  ///
  /// Any rank calls it, alone, once at most.
  ///
  /// - Throws: ``MPIError`` of the class `MPI_ERR_ABI` if that is known already, and of class `unsupported` where MPI is
  ///   older than 5.0.
  ///
  /// The corresponding MPI function is `MPI_Abi_set_fortran_info`.
  public static func setFortranTypes(_ sizes: [String: String]) throws(MPIError) {
    let info = try Info(sizes)
    let code = unsafe cmpi_abi_set_fortran_info(info.handle.raw)
    try info.free()
    try check(code, "MPI_Abi_set_fortran_info")
  }

  /// What Fortran's `.TRUE.` and `.FALSE.` are as integers of the same size, such as an `Int32`. Nil if that is not known.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 5.0.
  ///
  /// The corresponding MPI function is `MPI_Abi_get_fortran_booleans`.
  public static func fortranBooleans<Logical: FixedWidthInteger & BitwiseCopyable>(
    of type: Logical.Type
  ) throws(MPIError) -> (true: Logical, false: Logical)? {
    var (yes, no): (Logical, Logical) = (0, 0)
    var isSet: Int32 = 0
    try unsafe check(
      cmpi_abi_get_fortran_booleans(Int32(MemoryLayout<Logical>.size), &yes, &no, &isSet),
      "MPI_Abi_get_fortran_booleans")
    return isSet == 0 ? nil : (yes, no)
  }

  /// Tells a library that has nothing for Fortran what Fortran's `.TRUE.` and `.FALSE.` are.
  ///
  /// Any rank calls it, alone, once at most.
  ///
  /// - Throws: ``MPIError`` of the class `MPI_ERR_ABI` if that is known already, and of class `unsupported` where MPI is
  ///   older than 5.0.
  ///
  /// The corresponding MPI function is `MPI_Abi_set_fortran_booleans`.
  public static func setFortranBooleans<Logical: FixedWidthInteger & BitwiseCopyable>(
    true yes: Logical, false no: Logical
  ) throws(MPIError) {
    var (yes, no) = (yes, no)
    try unsafe check(
      cmpi_abi_set_fortran_booleans(Int32(MemoryLayout<Logical>.size), &yes, &no),
      "MPI_Abi_set_fortran_booleans")
  }

  /// What is in an info that MPI makes; nil if it makes none.
  private static func entries(
    _ function: StaticString, _ make: (inout cmpi_info) -> Int32
  ) throws(MPIError) -> [String: String]? {
    var handle = unsafe cmpi_info_null()
    try unsafe check(make(&handle), function)
    guard unsafe cmpi_info_is_null(handle) == 0 else { return nil }
    let info = unsafe Info(handle)
    let entries = try info.dictionary
    try info.free()
    return entries
  }
}
