public import CMPI

extension Epoch {
  /// Writes elements to a rank's memory.
  ///
  /// Any rank calls it, alone. The elements may be changed again after the epoch.
  ///
  /// - Parameters:
  ///   - source: The elements to write.
  ///   - rank: Whose memory to write to; nothing is done for ``noProcess``.
  ///   - place: Where they go there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Put`.
  @inlinable
  @_lifetime(self: copy self, copy source)
  public mutating func put(_ source: Span<Element>, to rank: Int, at place: Place) throws(MPIError) {
    unsafe try handle.access(cmpi_rma_put, "MPI_Put", sent: source.unsafeRaw, rank, place)
  }
}

extension Epoch {
  /// Writes elements that a datatype picks to a rank's memory, arranged there as they are here: the one where the
  /// datatype was first applied goes to `place`.
  ///
  /// Any rank calls it, alone. The elements may be changed again after the epoch.
  ///
  /// So a column of a matrix goes to a column of the matrix that another rank has in the window, whose number the place is.
  ///
  /// - Parameters:
  ///   - source: The elements to write.
  ///   - rank: Whose memory to write to; nothing is done for ``noProcess``.
  ///   - place: Where they go there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has not as many elements as the selection reaches over from
  ///   `place` on, `rank` if there is no such rank, and `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Put`.
  @inlinable
  @_lifetime(self: copy self, copy source)
  public mutating func put(_ source: Selection<Element>, to rank: Int, at place: Place) throws(MPIError) {
    unsafe try handle.access(cmpi_rma_put, "MPI_Put", sent: source.unsafeRaw, rank, place)
  }
}

extension Epoch where Kind: PassiveKind {
  /// Writes a value or an array to a rank's memory, and returns when the value or array may be changed again. It is
  /// there after ``flush(_:)`` or the epoch.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - source: The elements to write.
  ///   - rank: Whose memory to write to; nothing is done for ``noProcess``.
  ///   - place: Where they go there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI functions are `MPI_Put` and `MPI_Win_flush_local`.
  @inlinable
  public mutating func put<Source: Outgoing>(
    _ source: Source, to rank: Int, at place: Place
  ) throws(MPIError) where Source.Element == Element {
    unsafe try source.withUnsafeRaw { source throws(MPIError) in
      unsafe try handle.access(cmpi_rma_put, "MPI_Put", sent: source, rank, place)
      try handle.flushLocal(rank)
    }
  }

  /// Starts to write elements to a rank's memory.
  ///
  /// Any rank calls it, alone, and waits for the request before the epoch ends. Then the elements may be changed again;
  /// they are there after ``flush(_:)`` or the epoch.
  ///
  /// - Parameters:
  ///   - source: The elements to write.
  ///   - rank: Whose memory to write to; nothing is done for ``noProcess``.
  ///   - place: Where they go there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Rput`.
  @inlinable
  @_lifetime(copy source)
  public mutating func startPut<Source: OutgoingView & ~Copyable & ~Escapable>(
    _ source: consuming Source, to rank: Int, at place: Place
  ) throws(MPIError) -> Request<Source, Nothing> where Source.Element == Element {
    let request = unsafe try handle.start(cmpi_rma_put, "MPI_Rput", sent: source.unsafeRaw, rank, place)
    return Request(request, source, Nothing())
  }
}
