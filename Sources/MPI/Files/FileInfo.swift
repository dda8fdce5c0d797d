import CMPI

extension File {
  /// The hints that MPI uses for the file. ``Info/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_info`.
  public func info() throws(MPIError) -> Info {
    var info = unsafe cmpi_info_null()
    try unsafe check(MPI_File_get_info(state.handle.raw, &info.raw), "MPI_File_get_info", path: path)
    return unsafe Info(info)
  }

  /// Gives MPI hints about the file. It may ignore them.
  ///
  /// All its ranks call it.
  ///
  /// The corresponding MPI function is `MPI_File_set_info`.
  public func setInfo(_ info: Info) throws(MPIError) {
    try info.requireKeys("MPI_File_set_info")
    try unsafe check(
      MPI_File_set_info(state.handle.raw, info.handle.raw), "MPI_File_set_info", path: path)
  }
}
