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
  /// All ranks call it. The communicators of ``Environment`` are not to be freed.
  ///
  /// The corresponding MPI function is `MPI_Comm_free`.
  public func free() throws(MPIError) {
    var handle = unsafe self.handle
    try unsafe check(MPI_Comm_free(&handle.raw), "MPI_Comm_free")
  }

  func freed<R>(after body: (Communicator) throws -> R) throws -> R {
    let result = try body(self)
    try free()
    return result
  }
}
