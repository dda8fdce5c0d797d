public import CMPI

// Only accumulating takes these: MPI's collective reductions refuse them.
extension ReduceOperation {
  /// The new one, in place of the old: an ``Epoch`` accumulates with it what is put as a whole, undivided. The
  /// corresponding MPI operation is `MPI_REPLACE`.
  @inlinable public static var replace: Self { unsafe Self(cmpi_replace()) }
  /// The old one, which so is only fetched, undivided. The corresponding MPI operation is `MPI_NO_OP`.
  @inlinable public static var noOperation: Self { unsafe Self(cmpi_no_operation()) }
}
