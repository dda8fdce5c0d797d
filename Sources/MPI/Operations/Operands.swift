public import CMPI

extension Communicator {
  /// Brings a call and its buffers into the form that C takes, and refuses buffers whose lengths do not belong
  /// together. All modes of all operations come through here.
  // Always inlined: where the kind of call is known, nothing is left of the choice. Kinds that take more than a few
  // instructions are not inlined.
  @inlinable @inline(__always)
  func operands(
    _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer
  ) throws(MPIError) -> cmpi_operands {
    if cmpi_is_collective(call.kind) == 0 { return unsafe try messageOperands(call, sent, received) }
    var o = unsafe cmpi_operands()
    unsafe set(&o, sent: sent)
    unsafe set(&o, received: received)
    switch call.kind {
    case .barrier:
      break
    case .bcast:
      unsafe o.peer = Int32(truncatingIfNeeded: call.peer)
      if unsafe isIntercommunicator || Int(o.peer) != call.peer { unsafe o.peer = try cRoot(call) }
    case .allreduce, .scan, .exscan:
      if isIntercommunicator && (call.kind != .allreduce || call.isInPlace) {
        throw refusedBetweenSides(call.kind)
      }
      // In reductions, MPI would take the one buffer to lie in memory as the other does.
      if sent.units == 0 || received.units == 0 { throw selected(call.kind) }
      if call.isInPlace {
        unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
      } else {
        try require(received.elements, sent.elements, "the buffer for the result", call.kind)
      }
      unsafe reduce(&o, call, received.elements)
    default:
      unsafe try arrange(&o, call, sent, received)
      if cmpi_gathers_mixtures() == 0 { unsafe try passMixturesAsBytes(&o, call.kind) }
    }
    return unsafe o
  }

  /// The same for messages.
  @inlinable @inline(__always)
  func messageOperands(
    _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer
  ) throws(MPIError) -> cmpi_operands {
    var o = unsafe cmpi_operands()
    unsafe set(&o, sent: sent)
    unsafe set(&o, received: received)
    unsafe o.peer = Int32(truncatingIfNeeded: call.peer)
    unsafe o.tag = Int32(truncatingIfNeeded: call.tag)
    unsafe o.source = Int32(truncatingIfNeeded: call.source)
    unsafe o.source_tag = Int32(truncatingIfNeeded: call.sourceTag)
    // One branch for all: the optimizer inlines only so many into one function.
    let differences =
      unsafe (Int(o.peer) ^ call.peer) | (Int(o.tag) ^ call.tag) | (Int(o.source) ^ call.source)
      | (Int(o.source_tag) ^ call.sourceTag)
    if differences != 0 {
      throw notInts(call.peer, call.tag, call.source, call.sourceTag, call.kind)
    }
    return unsafe o
  }

  /// Counts and parts of those kinds of call in which buffers are divided among the ranks, or are the root's.
  @usableFromInline
  func arrange(
    _ o: inout cmpi_operands, _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer
  ) throws(MPIError) {
    if sent.units == 0 || received.units == 0 { throw selected(call.kind) }
    unsafe o.peer = try cRoot(call)
    if isIntercommunicator { return unsafe try arrangeBetweenSides(&o, call, sent, received) }
    let isRoot = rank == call.peer
    switch call.kind {
    case .reduce:
      if call.isInPlace {
        // In place is the root's privilege: the others send from their memory.
        unsafe set(&o, sent: isRoot ? .inPlace : received.reading)
      } else if isRoot {
        try require(received.elements, sent.elements, "the buffer for the result", call.kind)
        // Two empty arrays may have one address, which Open MPI 5's MPI_Reduce_init takes for a mistake.
        if received.elements == 0, unsafe o.sent == UnsafeRawPointer(o.received) {
          unsafe o.received = UnsafeMutableRawPointer(bitPattern: 64)
        }
      } else {
        unsafe o.received_count = unsafe o.sent_count
        unsafe o.received_type = unsafe o.sent_type
      }
      unsafe reduce(&o, call, call.isInPlace ? received.elements : sent.elements)
    case .reduce_scatter_block:
      let each =
        call.isInPlace ? try equalPart(received.elements, size, call.kind) : received.elements
      if call.isInPlace {
        unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
      } else {
        try require(sent.elements, received.elements * size, "the buffer to reduce", call.kind)
      }
      unsafe o.received_count = MPI_Count(each * received.units)
      // All of it is counted by MPI, too.
      unsafe o.sent_count = MPI_Count(each * received.units * size)
      unsafe reduce(&o, call, each)
    case .reduce_scatter:
      let parts = unsafe try divide(
        call.isInPlace ? received.elements : sent.elements, unsafe call.receivedParts, call)
      if call.isInPlace {
        unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
      } else {
        try require(received.elements, parts.elements[rank], "the buffer for this rank's part", call.kind)
      }
      unsafe setResult(&o, call, parts)

    case .allgather:
      unsafe try gather(&o, call, sent, received, size)
    case .gather:
      if isRoot {
        unsafe try gather(&o, call, sent, received, size)
      } else if call.isInPlace {
        unsafe set(&o, sent: received.reading)
      }
    case .allgatherv:
      unsafe try gatherParts(&o, call, sent, received)
    case .gatherv:
      if isRoot {
        unsafe try gatherParts(&o, call, sent, received)
      } else {
        if call.isInPlace { unsafe set(&o, sent: received.reading) }
        unsafe o.received_count = 0
      }
    case .scatter:
      if isRoot {
        if call.isInPlace {
          let each = try equalPart(received.elements, size, call.kind)
          unsafe set(&o, sent: received.reading)
          unsafe o.sent_count = MPI_Count(each * received.units)
          unsafe o.received = unsafe UnsafeMutableRawPointer(mutating: cmpi_in_place())
          unsafe o.received_count = 0
        } else {
          try require(sent.elements, received.elements * size, "the buffer to scatter", call.kind)
          unsafe o.sent_count = unsafe o.received_count
        }
      }
    case .scatterv:
      if isRoot {
        if call.isInPlace {
          let parts = unsafe try divide(received.elements, unsafe call.sentParts, call)
          unsafe set(&o, sent: received.reading)
          unsafe try set(&o, sentParts: parts)
          unsafe o.received = unsafe UnsafeMutableRawPointer(mutating: cmpi_in_place())
          unsafe o.received_count = 0
        } else {
          let parts = unsafe try divide(sent.elements, unsafe call.sentParts, call)
          try require(received.elements, parts.elements[rank], "the root's own part", call.kind)
          unsafe try set(&o, sentParts: parts)
        }
      } else {
        unsafe o.sent_count = 0
      }

    case .alltoall:
      unsafe try exchange(&o, call, sent, received, size, size)
    case .alltoallv:
      unsafe try set(&o, receivedParts: try divide(received.elements, unsafe call.receivedParts, call))
      if call.isInPlace {
        unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
      } else {
        unsafe try set(&o, sentParts: try divide(sent.elements, unsafe call.sentParts, call))
      }

    case .neighbor_allgather:
      unsafe try gather(&o, call, sent, received, try degrees().sources)
    case .neighbor_allgatherv:
      let parts = unsafe try divide(
        received.elements, unsafe call.receivedParts, call, among: try degrees().sources)
      unsafe try set(&o, receivedParts: parts)
    case .neighbor_alltoall:
      let degrees = try degrees()
      unsafe try exchange(&o, call, sent, received, degrees.destinations, degrees.sources)
    case .neighbor_alltoallv:
      let degrees = try degrees()
      unsafe try set(
        &o, sentParts: try divide(sent.elements, unsafe call.sentParts, call, among: degrees.destinations))
      unsafe try set(
        &o,
        receivedParts: try divide(received.elements, unsafe call.receivedParts, call, among: degrees.sources))

    case .alltoallw:
      unsafe try setRegions(&o, call, sent, received, size, size)
    case .neighbor_alltoallw:
      let degrees = try degrees()
      unsafe try setRegions(&o, call, sent, received, degrees.destinations, degrees.sources)

    default:
      throw MPIError(.intern, call.kind, "nothing of it is divided")
    }
  }

  @inlinable @inline(__always)
  func set(_ o: inout cmpi_operands, sent: RawBuffer) {
    unsafe o.sent = unsafe sent.address
    unsafe o.sent_count = MPI_Count(sent.count)
    unsafe o.sent_type = unsafe sent.datatype.raw
  }

  @inlinable @inline(__always)
  func set(_ o: inout cmpi_operands, received: MutableRawBuffer) {
    unsafe o.received = unsafe received.address
    unsafe o.received_count = MPI_Count(received.count)
    unsafe o.received_type = unsafe received.datatype.raw
  }

  func set(_ o: inout cmpi_operands, sentParts parts: Parts) throws(MPIError) {
    unsafe o.sent_type = unsafe try parts.datatype(cmpi_datatype(raw: o.sent_type)).raw
    unsafe o.sent_count = parts.mark
    unsafe o.sent_counts = unsafe UnsafePointer(parts.counts)
    unsafe o.sent_offsets = unsafe UnsafeRawPointer(parts.offsets)
  }

  func set(_ o: inout cmpi_operands, receivedParts parts: Parts) throws(MPIError) {
    unsafe o.received_type = unsafe try parts.datatype(cmpi_datatype(raw: o.received_type)).raw
    unsafe o.received_count = parts.mark
    unsafe o.received_counts = unsafe UnsafePointer(parts.counts)
    unsafe o.received_offsets = unsafe UnsafeRawPointer(parts.offsets)
  }

  /// The parts of a reduction's result, of which the library counts in units, not in runs.
  func setResult(_ o: inout cmpi_operands, _ call: Call, _ parts: Parts) {
    unsafe o.received_counts = unsafe UnsafePointer(parts.counts)
    unsafe o.received_count = parts.isLarge ? .max : 0
    unsafe reduce(&o, call, parts.isLarge ? .max : 0)
  }

  @inlinable @inline(__always)
  func reduce(_ o: inout cmpi_operands, _ call: Call, _ elements: Int) {
    unsafe o.op = unsafe call.reduction.raw
    if let datatype = unsafe call.reductionDatatype {
      unsafe o.received_type = unsafe datatype.raw
      unsafe o.received_count = MPI_Count(elements)
    }
  }

  /// Equal parts, one from each of so many ranks.
  private func gather(
    _ o: inout cmpi_operands, _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer, _ sources: Int
  ) throws(MPIError) {
    if call.isInPlace {
      let each = try equalPart(received.elements, sources, call.kind)
      unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
      unsafe o.received_count = MPI_Count(each * received.units)
    } else {
      try require(received.elements, sent.elements * sources, "the buffer to gather into", call.kind)
      unsafe o.received_count = MPI_Count(sent.elements * received.units)
    }
  }

  private func gatherParts(
    _ o: inout cmpi_operands, _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer
  ) throws(MPIError) {
    let parts = unsafe try divide(received.elements, unsafe call.receivedParts, call)
    unsafe try set(&o, receivedParts: parts)
    if call.isInPlace {
      unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
    } else {
      try require(sent.elements, parts.elements[rank], "this rank's own part", call.kind)
      // Open MPI decides by the size of what is sent how to do it; the ranks must decide alike.
      if let run = parts.run {
        unsafe o.sent_count = MPI_Count(sent.elements / run)
        unsafe o.sent_type = unsafe o.received_type
      }
    }
  }

  /// Equal parts, one to each of so many ranks, and one from each.
  private func exchange(
    _ o: inout cmpi_operands, _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer,
    _ destinations: Int, _ sources: Int
  ) throws(MPIError) {
    var each = try equalPart(received.elements, sources, call.kind)
    unsafe o.received_count = MPI_Count(each * received.units)
    if call.isInPlace {
      unsafe o.sent = unsafe UnsafeRawPointer(cmpi_in_place())
    } else {
      if sources == 0 {
        // A node that receives from nobody says by what it sends how long a part is.
        try require(received.elements, 0, "the buffer to receive into", call.kind)
        each = try equalPart(sent.elements, destinations, call.kind)
        // Open MPI wants the counts to be equal even so.
        unsafe o.received_count = MPI_Count(each * received.units)
      }
      try require(sent.elements, each * destinations, "the buffer to send", call.kind)
      unsafe o.sent_count = MPI_Count(each * sent.units)
    }
  }

  // MARK: What is refused

  func int(_ value: Int, _ kind: cmpi_kind) throws(MPIError) -> Int32 {
    guard let result = Int32(exactly: value) else { throw notInts(value, 0, 0, 0, kind) }
    return result
  }

  /// Refuses a buffer of another length than the call fills or reads.
  @inlinable @inline(__always)
  func require(_ count: Int, _ expected: Int, _ what: StaticString, _ kind: cmpi_kind) throws(MPIError) {
    if count != expected { throw wrongLength(count, expected, what, kind) }
  }

  /// The part of each rank in a buffer that is divided equally.
  @inlinable @inline(__always)
  func equalPart(_ count: Int, _ ranks: Int, _ kind: cmpi_kind) throws(MPIError) -> Int {
    if ranks == 0 { return 0 }
    let (part, rest) = count.quotientAndRemainder(dividingBy: ranks)
    if rest != 0 { throw indivisible(count, ranks, kind) }
    return part
  }

  // The errors are made here, so that nothing of them is inlined.

  /// One of these is no C int.
  @usableFromInline
  func notInts(_ peer: Int, _ tag: Int, _ source: Int, _ sourceTag: Int, _ kind: cmpi_kind) -> MPIError {
    let value = [peer, tag, source, sourceTag].first { Int32(exactly: $0) == nil } ?? peer
    return MPIError(.argument, kind, "the rank or tag \(value) does not fit a C int")
  }

  @usableFromInline
  func wrongLength(_ count: Int, _ expected: Int, _ what: StaticString, _ kind: cmpi_kind) -> MPIError {
    MPIError(.count, kind, "\(what) has \(count) elements, but must have \(expected)")
  }

  @usableFromInline
  func selected(_ kind: cmpi_kind) -> MPIError {
    MPIError(.datatype, kind, "what a datatype selects is neither reduced nor divided among ranks")
  }

  @usableFromInline
  func indivisible(_ count: Int, _ ranks: Int, _ kind: cmpi_kind) -> MPIError {
    MPIError(
      .count, kind,
      "\(count) elements cannot be divided equally among \(ranks) ranks; give counts to divide them unequally"
    )
  }

  /// Refuses parts that are not one for each rank, or are not the buffer's.
  func divide(
    _ count: Int, _ parts: Unmanaged<Parts>?, _ call: Call, among ranks: Int? = nil
  ) throws(MPIError) -> Parts {
    guard let parts = unsafe parts?.takeUnretainedValue() else {
      throw MPIError(.intern, call.kind, "no counts")
    }
    try require(oneEach: parts.elements.count, among: ranks ?? peers, call.kind)
    try require(count, parts.total, "the buffer that the counts divide", call.kind)
    return parts
  }

  @usableFromInline
  func require(
    oneEach counts: Int, among ranks: Int, _ kind: cmpi_kind, _ what: StaticString = "counts"
  ) throws(MPIError) {
    guard counts == ranks else {
      throw MPIError(.count, kind, "there are \(counts) \(what) for \(ranks) ranks")
    }
  }
}
