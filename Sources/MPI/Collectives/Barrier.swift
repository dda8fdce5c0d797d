public import CMPI

extension Communicator {
  /// Waits until all ranks have come here.
  ///
  /// All ranks call it.
  ///
  /// The corresponding MPI function is `MPI_Barrier`.
  @inlinable
  public func barrier() throws(MPIError) {
    try perform(Call(.barrier), .ignored, .ignored)
  }
}

extension Operation where Sent == Nothing, Received == Nothing {
  /// All ranks come here: complete when the last has.
  ///
  /// The corresponding MPI functions are `MPI_Ibarrier` and `MPI_Barrier_init`.
  @inlinable
  public static func barrier() -> Operation { Operation(Call(.barrier), Nothing(), into: Nothing()) }
}
