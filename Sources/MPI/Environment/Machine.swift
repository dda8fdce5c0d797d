import CMPI

extension Environment {
  /// The kinds of hardware that MPI knows of, each with whether this process is bound to one of it. A kind can be the value
  /// of the info key `mpi_hw_resource_type` in ``Communicator/split(type:key:info:)``.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.1.
  ///
  /// The corresponding MPI function is `MPI_Get_hw_resource_info`.
  public static func hardwareResources() throws(MPIError) -> [String: Bool] {
    var handle = unsafe cmpi_info_null()
    try unsafe check(cmpi_get_hw_resource_info(&handle.raw), "MPI_Get_hw_resource_info")
    let info = unsafe Info(handle)
    let entries = try info.dictionary
    try info.free()
    return entries.mapValues { $0 == "true" }
  }

  /// Tells a profiling tool how much to record. Without such a tool it does nothing.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter level: 0 for nothing, 1 for the usual, 2 to write what has been recorded; more as the tool has it.
  ///
  /// The corresponding MPI function is `MPI_Pcontrol`.
  public static func setProfiling(level: Int) throws(MPIError) {
    let level = try cInt(level, "level", "MPI_Pcontrol")
    try check(cmpi_pcontrol(level), "MPI_Pcontrol")
  }
}
