public import CMPI

// How a communicator of a host's, such as a simulation code in C or Fortran, comes to be used from Swift.

extension Communicator: @unsafe ExternalHandle {
  /// Uses a communicator that belongs to somebody else, who frees it. This library changes nothing of it.
  ///
  /// Any rank calls it, alone.
  ///
  /// Messages share the communicator with those of its owner, and must be agreed with it. So does the handling of errors:
  /// if the owner has not set `MPI_ERRORS_RETURN`, or a handler that returns, an error ends the program, as MPI does by
  /// default, before anything can be thrown. ``init(duplicating:)`` has neither of both drawbacks.
  ///
  /// - Throws: ``MPIError`` of class `communicator` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Comm) throws(MPIError) {
    try unsafe self.init(cmpi_comm(raw: rawHandle))
  }

  /// Makes a communicator of its own, of the same ranks as somebody else's: its messages and its errors do not mix with
  /// those of the other, and its errors are thrown.
  ///
  /// All ranks call it; so they do with ``free()`` when it is no longer needed.
  ///
  /// - Throws: ``MPIError`` of class `communicator` if the handle is null.
  ///
  /// The corresponding MPI function is `MPI_Comm_dup`.
  @unsafe public init(duplicating rawHandle: MPI_Comm) throws(MPIError) {
    let attached = try unsafe Communicator(attaching: rawHandle)
    try unsafe self.init(duplicating: attached.handle)
  }

  /// Takes over a communicator from its owner, who must not use it any more: its errors are thrown from now on.
  ///
  /// Any rank calls it, alone; all call ``free()`` when it is no longer needed.
  ///
  /// - Throws: ``MPIError`` of class `communicator` if the handle is null.
  ///
  /// The corresponding MPI function is `MPI_Comm_set_errhandler`.
  @unsafe public init(taking rawHandle: MPI_Comm) throws(MPIError) {
    try unsafe self.init(claiming: cmpi_comm(raw: rawHandle))
  }

  @unsafe public var rawHandle: MPI_Comm { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_comm_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Comm { unsafe cmpi_comm_f2c(fortran).raw }
}
