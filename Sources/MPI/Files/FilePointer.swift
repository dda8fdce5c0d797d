import CMPI

/// From where a pointer is moved.
public enum SeekOrigin: Sendable {
  /// From the start of the view. The corresponding MPI constant is `MPI_SEEK_SET`.
  case start
  /// From where it stands. The corresponding MPI constant is `MPI_SEEK_CUR`.
  case current
  /// From the end of the file. The corresponding MPI constant is `MPI_SEEK_END`.
  case end

  var constant: Int32 {
    switch self {
    case .start: cmpi_seek_set()
    case .current: cmpi_seek_cur()
    case .end: cmpi_seek_end()
    }
  }
}

extension File {
  /// Moves this rank's own pointer.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - offset: By how many elements of the view; bytes, if none was set.
  ///   - origin: From where.
  /// - Throws: ``MPIError`` if it would stand before the start of the view.
  ///
  /// The corresponding MPI function is `MPI_File_seek`.
  public func seek(to offset: Int, from origin: SeekOrigin = .start) throws(MPIError) {
    if origin == .start { try requireOffset(offset, "MPI_File_seek") }
    try unsafe check(
      MPI_File_seek(state.handle.raw, MPI_Offset(offset), origin.constant), "MPI_File_seek", path: path)
  }

  /// Where this rank's own pointer stands: elements of the view from its start.
  ///
  /// Any rank asks, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_position`.
  public var position: Int {
    get throws(MPIError) {
      var offset: MPI_Offset = 0
      try unsafe check(MPI_File_get_position(state.handle.raw, &offset), "MPI_File_get_position", path: path)
      return Int(offset)
    }
  }

  /// Moves the pointer that the ranks share.
  ///
  /// All its ranks call it, with the same arguments.
  ///
  /// - Parameters:
  ///   - offset: By how many elements of the view; bytes, if none was set.
  ///   - origin: From where.
  /// - Throws: ``MPIError`` if it would stand before the start of the view.
  ///
  /// The corresponding MPI function is `MPI_File_seek_shared`.
  public func seekShared(to offset: Int, from origin: SeekOrigin = .start) throws(MPIError) {
    if origin == .start { try requireOffset(offset, "MPI_File_seek_shared") }
    try unsafe check(
      MPI_File_seek_shared(state.handle.raw, MPI_Offset(offset), origin.constant), "MPI_File_seek_shared",
      path: path)
  }

  /// Where the pointer stands that the ranks share: elements of the view from its start.
  ///
  /// Any rank asks, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_position_shared`.
  public var sharedPosition: Int {
    get throws(MPIError) {
      var offset: MPI_Offset = 0
      try unsafe check(
        MPI_File_get_position_shared(state.handle.raw, &offset), "MPI_File_get_position_shared", path: path)
      return Int(offset)
    }
  }
}
