import CMPI
import Glibc

extension File {
  /// How many bytes the file has.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_size`.
  public var size: Int {
    get throws(MPIError) {
      var size: MPI_Offset = 0
      try unsafe check(MPI_File_get_size(state.handle.raw, &size), "MPI_File_get_size", path: path)
      return Int(size)
    }
  }

  /// Makes the file so many bytes long: cuts it off, or lengthens it by bytes that nobody has written.
  ///
  /// All its ranks call it, with the same size.
  ///
  /// - Throws: ``MPIError`` of class `readOnly` if the file is open for reading only, `argument` if the size is
  ///   negative.
  ///
  /// The corresponding MPI function is `MPI_File_set_size`.
  public func setSize(_ bytes: Int) throws(MPIError) {
    try requireSize(bytes, "MPI_File_set_size")
    try checkSystem("MPI_File_set_size") { unsafe MPI_File_set_size(state.handle.raw, MPI_Offset(bytes)) }
  }

  /// Makes sure that there is room on the disk for so many bytes from the start of the file. A shorter file becomes so
  /// long, by bytes of any value; a longer one stays.
  ///
  /// All its ranks call it, with the same size.
  ///
  /// - Throws: ``MPIError`` of class `noSpace` if there is no room, or as ``setSize(_:)``.
  ///
  /// The corresponding MPI function is `MPI_File_preallocate`.
  public func preallocate(_ bytes: Int) throws(MPIError) {
    try requireSize(bytes, "MPI_File_preallocate")
    try checkSystem("MPI_File_preallocate") {
      unsafe MPI_File_preallocate(state.handle.raw, MPI_Offset(bytes))
    }
  }

  /// Has everything that this rank wrote go to the disk, and everything that others brought there be seen by this rank.
  ///
  /// All its ranks call it. After a collective write that threw, do without: Open MPI 4.1 does not return from it then.
  ///
  /// The corresponding MPI function is `MPI_File_sync`.
  public func sync() throws(MPIError) {
    try checkSystem("MPI_File_sync") { unsafe MPI_File_sync(state.handle.raw) }
  }

  /// Whether what one rank writes is at once what all others read, and no two writes mix.
  ///
  /// The corresponding MPI function is `MPI_File_get_atomicity`.
  public var isAtomic: Bool {
    get throws(MPIError) {
      var flag: Int32 = 0
      try unsafe check(MPI_File_get_atomicity(state.handle.raw, &flag), "MPI_File_get_atomicity", path: path)
      return flag != 0
    }
  }

  /// Says whether what one rank writes shall at once be what all others read, and no two writes mix.
  ///
  /// All its ranks call it, with the same value.
  ///
  /// The corresponding MPI function is `MPI_File_set_atomicity`.
  public func setAtomicity(_ isAtomic: Bool) throws(MPIError) {
    try unsafe check(
      MPI_File_set_atomicity(state.handle.raw, isAtomic ? 1 : 0), "MPI_File_set_atomicity", path: path)
  }

  /// Does what the system may refuse, and says what it said.
  private func checkSystem(_ function: StaticString, _ call: () -> Int32) throws(MPIError) {
    errno = 0
    let code = call()
    try check(code, function, path: path, SystemError(number: errno))
  }

  private func requireSize(_ bytes: Int, _ function: StaticString) throws(MPIError) {
    guard state.access.contains(.write) else {
      throw MPIError(.readOnly, function: function, "\(path): the file is open for reading only")
    }
    guard bytes >= 0 else {
      throw MPIError(.argument, function: function, "\(path): the size \(bytes) is negative")
    }
  }
}
