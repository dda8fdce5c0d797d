public import CMPI

/// MPI's request, and the duty to wait for it.
@safe @frozen @usableFromInline
struct RequestHandle: ~Copyable {
  @usableFromInline var raw: cmpi_request
  /// What MPI still needs, apart from the buffers.
  @usableFromInline let kept: AnyObject?
  /// A receive can be called off.
  @usableFromInline let isReceive: Bool

  @inlinable @inline(__always)
  init(_ raw: cmpi_request, keeping kept: AnyObject? = nil, isReceive: Bool = false) {
    unsafe self.raw = unsafe raw
    self.kept = kept
    self.isReceive = isReceive
  }

  @inlinable @inline(__always)
  mutating func wait() throws(MPIError) -> Status {
    var status = Status()
    try unsafe check(MPI_Wait(&raw.raw, &status.raw), "MPI_Wait")
    return status
  }

  @inlinable
  mutating func cancel() throws(MPIError) {
    try unsafe raw.cancel(isReceive: isReceive)
  }

  // A request that was waited for is null. One that nobody waited for is completed here: its buffers are about to be
  // somebody else's.
  @inlinable
  deinit {
    if unsafe cmpi_request_is_null(raw) == 0 {
      var request = unsafe raw
      request.finish(isReceive: isReceive)
    }
  }
}

extension cmpi_request {
  /// Whether the operation is complete. Asking lets MPI work on it.
  @inlinable
  @safe func isComplete() throws(MPIError) -> Bool {
    var isComplete: Int32 = 0
    try unsafe check(
      MPI_Request_get_status(raw, &isComplete, cmpi_status_ignore()), "MPI_Request_get_status")
    return isComplete != 0
  }

  /// Calls a receive off. Of other operations Open MPI throws nothing, and MPICH what it means by nothing.
  @usableFromInline
  @safe mutating func cancel(isReceive: Bool) throws(MPIError) {
    guard isReceive else {
      throw MPIError(.request, function: "MPI_Cancel", "only a receive can be called off")
    }
    try unsafe check(MPI_Cancel(&raw), "MPI_Cancel")
  }

  /// Ends an operation that was forgotten.
  @usableFromInline
  @safe mutating func finish(isReceive: Bool) {
    // Finalizing has waited for it.
    guard (try? Environment.isFinalized) == false else { return }
    // A receive that no message belongs to yet is called off. Others go to their end, and where that takes long the
    // reason is said.
    if isReceive { _ = unsafe MPI_Cancel(&raw) }
    sayIfLong("an operation was started and never waited for; now its end is waited for") {
      var isComplete: Int32 = 0
      let code = unsafe MPI_Test(&raw, &isComplete, cmpi_status_ignore())
      return code != MPI_SUCCESS || isComplete != 0
    }
  }
}

/// Ends rounds that were forgotten, together. Others have mostly begun theirs, and what they send is not to come into the
/// next round: so receives are called off only when that takes long.
func finish(
  _ rounds: UnsafeMutableBufferPointer<cmpi_request>, isReceive: [Bool], callingOffAtOnce: Bool = false
) {
  guard (try? Environment.isFinalized) == false else { return }
  func callOff() {
    for index in rounds.indices where isReceive[index] { _ = unsafe MPI_Cancel(&rounds[index].raw) }
  }
  if callingOffAtOnce { callOff() }
  let reason =
    "a round was started and never waited for; now its end is waited for, and receives are called off"
  sayIfLong(reason) {
    rounds.indices.allSatisfy { index in
      var isComplete: Int32 = 0
      let code = unsafe MPI_Test(&rounds[index].raw, &isComplete, cmpi_status_ignore())
      return code != MPI_SUCCESS || isComplete != 0
    }
  } afterwards: {
    callOff()
  }
}

/// Waits until something is over. Where that takes long, standard error says why, once.
func sayIfLong(_ reason: String, isOver: () -> Bool, afterwards: () -> Void = {}) {
  let start = MPI_Wtime()
  var isSilent = true
  while !isOver() {
    if isSilent, MPI_Wtime() - start > 5 {
      isSilent = false
      say("MPI: \(reason)")
      afterwards()
    }
  }
}
