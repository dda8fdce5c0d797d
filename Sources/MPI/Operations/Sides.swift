public import CMPI

extension Communicator {
  /// Counts and parts between the two sides of an intercommunicator: what one side sends, the other receives, and only
  /// the lengths of each own buffers are known here.
  func arrangeBetweenSides(
    _ o: inout cmpi_operands, _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer
  ) throws(MPIError) {
    if call.isInPlace { throw inPlaceBetweenSides(call.kind) }
    let isRoot = unsafe o.peer == MPI_ROOT
    switch call.kind {
    case .reduce:
      if !isRoot {
        unsafe o.received_count = unsafe o.sent_count
        unsafe o.received_type = unsafe o.sent_type
      }
      unsafe reduce(&o, call, isRoot ? received.elements : sent.elements)
    // These divide what the other side has among this one's ranks.
    case .reduce_scatter_block:
      try require(sent.elements, received.elements * size, "the buffer to reduce", call.kind)
      unsafe reduce(&o, call, received.elements)
    case .reduce_scatter:
      let parts = unsafe try divide(sent.elements, unsafe call.receivedParts, call, among: size)
      try require(received.elements, parts.elements[rank], "the buffer for this rank's part", call.kind)
      unsafe setResult(&o, call, parts)

    case .allgather:
      unsafe o.received_count = try part(received)
    case .gather:
      if isRoot { unsafe o.received_count = try part(received) }
    case .scatter:
      if isRoot { unsafe o.sent_count = try part(sent.writing) }
    case .alltoall:
      unsafe o.sent_count = try part(sent.writing)
      unsafe o.received_count = try part(received)

    case .allgatherv:
      unsafe try set(&o, receivedParts: try divide(received.elements, unsafe call.receivedParts, call))
    case .gatherv:
      unsafe o.received_count = 0
      if isRoot {
        unsafe try set(&o, receivedParts: try divide(received.elements, unsafe call.receivedParts, call))
      }
    case .scatterv:
      unsafe o.sent_count = 0
      if isRoot { unsafe try set(&o, sentParts: try divide(sent.elements, unsafe call.sentParts, call)) }
    case .alltoallv:
      unsafe try set(&o, sentParts: try divide(sent.elements, unsafe call.sentParts, call))
      unsafe try set(&o, receivedParts: try divide(received.elements, unsafe call.receivedParts, call))
    case .alltoallw:
      unsafe try setRegions(&o, call, sent, received, peers, peers)

    default:
      throw betweenSides(call.kind)
    }

    /// How much of a buffer is each rank's of the other side.
    func part(_ buffer: MutableRawBuffer) throws(MPIError) -> MPI_Count {
      MPI_Count(try equalPart(buffer.elements, peers, call.kind) * buffer.units)
    }
  }

  /// Scans and neighbours are those of one group.
  func betweenSides(_ kind: cmpi_kind) -> MPIError {
    MPIError(.communicator, kind, "MPI has no such operation between the two sides of an intercommunicator")
  }

  /// Of the reductions without a root there is `allReduce` only, and not in place.
  @usableFromInline
  func refusedBetweenSides(_ kind: cmpi_kind) -> MPIError {
    kind == .allreduce ? inPlaceBetweenSides(kind) : betweenSides(kind)
  }

  func inPlaceBetweenSides(_ kind: cmpi_kind) -> MPIError {
    MPIError(
      .communicator, kind,
      "nothing is done in place between the two sides of an intercommunicator: no rank gets what it sent")
  }
}
