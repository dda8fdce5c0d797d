import CMPI

// What implementations say of themselves. Attributes of the world, which duplicates have too.
extension Communicator {
  /// The largest tag that a message can have.
  ///
  /// The corresponding MPI constant is `MPI_TAG_UB`, an attribute of `MPI_Comm_get_attr`.
  public var tagUpperBound: Int {
    // Every implementation has to have so many.
    get throws(MPIError) { try predefined(cmpi_key_tag_ub()) ?? 32767 }
  }

  /// Whether ``Environment/wallTime`` is the same on all ranks.
  ///
  /// The corresponding MPI constant is `MPI_WTIME_IS_GLOBAL`, an attribute of `MPI_Comm_get_attr`.
  public var isWallTimeGlobal: Bool {
    get throws(MPIError) { try predefined(cmpi_key_wtime_is_global()) ?? 0 != 0 }
  }

  /// How many processes could run in all, those of ``spawn(_:_:count:info:root:)`` included; nil if that is not known.
  ///
  /// The corresponding MPI constant is `MPI_UNIVERSE_SIZE`, an attribute of `MPI_Comm_get_attr`.
  public var universeSize: Int? {
    get throws(MPIError) { try predefined(cmpi_key_universe_size()).flatMap { $0 < 0 ? nil : $0 } }
  }

  /// Which of the programs this process runs, where several were started together; nil if that is not known.
  ///
  /// The corresponding MPI constant is `MPI_APPNUM`, an attribute of `MPI_Comm_get_attr`.
  public var applicationNumber: Int? {
    get throws(MPIError) { try predefined(cmpi_key_appnum()).flatMap { $0 < 0 ? nil : $0 } }
  }

  /// The largest error code in use, those included which were added by ``ErrorClass/add()`` and ``ErrorClass/addCode()``.
  ///
  /// The corresponding MPI constant is `MPI_LASTUSEDCODE`, an attribute of `MPI_Comm_get_attr`.
  public var lastUsedCode: Int {
    get throws(MPIError) { try predefined(cmpi_key_lastusedcode()) ?? Int(MPI_ERR_LASTCODE) }
  }

  /// The rank that can read and write with the language's own means: this one's, ``anySource`` if all can, or
  /// ``noProcess`` if none can.
  ///
  /// The corresponding MPI constant is `MPI_IO`, an attribute of `MPI_Comm_get_attr`.
  public var inputOutputRank: Int {
    get throws(MPIError) { try predefined(cmpi_key_io()) ?? noProcess }
  }

  private func predefined(_ keyval: Int32) throws(MPIError) -> Int? {
    var value: UnsafeMutableRawPointer?
    var found: Int32 = 0
    try unsafe check(MPI_Comm_get_attr(handle.raw, keyval, &value, &found), "MPI_Comm_get_attr")
    guard found != 0, let value = unsafe value else { return nil }
    return unsafe Int(value.load(as: Int32.self))
  }
}
