import MPI
import Support
import Testing

/// The standard ABI of MPI 5.0.
@Suite struct BinaryInterfaceTests {
  let world = World.world

  private static let isThere = (try? Environment.version >= (5, 0)) == true

  @Test(.enabled(if: !Self.isThere, "this MPI knows of the standard ABI"))
  func olderVersionsSayThatTheyAre() {
    expectError(.unsupported, in: "MPI_Abi_get_version") { _ = try Environment.binaryInterfaceVersion }
    expectError(.unsupported, in: "MPI_Abi_get_info") { _ = try Environment.binaryInterface() }
    expectError(.unsupported, in: "MPI_Abi_get_fortran_info") { _ = try Environment.fortranTypes() }
    expectError(.unsupported, in: "MPI_Abi_set_fortran_info") { try Environment.setFortranTypes([:]) }
    expectError(.unsupported, in: "MPI_Abi_get_fortran_booleans") {
      _ = try Environment.fortranBooleans(of: Int32.self)
    }
    expectError(.unsupported, in: "MPI_Abi_set_fortran_booleans") {
      try Environment.setFortranBooleans(true: Int32(1), false: 0)
    }
  }

  @Test(.enabled(if: Self.isThere, "this MPI is older than 5.0"))
  func theInterfaceIsKnown() throws {
    if let version = try Environment.binaryInterfaceVersion { #expect(version.major == 1) }
    let sizes = try Environment.binaryInterface()
    #expect(sizes["mpi_aint_size"] == "8" && sizes["mpi_offset_size"] == "8")
    if let types = try Environment.fortranTypes() { #expect(!types.isEmpty) }
    if let booleans = try Environment.fortranBooleans(of: Int32.self) {
      #expect(booleans.true != booleans.false)
    }
  }
}
