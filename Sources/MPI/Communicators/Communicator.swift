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
  /// How many ranks there are; in an intercommunicator, on this rank's side.
  ///
  /// The corresponding MPI function is `MPI_Comm_size`.
  public let size: Int
  /// How many ranks messages can go to: in an intercommunicator those of the other side, elsewhere all.
  public let peers: Int
  /// Whether messages go to the ranks of another side, instead of this rank's own.
  ///
  /// The corresponding MPI function is `MPI_Comm_test_inter`.
  public let isIntercommunicator: Bool

  /// Wraps a handle, and leaves the communicator as it is.
  init(_ handle: cmpi_comm) throws(MPIError) {
    // MPI would give the error to the world's handler, which may be a host's that ends the program.
    guard unsafe cmpi_comm_is_null(handle) == 0 else {
      throw MPIError(.communicator, function: "MPI_Comm_rank", "the communicator is MPI_COMM_NULL")
    }
    var rank: Int32 = 0
    var size: Int32 = 0
    var remoteSize: Int32 = 0
    var isIntercommunicator: Int32 = 0
    try unsafe check(MPI_Comm_rank(handle.raw, &rank), "MPI_Comm_rank")
    try unsafe check(MPI_Comm_size(handle.raw, &size), "MPI_Comm_size")
    try unsafe check(MPI_Comm_test_inter(handle.raw, &isIntercommunicator), "MPI_Comm_test_inter")
    if isIntercommunicator != 0 {
      try unsafe check(MPI_Comm_remote_size(handle.raw, &remoteSize), "MPI_Comm_remote_size")
    }
    unsafe self.handle = unsafe handle
    self.rank = Int(rank)
    self.size = Int(size)
    self.isIntercommunicator = isIntercommunicator != 0
    peers = Int(isIntercommunicator != 0 ? remoteSize : size)
  }

  /// Takes over a communicator that this library made: from now on its errors are returned.
  init(claiming handle: cmpi_comm) throws(MPIError) {
    try unsafe self.init(handle)
    try unsafe check(cmpi_return_errors(handle.raw), "MPI_Comm_set_errhandler")
  }

  /// A communicator that `make` makes, nil if this rank has no part in it.
  static func made(
    _ function: StaticString, _ make: (inout cmpi_comm) -> Int32
  ) throws(MPIError) -> Communicator? {
    var handle = unsafe cmpi_comm_null()
    try unsafe check(make(&handle), function)
    return unsafe cmpi_comm_is_null(handle) != 0 ? nil : try unsafe Communicator(claiming: handle)
  }

  /// A communicator that `make` makes for every rank.
  init(_ function: StaticString, _ make: (inout cmpi_comm) -> Int32) throws(MPIError) {
    var handle = unsafe cmpi_comm_null()
    try unsafe check(make(&handle), function)
    try unsafe self.init(claiming: handle)
  }

  init(duplicating handle: cmpi_comm) throws(MPIError) {
    try unsafe self.init("MPI_Comm_dup") { unsafe MPI_Comm_dup(handle.raw, &$0.raw) }
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
  /// Any rank calls it, alone.
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
