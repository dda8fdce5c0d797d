public import CMPI

extension Communicator {
  /// Waits until all ranks have come here.
  ///
  /// All ranks call it.
  ///
  /// The corresponding MPI function is `MPI_Barrier`.
  @inlinable
  public func barrier() throws(MPIError) {
    try unsafe check(MPI_Barrier(handle.raw), "MPI_Barrier")
  }
}
