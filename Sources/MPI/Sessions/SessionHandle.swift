import CMPI

/// MPI's session, and the duty to finalize it.
@safe
struct SessionHandle: ~Copyable {
  private(set) var handle: cmpi_session
  /// Somebody else's session is not finalized here.
  private let isOwned: Bool

  init(_ handle: cmpi_session, isOwned: Bool = true) {
    unsafe self.handle = unsafe handle
    self.isOwned = isOwned
  }

  mutating func finalize() throws(MPIError) {
    var handle = unsafe self.handle
    release()
    if isOwned { try unsafe check(cmpi_session_finalize(&handle.raw), "MPI_Session_finalize") }
  }

  /// Leaves the session to somebody else.
  mutating func release() { unsafe handle = unsafe cmpi_session_null() }

  deinit {
    var handle = unsafe self.handle
    if unsafe isOwned && cmpi_session_is_null(handle) == 0 { _ = unsafe cmpi_session_finalize(&handle.raw) }
  }
}
