public import CMPI

extension File: @unsafe ExternalHandle {
  /// Uses a file that C has opened, and will close after ``close()``, which ends the use only.
  ///
  /// All ranks that have the file open call it. Its view stays; its error handler, too: by MPI's default it returns
  /// errors, so that they are thrown.
  ///
  /// - Parameters:
  ///   - rawHandle: The file.
  ///   - communicator: The ranks that have the file open.
  ///   - path: What to call the file in errors.
  /// - Throws: ``MPIError`` of class `file` if the handle is null, and of class `communicator` if these are not the
  ///   ranks.
  @unsafe public init(
    attaching rawHandle: MPI_File, on communicator: Communicator, path: String
  ) throws(MPIError) {
    state = try unsafe .external(rawHandle, communicator, path, isOwned: false)
  }

  /// Takes over a file that C has opened, and must not use any more: its errors are thrown from now on.
  ///
  /// All ranks that have the file open call it. Its view stays.
  ///
  /// - Parameters:
  ///   - rawHandle: The file.
  ///   - communicator: The ranks that have the file open.
  ///   - path: What to call the file in errors.
  /// - Throws: ``MPIError`` of class `file` if the handle is null, and of class `communicator` if these are not the
  ///   ranks.
  ///
  /// The corresponding MPI function is `MPI_File_set_errhandler`.
  @unsafe public init(
    taking rawHandle: MPI_File, on communicator: Communicator, path: String
  ) throws(MPIError) {
    state = try unsafe .external(rawHandle, communicator, path, isOwned: true)
  }

  /// Gives the file to somebody else, who closes it.
  ///
  /// All its ranks call it.
  ///
  /// - Throws: ``MPIError`` of class `pending` if something was begun on it and has not been waited for.
  @unsafe public consuming func give() throws(MPIError) -> MPI_File {
    let rawHandle = unsafe self.rawHandle
    try state.leave()
    return unsafe rawHandle
  }

  @unsafe public var rawHandle: MPI_File { unsafe state.handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_file_c2f(state.handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_File { unsafe cmpi_file_f2c(fortran).raw }
}

extension FileState {
  /// A file that somebody else has opened.
  static func external(
    _ rawHandle: MPI_File, _ communicator: Communicator, _ path: String, isOwned: Bool
  ) throws(MPIError) -> FileState {
    let handle = unsafe cmpi_file(raw: rawHandle)
    guard unsafe cmpi_file_is_null(handle) == 0 else { throw .null("MPI_FILE_NULL", .file, "MPI_File_f2c") }
    let ranks = try unsafe Group("MPI_File_get_group") { unsafe MPI_File_get_group(handle.raw, &$0.raw) }
    let expected = try communicator.group()
    let order = try ranks.compare(with: expected)
    try ranks.free()
    try expected.free()
    guard order != .unequal else {
      throw MPIError(.communicator, function: "MPI_File_get_group", "\(path): other ranks have the file open")
    }
    if isOwned {
      try unsafe check(cmpi_file_return_errors(handle), "MPI_File_set_errhandler", path: path)
    }
    var constant: Int32 = 0
    try unsafe check(MPI_File_get_amode(handle.raw, &constant), "MPI_File_get_amode", path: path)
    let state = unsafe FileState(
      handle, try communicator.duplicate(), path, FileAccess(constant: constant), isOwned: isOwned)
    let file = File(state)
    let view = try file.view()
    let (size, reach) = try file.unit(of: view.element, in: view.representation)
    state.unit = (size, reach)
    return state
  }
}
