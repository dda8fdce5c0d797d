import CMPI

extension Communicator {
  /// A communicator of the same ranks whose messages do not mix with this one's.
  ///
  /// All ranks call it; so they do with ``free()`` when it is no longer needed.
  ///
  /// The corresponding MPI function is `MPI_Comm_dup`.
  public func duplicate() throws(MPIError) -> Communicator {
    try unsafe Communicator(duplicating: handle)
  }

  /// A communicator of the same ranks with hints of its own, in place of those of this one.
  ///
  /// All ranks call it; so they do with ``free()`` when it is no longer needed.
  ///
  /// The corresponding MPI function is `MPI_Comm_dup_with_info`.
  public func duplicate(info: Info) throws(MPIError) -> Communicator {
    try unsafe Communicator("MPI_Comm_dup_with_info") {
      unsafe MPI_Comm_dup_with_info(handle.raw, info.handle.raw, &$0.raw)
    }
  }

  /// Calls `body` with a duplicate, and frees that afterwards.
  ///
  /// All ranks call it. If `body` throws, the duplicate is not freed, because other ranks may still be using it.
  ///
  /// The corresponding MPI functions are `MPI_Comm_dup` and `MPI_Comm_free`.
  public func withDuplicate<R>(_ body: (Communicator) throws -> R) throws -> R {
    try duplicate().freed(after: body)
  }

  /// Gives the communicator back to MPI. It must not be used again.
  ///
  /// All ranks call it.
  ///
  /// - Throws: ``MPIError`` of class `communicator` for the world and for a process's own communicator, which are MPI's.
  ///
  /// The corresponding MPI function is `MPI_Comm_free`.
  public func free() throws(MPIError) {
    try refuseMPIsOwn("MPI_Comm_free")
    var handle = unsafe self.handle
    try unsafe check(MPI_Comm_free(&handle.raw), "MPI_Comm_free")
  }

  /// Gives the communicator back to MPI, after all messages by it have arrived. It must not be used again.
  ///
  /// All ranks call it, those of both sides of an intercommunicator. Processes that nothing else connects, such as those
  /// of a server and its client, end independently afterwards.
  ///
  /// - Throws: ``MPIError`` of class `communicator` for the world and for a process's own communicator, which are MPI's.
  ///
  /// The corresponding MPI function is `MPI_Comm_disconnect`.
  public func disconnect() throws(MPIError) {
    try refuseMPIsOwn("MPI_Comm_disconnect")
    var handle = unsafe self.handle
    try unsafe check(MPI_Comm_disconnect(&handle.raw), "MPI_Comm_disconnect")
  }

  // MPICH 4.0 lets the world be disconnected, and nothing works after that.
  private func refuseMPIsOwn(_ function: StaticString) throws(MPIError) {
    if unsafe handle.raw == cmpi_comm_world().raw || handle.raw == cmpi_comm_self().raw {
      throw MPIError(
        .communicator, function: function, "the world and self are MPI's own, and are not given back")
    }
  }

  func freed<R>(after body: (Communicator) throws -> R) throws -> R {
    let result = try body(self)
    try free()
    return result
  }
}
