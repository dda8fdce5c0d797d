import CMPI

extension Communicator {
  /// A communicator of the processes of a group.
  ///
  /// All ranks call it, and the members call ``free()`` on it when it is no longer needed. Ranks may give different groups
  /// if these have no process in common, and then each makes its own; a rank that takes no part gives ``Group/empty``.
  /// On an intercommunicator, each side gives a group of its own ranks.
  ///
  /// - Parameter group: Some of the communicator's processes.
  /// - Returns: The communicator, nil if this rank is not in the group.
  ///
  /// The corresponding MPI function is `MPI_Comm_create`.
  public func create(from group: Group) throws(MPIError) -> Communicator? {
    try unsafe Communicator.made("MPI_Comm_create") {
      unsafe MPI_Comm_create(handle.raw, group.handle.raw, &$0.raw)
    }
  }

  /// A communicator of the processes of a group, made by these alone.
  ///
  /// All ranks of the group call it, and later ``free()`` on the result; the others need not.
  ///
  /// - Parameters:
  ///   - group: Some of the communicator's processes, the same on all that call.
  ///   - tag: Tells apart calls that happen at the same time in several threads. It does not mix with messages' tags.
  /// - Returns: The communicator, nil if this rank is not in the group.
  ///
  /// The corresponding MPI function is `MPI_Comm_create_group`.
  public func create(from group: Group, tag: Int) throws(MPIError) -> Communicator? {
    let function: StaticString = "MPI_Comm_create_group"
    let tag = try cInt(tag, "tag", function)
    // The standard leaves open what happens to those who are no members.
    guard group.rank != nil else { return nil }
    return try unsafe Communicator.made(function) {
      unsafe MPI_Comm_create_group(handle.raw, group.handle.raw, tag, &$0.raw)
    }
  }

  /// Calls `body` with a communicator of the processes of a group, and frees that afterwards.
  ///
  /// All ranks call it. If `body` throws, the communicator is not freed, because other ranks may still be using it.
  ///
  /// - Returns: What `body` returned, nil if this rank is not in the group.
  ///
  /// The corresponding MPI functions are `MPI_Comm_create` and `MPI_Comm_free`.
  public func withCreate<R>(from group: Group, _ body: (Communicator) throws -> R) throws -> R? {
    try create(from: group)?.freed(after: body)
  }
}
