import CMPI

extension Communicator {
  /// The name by which debuggers and profilers call the communicator; empty if it has none.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_get_name`.
  public func name() throws(MPIError) -> String {
    var code = Int32(MPI_SUCCESS)
    let name = unsafe string(capacity: Int32(MPI_MAX_OBJECT_NAME)) { text, length in
      code = unsafe MPI_Comm_get_name(handle.raw, text, length)
      return code
    }
    try check(code, "MPI_Comm_get_name")
    return name
  }

  /// Gives the communicator a name on this rank, for debuggers and profilers.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the name is too long or contains a zero.
  ///
  /// The corresponding MPI function is `MPI_Comm_set_name`.
  public func setName(_ name: String) throws(MPIError) {
    let function: StaticString = "MPI_Comm_set_name"
    let name = try cText(name, "name", below: Int(MPI_MAX_OBJECT_NAME), .argument, function)
    try unsafe check(MPI_Comm_set_name(handle.raw, name), function)
  }
}
