import MPI
import Support

/// The ranks as a ring.
extension Communicator {
  var right: Int { (rank + 1) % size }
  var left: Int { (rank + size - 1) % size }
}

extension World {
  /// Whether all ranks can send a small message to the right before they receive the one from the left. On one rank
  /// that is a message to itself, for which Open MPI does not wait until it is received, but MPICH does.
  static let canSendAhead = world.size > 1 || Environment.libraryVersion.contains("Open MPI")

  /// Whether several threads may call MPI at the same time.
  static var hasThreads: Bool {
    get throws { try world.size > 0 && Environment.grantedThreadLevel == .multiple }
  }
}
