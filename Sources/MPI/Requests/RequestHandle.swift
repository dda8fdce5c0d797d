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
    try unsafe check(MPI_Cancel(&raw.raw), "MPI_Cancel")
  }

  // A request that was waited for is null. One that nobody waited for is completed here: its buffers are about to be
  // somebody else's.
  @inlinable
  deinit {
    if unsafe cmpi_request_is_null(raw) == 0 { unsafe finish(raw, isReceive: isReceive) }
  }
}

/// Ends a request that was forgotten.
@usableFromInline
func finish(_ request: cmpi_request, isReceive: Bool) {
  // Finalizing has waited for it.
  guard (try? Environment.isFinalized) == false else { return }
  var request = unsafe request
  // A receive that no message belongs to yet is called off. Others go to their end, and where that takes long the
  // reason is said.
  if isReceive { _ = unsafe MPI_Cancel(&request.raw) }
  var isComplete: Int32 = 0
  let start = MPI_Wtime()
  var isSilent = true
  while unsafe MPI_Test(&request.raw, &isComplete, cmpi_status_ignore()) == MPI_SUCCESS, isComplete == 0 {
    if isSilent, MPI_Wtime() - start > 5 {
      isSilent = false
      say("MPI: an operation was started and never waited for; now its end is waited for")
    }
  }
}
