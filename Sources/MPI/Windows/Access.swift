public import CMPI

// What all operations on a rank's memory have in common.

extension EpochHandle {
  /// The displacement of a place, if the epoch reaches the rank and as many elements are there.
  @inlinable @inline(__always)
  func displacement<Place: WindowPlace>(_ place: Place, _ count: Int, of rank: Int) -> MPI_Aint? {
    guard reaches(rank) else { return nil }
    return unsafe place.displacement(for: count, in: sizes[rank], of: rank)
  }

  /// Whether there is such a rank, and the epoch reaches it, as far as that can be told without its size.
  @inlinable @inline(__always)
  func reaches(_ rank: Int) -> Bool { rank >= 0 && rank < ranks && (only < 0 || rank == only) }

  /// Says what is wrong with a place; nothing is with ``noProcess``.
  ///
  /// Compiled where it is called, so that a place need not be in memory for it.
  @inlinable @inline(never)
  func refuse<Place: WindowPlace>(
    _ place: Place, _ count: Int, _ rank: Int, _ function: StaticString
  ) throws(MPIError) {
    try require(rank, function)
    if rank == noProcess { return }
    if count == .max {
      throw MPIError(
        .rmaRange, function: function, "what is selected would begin before its place at rank \(rank)")
    }
    throw MPIError(
      .rmaRange, function: function,
      "at rank \(rank), \(place.description(for: count, in: unsafe sizes[rank], of: rank))")
  }

  /// Refuses a rank that there is not, or that the epoch does not reach.
  @usableFromInline @inline(never)
  func require(_ rank: Int, _ function: StaticString) throws(MPIError) {
    if rank == noProcess { return }
    guard rank >= 0, rank < ranks else {
      throw MPIError(.rank, function: function, "there is no rank \(rank) among the \(ranks) of the window")
    }
    guard only < 0 || rank == only, unsafe sizes[rank] >= 0 else {
      throw MPIError(.rmaSync, function: function, "the epoch does not reach rank \(rank)")
    }
  }

  @inlinable @inline(__always)
  func access<Place: WindowPlace>(
    _ kind: cmpi_rma, _ function: StaticString, sent: RawBuffer, received: MutableRawBuffer = .ignored,
    by operation: cmpi_op = unsafe cmpi_no_operation(), _ rank: Int, _ place: Place
  ) throws(MPIError) {
    guard let displacement = displacement(place, sent.reach, of: rank) else {
      return try refuse(place, sent.reach, rank, function)
    }
    try unsafe check(
      cmpi_access(
        kind, sent.address, MPI_Count(sent.count), sent.datatype.raw, received.address,
        MPI_Count(received.count), received.datatype.raw, Int32(truncatingIfNeeded: rank), displacement,
        operation.raw, window.raw, nil), function)
  }

  @inlinable @inline(__always)
  func get<Place: WindowPlace>(
    _ received: MutableRawBuffer, _ rank: Int, _ place: Place
  ) throws(MPIError) {
    unsafe try access(cmpi_rma_get, "MPI_Get", sent: received.reading, received: received, rank, place)
  }

  /// The same with a request.
  @inlinable @inline(__always)
  func start<Place: WindowPlace>(
    _ kind: cmpi_rma, _ function: StaticString, sent: RawBuffer, received: MutableRawBuffer = .ignored,
    by operation: cmpi_op = unsafe cmpi_no_operation(), _ rank: Int, _ place: Place
  ) throws(MPIError) -> RequestHandle {
    var request = unsafe cmpi_request_null()
    guard let displacement = displacement(place, sent.reach, of: rank) else {
      try refuse(place, sent.reach, rank, function)
      return unsafe RequestHandle(request)
    }
    try unsafe check(
      cmpi_access(
        kind, sent.address, MPI_Count(sent.count), sent.datatype.raw, received.address,
        MPI_Count(received.count), received.datatype.raw, Int32(truncatingIfNeeded: rank), displacement,
        operation.raw, window.raw, &request.raw), function)
    return unsafe RequestHandle(request)
  }

  @inlinable @inline(__always)
  func flushLocal(_ rank: Int) throws(MPIError) {
    if rank < 0 { return }  // noProcess
    try unsafe check(MPI_Win_flush_local(Int32(truncatingIfNeeded: rank), window.raw), "MPI_Win_flush_local")
  }

  @inlinable @inline(__always)
  func flush(_ rank: Int) throws(MPIError) {
    if rank < 0 { return }  // noProcess
    try unsafe check(MPI_Win_flush(Int32(truncatingIfNeeded: rank), window.raw), "MPI_Win_flush")
  }

  /// Refuses buffers of unequal lengths.
  @inlinable @inline(__always)
  func require(_ count: Int, _ expected: Int, _ what: StaticString, _ function: StaticString) throws(MPIError)
  {
    if count != expected {
      throw MPIError(.count, function: function, "\(what) has \(count) elements, but must have \(expected)")
    }
  }
}

extension ReduceOperation {
  /// MPI's handle of the operation, if a window takes it, and takes it for the elements.
  @inlinable @inline(__always)
  func own(_ function: StaticString) throws(MPIError) -> cmpi_op {
    guard closure == nil else {
      throw MPIError(.operation, function: function, "a window takes MPI's own operations only, no closures")
    }
    guard Element.layout.isOfOneType else {
      throw MPIError(
        .datatype, function: function,
        "elements are accumulated number by number, all of one type; one of \(Element.self) is a mixture, and can only be put and got"
      )
    }
    return unsafe handle
  }
}
