public import CMPI

/// A group of processes that can talk to one another, and to nobody else by it.
///
/// A communicator is a small handle; copying it copies the handle. It is freed by ``free()`` only, because freeing is
/// a call that all its ranks make; the scoped forms, such as ``withSplit(color:key:_:)``, do it for you.
///
/// The corresponding MPI type is `MPI_Comm`.
// Unchecked: a handle is a value, and which threads may use it, MPI's thread level says.
@safe @frozen
public struct Communicator: @unchecked Sendable {
  @usableFromInline let handle: cmpi_comm

  /// The rank of this process, from 0. The corresponding MPI function is `MPI_Comm_rank`.
  public let rank: Int
  /// How many ranks there are. The corresponding MPI function is `MPI_Comm_size`.
  public let size: Int

  /// Takes over a communicator that this library made: from now on its errors are returned.
  init(claiming handle: cmpi_comm) throws(MPIError) {
    try unsafe check(cmpi_return_errors(handle.raw), "MPI_Comm_set_errhandler")
    var rank: Int32 = 0
    var size: Int32 = 0
    try unsafe check(MPI_Comm_rank(handle.raw, &rank), "MPI_Comm_rank")
    try unsafe check(MPI_Comm_size(handle.raw, &size), "MPI_Comm_size")
    unsafe self.handle = unsafe handle
    self.rank = Int(rank)
    self.size = Int(size)
  }

  init(duplicating handle: cmpi_comm) throws(MPIError) {
    var duplicate = unsafe cmpi_comm_null()
    try unsafe check(MPI_Comm_dup(handle.raw, &duplicate.raw), "MPI_Comm_dup")
    try unsafe self.init(claiming: duplicate)
  }

  /// Ends all processes of the communicator, and as a rule all of the job, at once.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter code: What the launcher shall return to the shell, 1 to 255.
  ///
  /// The corresponding MPI function is `MPI_Abort`.
  public func abort(code: Int) -> Never {
    _ = unsafe MPI_Abort(handle.raw, Int32(truncatingIfNeeded: code))
    fatalError("MPI_Abort returned")
  }
}

/// How two communicators relate.
public enum CommunicatorComparison: Sendable {
  /// The same communicator. The corresponding MPI constant is `MPI_IDENT`.
  case identical
  /// The same ranks in the same order. The corresponding MPI constant is `MPI_CONGRUENT`.
  case congruent
  /// The same processes in another order. The corresponding MPI constant is `MPI_SIMILAR`.
  case similar
  /// Different processes. The corresponding MPI constant is `MPI_UNEQUAL`.
  case unequal
}

extension Communicator {
  /// How this communicator relates to another.
  ///
  /// The corresponding MPI function is `MPI_Comm_compare`.
  public func compare(with other: Communicator) throws(MPIError) -> CommunicatorComparison {
    var result: Int32 = 0
    try unsafe check(MPI_Comm_compare(handle.raw, other.handle.raw, &result), "MPI_Comm_compare")
    return switch result {
    case Int32(MPI_IDENT): .identical
    case Int32(MPI_CONGRUENT): .congruent
    case Int32(MPI_SIMILAR): .similar
    default: .unequal
    }
  }
}
