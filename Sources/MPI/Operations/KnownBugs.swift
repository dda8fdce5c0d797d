public import CMPI

// What MPICH is known to do wrongly is done in another way, or refused before it is asked, on all ranks that would be
// concerned.

extension Communicator {
  func refuseKnownBugs(
    _ call: Call, _ operands: borrowing cmpi_operands, _ mode: cmpi_mode
  ) throws(MPIError) {
    if cmpi_is_mpich_before(.max) != 0 { try unsafe refuseBugsOfMPICH(call, operands.peer, mode) }
  }

  @usableFromInline
  func refuseBugsOfMPICH(_ call: Call, _ root: Int32, _ mode: cmpi_mode) throws(MPIError) {
    let reason: String
    switch call.kind {
    case .reduce
    where call.isInPlace && root > 0 && root < size && !isIntercommunicator
      && cmpi_reduce_in_place_is_broken() != 0:
      reason = """
        MPICH before 4.1 reduces in place on rank 0 only; give the result a buffer of its own, or use reduce(inPlace:)
        """
    case .alltoallw where call.isInPlace && mode != cmpi_blocking && cmpi_is_mpich_before(50_000_000) != 0:
      reason = "MPICH before 5 loses regions of exchanges in place that are started; this one can be run"
    case .bcast
    where isIntercommunicator && mode != cmpi_blocking && (root == MPI_ROOT ? rank > 0 : root > 0):
      reason =
        "MPICH can start broadcasts between two sides from the first rank of a side only; this one can be run"
    default: return
    }
    throw MPIError(.unsupported, function: unsafe String(cString: cmpi_name(call.kind, mode)), reason)
  }

  /// Lets mixtures of types travel as bytes, to and from all ranks, in operations in which MPICH may pass them on as bytes.
  @usableFromInline
  func passMixturesAsBytes(_ operands: inout cmpi_operands, _ kind: cmpi_kind) throws(MPIError) {
    guard kind == .gather || kind == .allgather || kind == .scatter else { return }
    unsafe operands.sent_type = unsafe try DatatypeOwner.mixtureAsBytes(
      cmpi_datatype(raw: operands.sent_type)
    ).raw
    unsafe operands.received_type = unsafe try DatatypeOwner.mixtureAsBytes(
      cmpi_datatype(raw: operands.received_type)
    ).raw
  }
}
