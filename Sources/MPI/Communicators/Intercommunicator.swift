import CMPI

// An intercommunicator joins two groups of processes. Its messages go from a rank of one side to a rank of the other;
// destination and source are ranks of the other side. So do collective operations: what one side's ranks send, the
// other's receive (`Root`, `Sides.swift`).
extension Communicator {
  /// How many ranks the other side of an intercommunicator has, nil if this is none.
  ///
  /// The corresponding MPI function is `MPI_Comm_remote_size`.
  public var remoteSize: Int? { isIntercommunicator ? peers : nil }

  /// The group of the other side's processes. ``Group/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `communicator` if this is no intercommunicator.
  ///
  /// The corresponding MPI function is `MPI_Comm_remote_group`.
  public func remoteGroup() throws(MPIError) -> Group {
    try requireIntercommunicator("MPI_Comm_remote_group")
    return try unsafe Group("MPI_Comm_remote_group") { unsafe MPI_Comm_remote_group(handle.raw, &$0.raw) }
  }

  /// Joins the ranks of this communicator, as one side, and those of another, as the other side.
  ///
  /// All ranks of both sides call it, each on its own communicator; so they do with ``free()`` when the result is no
  /// longer needed. The sides must have no process in common.
  ///
  /// ```swift
  /// let half = try world.split(color: world.rank % 2)
  /// let both = try half?.createIntercommunicator(remoteLeader: 1 - world.rank % 2, by: world)
  /// ```
  ///
  /// - Parameters:
  ///   - localLeader: The rank of this communicator that talks to the other side's leader.
  ///   - remoteLeader: The other side's leader, as its rank in `peer`.
  ///   - peer: A communicator of both leaders. The other ranks' is ignored, and can be nil.
  ///   - tag: The tag of the leaders' messages.
  ///
  /// The corresponding MPI function is `MPI_Intercomm_create`.
  public func createIntercommunicator(
    localLeader: Int = 0, remoteLeader: Int, by peer: Communicator?, tag: Int = 0
  ) throws(MPIError) -> Communicator {
    let function: StaticString = "MPI_Intercomm_create"
    let localLeader = try cInt(localLeader, "local leader", function)
    let remoteLeader = try cInt(remoteLeader, "remote leader", function)
    let tag = try cInt(tag, "tag", function)
    guard localLeader != rank || peer != nil else {
      throw MPIError(
        .communicator, function: function, "the leader has no communicator with the other leader")
    }
    let peer = unsafe peer?.handle ?? cmpi_comm_null()
    return try unsafe Communicator(function) {
      unsafe MPI_Intercomm_create(handle.raw, localLeader, peer.raw, remoteLeader, tag, &$0.raw)
    }
  }

  /// A communicator of both sides of this intercommunicator together.
  ///
  /// All ranks of both sides call it; so they do with ``free()`` when the result is no longer needed.
  ///
  /// - Parameter high: Whether this side's ranks come after the other's: the same on all ranks of a side.
  /// - Throws: ``MPIError`` of class `communicator` if this is no intercommunicator.
  ///
  /// The corresponding MPI function is `MPI_Intercomm_merge`.
  public func merge(high: Bool) throws(MPIError) -> Communicator {
    try requireIntercommunicator("MPI_Intercomm_merge")
    return try unsafe Communicator("MPI_Intercomm_merge") {
      unsafe MPI_Intercomm_merge(handle.raw, high ? 1 : 0, &$0.raw)
    }
  }

  /// Calls `body` with a communicator of both sides together, and frees that afterwards.
  ///
  /// All ranks of both sides call it. If `body` throws, the communicator is not freed, because other ranks may still be
  /// using it.
  ///
  /// The corresponding MPI functions are `MPI_Intercomm_merge` and `MPI_Comm_free`.
  public func withMerge<R>(high: Bool, _ body: (Communicator) throws -> R) throws -> R {
    try merge(high: high).freed(after: body)
  }

  private func requireIntercommunicator(_ function: StaticString) throws(MPIError) {
    guard isIntercommunicator else {
      throw MPIError(.communicator, function: function, "the communicator has no other side")
    }
  }
}
