public import CMPI

/// A prepared collective operation of which each round is a nonblocking one: where the MPI has no persistent ones, or
/// none to rely on.
@safe @usableFromInline
final class NonblockingRounds {
  private let kind: cmpi_kind
  private var operands: cmpi_operands
  private let communicator: Communicator
  /// What MPI needs in each round, apart from the buffers.
  private let kept: AnyObject?

  @usableFromInline
  init(_ kind: cmpi_kind, _ operands: cmpi_operands, _ communicator: Communicator, keeping kept: AnyObject?) {
    self.kind = kind
    unsafe self.operands = unsafe operands
    self.communicator = communicator
    self.kept = kept
  }

  @usableFromInline
  func start(_ request: inout cmpi_request) throws(MPIError) {
    let code = unsafe cmpi_perform(
      kind, cmpi_nonblocking, &operands, communicator.handle.raw, cmpi_info_null().raw, &request.raw, nil)
    if code != MPI_SUCCESS { throw MPIError(code: code, kind, cmpi_nonblocking) }
  }
}
