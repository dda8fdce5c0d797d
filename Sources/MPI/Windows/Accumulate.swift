public import CMPI

extension Epoch {
  /// Combines elements with those in a rank's memory, each undivided: what several ranks accumulate at the same place
  /// is all there in the end. Elements that travel as bytes are combined byte by byte.
  ///
  /// Any rank calls it, alone. The elements may be changed again after the epoch.
  ///
  /// - Parameters:
  ///   - source: The elements to combine with those that are there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` too.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, and `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be.
  ///
  /// The corresponding MPI function is `MPI_Accumulate`.
  @inlinable
  @_lifetime(self: copy self, copy source)
  public mutating func accumulate(
    _ source: Span<Element>, _ operation: ReduceOperation<Element>, to rank: Int, at place: Place
  ) throws(MPIError) {
    let function: StaticString = "MPI_Accumulate"
    unsafe try handle.access(
      cmpi_rma_accumulate, function, sent: source.unsafeRaw, by: operation.own(function), rank, place)
  }

  /// Reads elements from a rank's memory, and combines others with them there, each undivided.
  ///
  /// Any rank calls it, alone. What was there is here after the epoch.
  ///
  /// - Parameters:
  ///   - source: The elements to combine with those that are there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` and ``ReduceOperation/noOperation`` too.
  ///   - destination: Where those go that were there; as many as in `source`.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be, and `count` if the
  ///   lengths differ.
  ///
  /// The corresponding MPI function is `MPI_Get_accumulate`.
  @inlinable
  @_lifetime(self: copy self, copy source, copy destination)
  public mutating func getAccumulate(
    _ source: Span<Element>, _ operation: ReduceOperation<Element>,
    into destination: consuming MutableSpan<Element>, on rank: Int, at place: Place
  ) throws(MPIError) {
    let function: StaticString = "MPI_Get_accumulate"
    try handle.require(destination.count, source.count, "the buffer for the result", function)
    unsafe try handle.access(
      cmpi_rma_get_accumulate, function, sent: source.unsafeRaw, received: destination.unsafeMutableRaw,
      by: operation.own(function), rank, place)
  }
}

extension Epoch where Kind: PassiveKind {
  /// Combines a value or an array with what is in a rank's memory, each element undivided, and returns when the value
  /// or array may be changed again. It is done there after ``flush(_:)`` or the epoch.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - source: The elements to combine with those that are there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` too.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, and `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be.
  ///
  /// The corresponding MPI functions are `MPI_Accumulate` and `MPI_Win_flush_local`.
  @inlinable
  public mutating func accumulate<Source: Outgoing>(
    _ source: Source, _ operation: ReduceOperation<Element>, to rank: Int, at place: Place
  ) throws(MPIError) where Source.Element == Element {
    let function: StaticString = "MPI_Accumulate"
    let operation = unsafe try operation.own(function)
    unsafe try source.withUnsafeRaw { source throws(MPIError) in
      unsafe try handle.access(cmpi_rma_accumulate, function, sent: source, by: operation, rank, place)
      try handle.flushLocal(rank)
    }
  }

  /// What is in a rank's memory, with which a value or an array is combined there, each element undivided.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - source: The elements to combine with those that are there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` and ``ReduceOperation/noOperation`` too.
  ///   - rank: Whose memory to change.
  ///   - place: Where there.
  /// - Returns: The elements that were there before.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, and `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be.
  ///
  /// The corresponding MPI functions are `MPI_Get_accumulate` and `MPI_Win_flush`.
  @inlinable
  public mutating func getAccumulate<Source: SendBuffer>(
    _ source: Source, _ operation: ReduceOperation<Element>, on rank: Int, at place: Place
  ) throws(MPIError) -> Source.Owned where Source.Element == Element {
    let function: StaticString = "MPI_Get_accumulate"
    try handle.requireProcess(rank, function)
    let operation = unsafe try operation.own(function)
    return unsafe try source.withUnsafeRaw { source throws(MPIError) in
      try Source.ownedRaw(source.elements) { destination throws(MPIError) in
        unsafe try handle.access(
          cmpi_rma_get_accumulate, function, sent: source, received: destination, by: operation, rank, place)
        try handle.flush(rank)
      }
    }
  }

  /// Starts to combine elements with those in a rank's memory, each undivided.
  ///
  /// Any rank calls it, alone, and waits for the request before the epoch ends. Then the elements may be changed again;
  /// it is done there after ``flush(_:)`` or the epoch.
  ///
  /// - Parameters:
  ///   - source: The elements to combine with those that are there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` too.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, and `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be.
  ///
  /// The corresponding MPI function is `MPI_Raccumulate`.
  @inlinable
  @_lifetime(copy source)
  public mutating func startAccumulate<Source: OutgoingView & ~Copyable & ~Escapable>(
    _ source: consuming Source, _ operation: ReduceOperation<Element>, to rank: Int, at place: Place
  ) throws(MPIError) -> Request<Source, Nothing> where Source.Element == Element {
    let function: StaticString = "MPI_Raccumulate"
    let request = unsafe try handle.start(
      cmpi_rma_accumulate, function, sent: source.unsafeRaw, by: operation.own(function), rank, place)
    return Request(request, source, Nothing())
  }

  /// Starts to read elements from a rank's memory, and to combine others with them there, each undivided.
  ///
  /// Any rank calls it, alone, and waits for the request before the epoch ends.
  ///
  /// - Parameters:
  ///   - source: The elements to combine with those that are there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` and ``ReduceOperation/noOperation`` too.
  ///   - destination: Where those go that were there; as many as in `source`.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be, `count` if the lengths differ, and `unsupported` for a
  ///   destination that a datatype picks, with Open MPI 4, which puts it in wrong places.
  ///
  /// The corresponding MPI function is `MPI_Rget_accumulate`.
  @inlinable
  @_lifetime(copy source, copy destination)
  public mutating func startGetAccumulate<
    Source: OutgoingView & ~Copyable & ~Escapable, Destination: IncomingView & ~Copyable & ~Escapable
  >(
    _ source: consuming Source, _ operation: ReduceOperation<Element>,
    into destination: consuming Destination, on rank: Int, at place: Place
  ) throws(MPIError) -> Request<Source, Destination>
  where Source.Element == Element, Destination.Element == Element {
    let function: StaticString = "MPI_Rget_accumulate"
    let received = unsafe destination.unsafeMutableRaw
    let sent = unsafe source.unsafeRaw
    try handle.require(received.elements, sent.elements, "the buffer for the result", function)
    guard received.units != 0 || cmpi_fetches_into_selections() != 0 else {
      throw MPIError(
        .unsupported, function: function,
        "Open MPI 4 puts what it fetches in wrong places of what a datatype picks; fetch into a buffer without"
      )
    }
    let request = unsafe try handle.start(
      cmpi_rma_get_accumulate, function, sent: sent, received: received, by: operation.own(function), rank,
      place)
    return Request(request, source, destination)
  }
}
