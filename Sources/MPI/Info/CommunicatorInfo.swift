import CMPI

extension Communicator {
  /// The hints that MPI uses for the communicator. ``Info/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_get_info`.
  public func info() throws(MPIError) -> Info {
    var info = unsafe cmpi_info_null()
    try unsafe check(MPI_Comm_get_info(handle.raw, &info.raw), "MPI_Comm_get_info")
    return unsafe Info(info)
  }

  /// Gives MPI hints about the communicator. It may ignore them.
  ///
  /// All ranks call it.
  ///
  /// The corresponding MPI function is `MPI_Comm_set_info`.
  public func setInfo(_ info: Info) throws(MPIError) {
    try info.requireKeys("MPI_Comm_set_info")
    try unsafe check(MPI_Comm_set_info(handle.raw, info.handle.raw), "MPI_Comm_set_info")
  }
}
