public import CMPI

// What MPICH is known to do wrongly is refused before it is asked, on all ranks that would be concerned.

extension Communicator {
  @inlinable @inline(__always)
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
}
