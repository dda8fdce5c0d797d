import CMPI

extension Window where Memory: ~Copyable & ~Escapable {
  /// Opens an epoch in which all ranks may access each other, and waits until all have called it.
  ///
  /// All ranks call it; so they do with ``Epoch/end()`` or ``fence(ending:noPut:)`` afterwards.
  ///
  /// - Parameters:
  ///   - noStore: Whether this rank has not changed its own elements directly since the last epoch.
  ///   - noPut: Whether nobody will put or accumulate anything at this rank in the epoch.
  /// - Throws: ``MPIError`` of class `rmaSync` if an epoch of this rank is open.
  ///
  /// The corresponding MPI function is `MPI_Win_fence` with `MPI_MODE_NOPRECEDE`.
  @_lifetime(borrow self)
  public borrowing func fence(
    noStore: Bool = false, noPut: Bool = false
  ) throws(MPIError) -> Epoch<Memory.Element, Memory.Place, Synchronization.Fence> {
    try handle.state.open(.fence, "MPI_Win_fence")
    let assertion = MPI_MODE_NOPRECEDE | (noStore ? MPI_MODE_NOSTORE : 0) | (noPut ? MPI_MODE_NOPUT : 0)
    let code = unsafe MPI_Win_fence(assertion, handle.raw.raw)
    return try fenceEpoch(code)
  }

  /// Ends an epoch and opens the next, by one fence.
  ///
  /// All ranks call it.
  ///
  /// - Parameters:
  ///   - epoch: The epoch that ends: what it put is there, what it got may be read.
  ///   - noPut: Whether nobody will put or accumulate anything at this rank in the next epoch.
  ///
  /// The corresponding MPI function is `MPI_Win_fence`.
  @_lifetime(borrow self)
  public borrowing func fence(
    ending epoch: consuming Epoch<Memory.Element, Memory.Place, Synchronization.Fence>, noPut: Bool = false
  ) throws(MPIError) -> Epoch<Memory.Element, Memory.Place, Synchronization.Fence> {
    guard epoch.handle.state === handle.state else {
      throw MPIError(.window, function: "MPI_Win_fence", "the epoch is another window's")
    }
    // Nobody can have changed elements directly: the epoch has kept them out of reach.
    try epoch.handle.end(MPI_MODE_NOSTORE | (noPut ? MPI_MODE_NOPUT : 0))
    try handle.state.open(.fence, "MPI_Win_fence")
    return try fenceEpoch(MPI_SUCCESS)
  }

  @_lifetime(borrow self)
  private borrowing func fenceEpoch(
    _ code: Int32
  ) throws(MPIError) -> Epoch<Memory.Element, Memory.Place, Synchronization.Fence> {
    if code != MPI_SUCCESS {
      handle.state.close()
      throw MPIError(code: code, function: "MPI_Win_fence")
    }
    let epoch = unsafe Epoch<Memory.Element, Memory.Place, Synchronization.Fence>(EpochHandle(handle, .fence))
    return unsafe _overrideLifetime(epoch, borrowing: self)
  }
}

extension Epoch where Kind == Synchronization.Fence {
  /// Ends the epoch, waits until all have called it, and makes what was put be there, and what was got be readable.
  ///
  /// All ranks call it.
  ///
  /// The corresponding MPI function is `MPI_Win_fence` with `MPI_MODE_NOSUCCEED`.
  public consuming func end() throws(MPIError) {
    // Nobody can have changed elements directly: the epoch has kept them out of reach.
    try handle.end(MPI_MODE_NOSUCCEED | MPI_MODE_NOSTORE)
  }
}
