public import CMPI

extension Epoch {
  /// Reads elements from a rank's memory.
  ///
  /// Any rank calls it, alone. The elements are here after the epoch.
  ///
  /// - Parameters:
  ///   - destination: Where they go, and how many there are.
  ///   - rank: Whose memory to read; nothing is done for ``noProcess``.
  ///   - place: Where they are there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Get`.
  @inlinable
  @_lifetime(self: copy self, copy destination)
  public mutating func get(
    into destination: consuming MutableSpan<Element>, from rank: Int, at place: Place
  ) throws(MPIError) {
    unsafe try handle.get(destination.unsafeMutableRaw, rank, place)
  }
}

extension Epoch {
  /// Reads elements from a rank's memory, arranged there as a datatype picks them here: the one at `place` goes where the
  /// datatype was first applied.
  ///
  /// Any rank calls it, alone. The elements are here after the epoch.
  ///
  /// - Parameters:
  ///   - destination: Where they go, and which there are.
  ///   - rank: Whose memory to read; nothing is done for ``noProcess``.
  ///   - place: Where they are there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has not as many elements as the selection reaches over from
  ///   `place` on, `rank` if there is no such rank, and `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Get`.
  @inlinable
  @_lifetime(self: copy self, copy destination)
  public mutating func get(
    into destination: consuming MutableSelection<Element>, from rank: Int, at place: Place
  ) throws(MPIError) {
    unsafe try handle.get(destination.unsafeMutableRaw, rank, place)
  }
}

extension Epoch where Kind: PassiveKind {
  /// Reads elements from a rank's memory into a variable or an array that is there.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - destination: Where they go, and how many there are.
  ///   - rank: Whose memory to read; nothing is done for ``noProcess``.
  ///   - place: Where they are there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI functions are `MPI_Get` and `MPI_Win_flush_local`.
  @inlinable
  public mutating func get<Destination: Incoming>(
    into destination: inout Destination, from rank: Int, at place: Place
  ) throws(MPIError) where Destination.Element == Element {
    unsafe try destination.withUnsafeMutableRaw { destination throws(MPIError) in
      try handle.get(destination, rank, place)
      try handle.flushLocal(rank)
    }
  }

  /// Elements from a rank's memory.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - rank: Whose memory to read.
  ///   - place: Where they are there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI functions are `MPI_Get` and `MPI_Win_flush_local`.
  @inlinable
  public mutating func get(count: Int, from rank: Int, at place: Place) throws(MPIError) -> [Element] {
    // Before memory is taken for it.
    try handle.requireSource(count, rank, place)
    return try [Element].ownedRaw(count) { destination throws(MPIError) in
      try handle.get(destination, rank, place)
      try handle.flushLocal(rank)
    }
  }

  /// An element from a rank's memory.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - rank: Whose memory to read.
  ///   - place: Where it is there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI functions are `MPI_Get` and `MPI_Win_flush_local`.
  @inlinable
  public mutating func get(from rank: Int, at place: Place) throws(MPIError) -> Element {
    try handle.requireSource(1, rank, place)
    return try Element.ownedRaw(1) { destination throws(MPIError) in
      try handle.get(destination, rank, place)
      try handle.flushLocal(rank)
    }
  }

  /// Starts to read elements from a rank's memory.
  ///
  /// Any rank calls it, alone, and waits for the request before the epoch ends.
  ///
  /// - Parameters:
  ///   - destination: Where they go, and how many there are.
  ///   - rank: Whose memory to read; nothing is done for ``noProcess``.
  ///   - place: Where they are there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Rget`.
  @inlinable
  @_lifetime(copy destination)
  public mutating func startGet<Destination: IncomingView & ~Copyable & ~Escapable>(
    into destination: consuming Destination, from rank: Int, at place: Place
  ) throws(MPIError) -> Request<Nothing, Destination> where Destination.Element == Element {
    let raw = unsafe destination.unsafeMutableRaw
    let request = unsafe try handle.start(
      cmpi_rma_get, "MPI_Rget", sent: raw.reading, received: raw, rank, place)
    return Request(request, Nothing(), destination)
  }
}

extension EpochHandle {
  /// Refuses what cannot give a new value: ``noProcess`` has none.
  @inlinable
  func requireSource<Place: WindowPlace>(_ count: Int, _ rank: Int, _ place: Place) throws(MPIError) {
    guard count >= 0 else { throw MPIError(.count, function: "MPI_Get", "the count \(count) is negative") }
    try requireProcess(rank, "MPI_Get")
    if displacement(place, count, of: rank) == nil { try refuse(place, count, rank, "MPI_Get") }
  }

  @inlinable @inline(__always)
  func requireProcess(_ rank: Int, _ function: StaticString) throws(MPIError) {
    guard rank >= 0 else {
      throw MPIError(.rank, function: function, "rank \(rank) has no memory to give a value")
    }
  }
}
