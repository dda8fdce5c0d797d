public import CMPI

// Operations with counts above the limit of the library's functions, which is that of a C int before MPI 4. What is sent
// or received as a whole is one element of a datatype that has all of it. What is reduced goes in slices or, where that
// cannot be because the call must return at once, is one element of an operation that combines such elements. What is
// divided among ranks is counted in runs of elements (`Parts`), and where the parts have no runs in common, each has a
// datatype of its own.

extension Communicator {
  // The call comes as a place in memory, so that it is in none where nothing is large.
  @usableFromInline
  func performLarge(_ operands: cmpi_operands, _ call: inout Call) throws(MPIError) -> Status {
    if call.isReduction { return try unsafe reduceInSlices(operands, call) }
    let large = try unsafe LargeOperands(operands, call, self)
    defer { withExtendedLifetime(large) {} }
    return try unsafe perform(large.operands, large.kind, as: call)
  }

  func beginLargeCollective(
    _ operands: cmpi_operands, _ call: Call, _ mode: cmpi_mode, keeping kept: AnyObject?
  ) throws(MPIError) -> RequestHandle {
    let large =
      call.isReduction
      ? try unsafe LargeOperands(reducing: operands, call, self)
      : try unsafe LargeOperands(operands, call, self)
    return unsafe try begin(large.kind, mode, &large.operands, keeping: KeptTogether.both(kept, large))
  }

  // MPI itself keeps the datatypes of a message: there is nothing to let go in the end.
  @usableFromInline
  func beginLargeMessage(
    _ operands: cmpi_operands, _ call: inout Call, _ mode: cmpi_mode
  ) throws(MPIError) -> cmpi_request {
    let large = try unsafe LargeOperands(operands, call, self)
    var request = unsafe cmpi_request_null()
    let code = unsafe cmpi_perform(
      large.kind, mode, &large.operands, handle.raw, cmpi_info_null().raw, &request.raw, nil)
    if code != MPI_SUCCESS { throw MPIError(code: code, call.kind, mode) }
    return unsafe request
  }

  /// Begins an operation, the way that large counts go.
  func beginLarge(
    _ operands: cmpi_operands, _ call: Call, _ mode: cmpi_mode, keeping kept: AnyObject?
  ) throws(MPIError) -> RequestHandle {
    if cmpi_is_collective(call.kind) != 0 {
      return try unsafe beginLargeCollective(operands, call, mode, keeping: kept)
    }
    var call = call
    let request = try unsafe beginLargeMessage(operands, &call, mode)
    return unsafe RequestHandle(request, keeping: kept, isReceive: call.kind == .recv)
  }

  @discardableResult
  private func perform(
    _ operands: cmpi_operands, _ kind: cmpi_kind, as call: Call
  ) throws(MPIError) -> Status {
    var operands = unsafe operands
    var status = Status()
    let code = unsafe cmpi_perform(
      kind, cmpi_blocking, &operands, handle.raw, cmpi_info_null().raw, nil, &status.raw)
    if code != MPI_SUCCESS { throw MPIError(code: code, call.kind, cmpi_blocking) }
    return status
  }

  // MARK: Reductions

  private func reduceInSlices(_ o: cmpi_operands, _ call: Call) throws(MPIError) -> Status {
    let extent = try unsafe cmpi_datatype(raw: o.received_type).extent
    guard call.kind == .reduce_scatter || call.kind == .reduce_scatter_block else {
      return unsafe try reduceInSlices(o, call.kind, call, extent)
    }
    guard !isIntercommunicator else {
      throw MPIError.unavailable("an operation with so many elements between two sides", call.name)
    }
    // To one rank after the other. In place the first part is overwritten by this rank's result, when it has been used.
    var offset = 0
    for (rank, count) in unsafe partsOfResult(o, call).enumerated() {
      var part = unsafe o
      unsafe part.peer = Int32(rank)
      unsafe part.received_count = MPI_Count(count)
      let whole = call.isInPlace ? unsafe UnsafeRawPointer(o.received) : unsafe o.sent
      if !call.isInPlace || rank > 0 || self.rank > 0 {
        unsafe part.sent = unsafe whole.map { unsafe $0 + offset }
      }
      _ = unsafe try reduceInSlices(part, .reduce, call, extent)
      offset += count * extent
    }
    return Status()
  }

  /// How much of a reduction's result each rank gets.
  fileprivate func partsOfResult(_ o: cmpi_operands, _ call: Call) -> [Int] {
    if let parts = unsafe call.receivedParts?.takeUnretainedValue() {
      return parts.elements.map { $0 * parts.units }
    }
    return Array(repeating: unsafe Int(o.received_count), count: size)
  }

  private func reduceInSlices(
    _ o: cmpi_operands, _ kind: cmpi_kind, _ call: Call, _ extent: Int
  ) throws(MPIError) -> Status {
    let count = unsafe Int(o.received_count)
    for slice in slices(of: count) {
      var part = unsafe o
      unsafe part.received_count = MPI_Count(slice.count)
      if unsafe o.sent != UnsafeRawPointer(cmpi_in_place()) {
        unsafe part.sent = unsafe o.sent.map { unsafe $0 + slice.lowerBound * extent }
      }
      unsafe part.received = unsafe o.received.map { unsafe $0 + slice.lowerBound * extent }
      unsafe try perform(part, kind, as: call)
    }
    return Status()
  }
}

/// Ranges that MPI can count, one after the other; a single empty one of nothing.
func slices(of count: Int) -> [Range<Int>] {
  let length = min(CountLimit.current, 1 << 30)
  return count == 0 ? [0..<0] : stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
}

/// Combines elements of this process, however many.
@usableFromInline
func combine(
  _ lower: UnsafeRawPointer?, into accumulated: UnsafeMutableRawPointer?, count: Int,
  _ datatype: cmpi_datatype,
  _ operation: cmpi_op
) throws(MPIError) {
  let extent = unsafe try datatype.extent
  for slice in slices(of: count) {
    let code = unsafe MPI_Reduce_local(
      lower.map { unsafe $0 + slice.lowerBound * extent },
      accumulated.map { unsafe $0 + slice.lowerBound * extent }, Int32(slice.count), datatype.raw,
      operation.raw)
    try check(code, "MPI_Reduce_local")
  }
}

extension Call {
  fileprivate var isReduction: Bool {
    switch kind {
    case .allreduce, .reduce, .scan, .exscan, .reduce_scatter, .reduce_scatter_block: true
    default: false
    }
  }

  fileprivate var name: String { unsafe String(cString: cmpi_name(kind, cmpi_blocking)) }
}

extension cmpi_datatype {
  fileprivate var extent: Int {
    get throws(MPIError) {
      var (bound, extent): (MPI_Aint, MPI_Aint) = (0, 0)
      try unsafe check(MPI_Type_get_extent(raw, &bound, &extent), "MPI_Type_get_extent")
      return Int(extent)
    }
  }

  /// So many of it as one, from so many bytes on.
  func large(_ count: Int, at offset: Int = 0) throws(MPIError) -> Datatype {
    var large = unsafe cmpi_datatype_null()
    let limit = MPI_Count(CountLimit.current)
    let code =
      offset == 0
      ? unsafe cmpi_type_large(MPI_Count(count), raw, limit, &large.raw)
      : unsafe cmpi_type_large_at(MPI_Aint(offset), MPI_Count(count), raw, limit, &large.raw)
    try check(code, "MPI_Type_create_struct")
    return Datatype(unsafe DatatypeOwner(large, grain: nil))
  }
}

/// Operands whose counts the library's functions take, and what must live while they are used.
@safe private final class LargeOperands {
  var operands: cmpi_operands
  private(set) var kind: cmpi_kind
  private var kept: [AnyObject] = []

  /// What is not reduced.
  init(_ o: cmpi_operands, _ call: Call, _ communicator: Communicator) throws(MPIError) {
    unsafe operands = unsafe o
    kind = call.kind
    if unsafe o.sent_count == .max || o.received_count == .max {
      try divideByDatatypes(call, communicator)
    } else {
      // In a variable: two fields of a class's property cannot be changed at once.
      var fitted = unsafe o
      unsafe fitted.sent_type = unsafe try fit(&fitted.sent_count, cmpi_datatype(raw: o.sent_type)).raw
      unsafe fitted.received_type =
        unsafe try fit(&fitted.received_count, cmpi_datatype(raw: o.received_type)).raw
      unsafe operands = unsafe fitted
    }
  }

  private func fit(
    _ count: inout MPI_Count, _ datatype: cmpi_datatype
  ) throws(MPIError) -> cmpi_datatype {
    guard count > CountLimit.current else { return unsafe datatype }
    let large = try unsafe datatype.large(Int(count))
    count = 1
    if let owner = large.owner { kept.append(owner) }
    return unsafe large.handle
  }

  /// All that a rank has is one element, or, where parts of the result are unequal, all that they have in common.
  init(reducing o: cmpi_operands, _ call: Call, _ communicator: Communicator) throws(MPIError) {
    unsafe operands = unsafe o
    kind = call.kind
    var run = unsafe Int(o.received_count)
    if call.kind == .reduce_scatter {
      guard let parts = unsafe call.receivedParts?.takeUnretainedValue(), let length = parts.run else {
        throw MPIError(
          .count, call.kind,
          "the parts are more than this MPI can count, and have no number of elements in common: do it blocking"
        )
      }
      run = length * parts.units
    }
    if run == 0 { return }
    let elements = unsafe Datatype(cmpi_datatype(raw: o.received_type))
    let operation = unsafe ReduceOperation<UInt8>(cmpi_op(raw: o.op))
    let large = try unsafe elements.handle.large(run)
    let length = run
    let closure = try unsafe ClosureOperation(of: large, commutative: operation.isCommutative) {
      lower, accumulated, count in
      // All are one after the other. There is nobody to throw to, and nothing to be wrong that was not wrong before.
      try? unsafe combine(
        lower, into: accumulated, count: count * length, elements.handle, operation.handle)
    }
    unsafe operands.op = unsafe closure.operation.raw
    unsafe operands.received_type = unsafe closure.datatype.raw
    unsafe operands.received_count = 1
    kept = [closure]
  }

  /// Parts that have no runs in common, where all ranks know of it: each is a datatype.
  private func divideByDatatypes(_ call: Call, _ communicator: Communicator) throws(MPIError) {
    guard kind == .allgatherv, let parts = unsafe call.receivedParts?.takeUnretainedValue() else {
      throw MPIError(
        .count, call.kind,
        "the parts are more than this MPI can count without MPI 4's large counts, and have no number of elements in common"
      )
    }
    let whole = unsafe Datatype(cmpi_datatype(raw: operands.received_type))
    let extent = unsafe try whole.handle.extent
    var received: [Region] = []
    var offset = 0
    for count in parts.elements {
      received.append(Region(of: whole, count: count * parts.units, byteOffset: offset))
      offset += count * parts.units * extent
    }
    var sent: [Region]
    if call.isInPlace {
      // This rank's part is where it belongs.
      sent = Array(repeating: received[communicator.rank], count: communicator.size)
      sent[communicator.rank] = .nothing
      received[communicator.rank] = .nothing
      unsafe operands.sent = unsafe UnsafeRawPointer(operands.received)
    } else {
      let all = unsafe Region(
        of: Datatype(cmpi_datatype(raw: operands.sent_type)), count: Int(operands.sent_count))
      sent = Array(repeating: all, count: communicator.peers)
    }
    let regions = try RegionPair(sent, received, .alltoallw)
    var divided = unsafe operands
    unsafe regions.sent.set(&divided.sent_counts, &divided.sent_offsets, &divided.sent_types)
    unsafe regions.received.set(&divided.received_counts, &divided.received_offsets, &divided.received_types)
    unsafe operands = unsafe divided
    kind = .alltoallw
    kept = [regions]
  }
}
