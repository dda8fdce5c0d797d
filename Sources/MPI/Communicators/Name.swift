import CMPI

extension Communicator {
  /// The name by which debuggers and profilers call the communicator; empty if it has none.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_get_name`.
  public func name() throws(MPIError) -> String {
    try unsafe objectName("MPI_Comm_get_name") { unsafe MPI_Comm_get_name(handle.raw, $0, $1) }
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
    try unsafe check(MPI_Comm_set_name(handle.raw, cName(name, function)), function)
  }
}

/// The name that MPI has of an object, by the function for that kind of objects.
func objectName(
  _ function: StaticString, _ get: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
) throws(MPIError) -> String {
  var code = Int32(MPI_SUCCESS)
  let name = unsafe string(capacity: Int32(MPI_MAX_OBJECT_NAME)) { text, length in
    code = unsafe get(text, length)
    return code
  }
  try check(code, function)
  return name
}

/// A name of an object as C takes it.
func cName(_ name: String, _ function: StaticString) throws(MPIError) -> [CChar] {
  try cText(name, "name", below: Int(MPI_MAX_OBJECT_NAME), .argument, function)
}
