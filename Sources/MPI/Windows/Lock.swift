public import CMPI

/// Whether others can lock a rank at the same time.
public enum LockMode: Sendable {
  /// Nobody else. The corresponding MPI constant is `MPI_LOCK_EXCLUSIVE`.
  case exclusive
  /// Others too, whose accesses mix with this one's. The corresponding MPI constant is `MPI_LOCK_SHARED`.
  case shared
}

// All of these are called by any rank, alone.
extension Window where Memory: ~Copyable & ~Escapable {
  /// Locks a rank's elements, and opens an epoch in which this rank accesses them. The other knows nothing of it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - rank: The rank to access, which may be this one.
  ///   - mode: Whether others may lock it at the same time.
  ///   - noCheck: Whether it is known that nobody else holds a lock that is in the way.
  /// - Throws: ``MPIError`` of class `rmaSync` if this rank has locked that one already, or is in an epoch of another
  ///   kind.
  ///
  /// The corresponding MPI function is `MPI_Win_lock`.
  @_lifetime(borrow self)
  public borrowing func lock(
    _ rank: Int, _ mode: LockMode = .exclusive, noCheck: Bool = false
  ) throws(MPIError) -> Epoch<Memory.Element, Memory.Place, Synchronization.Lock> {
    let function: StaticString = "MPI_Win_lock"
    guard rank >= 0, rank < size else {
      throw MPIError(.rank, function: function, "there is no rank \(rank) among the \(size) of the window")
    }
    try handle.state.openLock(rank)
    let code = unsafe MPI_Win_lock(
      mode == .exclusive ? Int32(MPI_LOCK_EXCLUSIVE) : Int32(MPI_LOCK_SHARED), Int32(rank),
      noCheck ? MPI_MODE_NOCHECK : 0, handle.raw.raw)
    if code != MPI_SUCCESS {
      handle.state.closeLock(rank)
      throw MPIError(code: code, function: function)
    }
    let own = rank == self.rank && mode == .exclusive
    let epoch = unsafe Epoch<Memory.Element, Memory.Place, Synchronization.Lock>(
      EpochHandle(
        handle, .unlock, only: rank,
        own: own ? handle.base ?? UnsafeMutableRawPointer(handle.state.sizes) : nil))
    return unsafe _overrideLifetime(epoch, borrowing: self)
  }

  /// Locks all ranks' elements, shared with others, and opens an epoch in which this rank accesses them. The others
  /// know nothing of it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter noCheck: Whether it is known that nobody locks a rank exclusively.
  /// - Throws: ``MPIError`` of class `rmaSync` if this rank is in an epoch.
  ///
  /// The corresponding MPI function is `MPI_Win_lock_all`.
  @_lifetime(borrow self)
  public borrowing func lockAll(
    noCheck: Bool = false
  ) throws(MPIError) -> Epoch<Memory.Element, Memory.Place, Synchronization.LockAll> {
    let function: StaticString = "MPI_Win_lock_all"
    try handle.state.open(.lockAll, function)
    let code = unsafe MPI_Win_lock_all(noCheck ? MPI_MODE_NOCHECK : 0, handle.raw.raw)
    if code != MPI_SUCCESS {
      handle.state.close()
      throw MPIError(code: code, function: function)
    }
    let epoch = unsafe Epoch<Memory.Element, Memory.Place, Synchronization.LockAll>(
      EpochHandle(handle, .unlockAll))
    return unsafe _overrideLifetime(epoch, borrowing: self)
  }

  /// Calls `body` with a rank locked, and unlocks it afterwards, also if `body` throws.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - rank: The rank to access, which may be this one.
  ///   - mode: Whether others may lock it at the same time.
  ///   - noCheck: Whether it is known that nobody else holds a lock that is in the way.
  ///   - body: Called with the epoch.
  ///
  /// The corresponding MPI functions are `MPI_Win_lock` and `MPI_Win_unlock`.
  public borrowing func locked<R>(
    _ rank: Int, _ mode: LockMode = .exclusive, noCheck: Bool = false,
    _ body: (inout Epoch<Memory.Element, Memory.Place, Synchronization.Lock>) throws -> R
  ) throws -> R {
    var epoch = try lock(rank, mode, noCheck: noCheck)
    let result = try body(&epoch)
    try epoch.unlock()
    return result
  }

  /// Calls `body` with all ranks locked, shared with others, and unlocks them afterwards, also if `body` throws.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - noCheck: Whether it is known that nobody locks a rank exclusively.
  ///   - body: Called with the epoch.
  ///
  /// The corresponding MPI functions are `MPI_Win_lock_all` and `MPI_Win_unlock_all`.
  public borrowing func lockedAll<R>(
    noCheck: Bool = false,
    _ body: (inout Epoch<Memory.Element, Memory.Place, Synchronization.LockAll>) throws -> R
  ) throws -> R {
    var epoch = try lockAll(noCheck: noCheck)
    let result = try body(&epoch)
    try epoch.unlockAll()
    return result
  }
}

extension Epoch where Kind == Synchronization.Lock {
  /// Ends the epoch: what was put is there, what was got may be read.
  ///
  /// Any rank calls it that has locked one.
  ///
  /// The corresponding MPI function is `MPI_Win_unlock`.
  public consuming func unlock() throws(MPIError) {
    try handle.end()
  }
}

extension Epoch where Kind == Synchronization.Lock, Place == Int {
  /// Calls `body` with this rank's own elements, to read or change, while this rank has locked itself exclusively.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: What `body` throws, and ``MPIError`` of class `rmaSync` if the lock is another rank's, or shared.
  ///
  /// The corresponding MPI functions are `MPI_Win_lock` with `MPI_LOCK_EXCLUSIVE`, and `MPI_Win_flush`.
  public mutating func withOwnElements<R>(_ body: (inout MutableSpan<Element>) throws -> R) throws -> R {
    let count = unsafe handle.sizes[handle.only]
    guard let own = unsafe handle.own else {
      throw MPIError(
        .rmaSync, function: "MPI_Win_lock", "the epoch is no exclusive lock of this rank's own elements")
    }
    // What this rank has put here itself.
    try handle.flush(handle.only)
    var span = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(
        start: own.assumingMemoryBound(to: Element.self), count: count))
    return try body(&span)
  }
}

extension Epoch where Kind == Synchronization.LockAll {
  /// Ends the epoch: what was put is there, what was got may be read.
  ///
  /// Any rank calls it that has locked all.
  ///
  /// The corresponding MPI function is `MPI_Win_unlock_all`.
  public consuming func unlockAll() throws(MPIError) {
    try handle.end()
  }
}

extension Epoch where Kind: PassiveKind {
  /// Waits until all that this rank has put and accumulated at a rank is there, and what it got from it is here.
  ///
  /// Spans stay out of reach until the epoch ends.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` or `rmaSync` if there is no such rank, or the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Win_flush`.
  @inlinable
  public mutating func flush(_ rank: Int) throws(MPIError) {
    guard handle.reaches(rank) else { return try handle.require(rank, "MPI_Win_flush") }
    try handle.flush(rank)
  }

  /// Waits until all that this rank has put and accumulated is there, and what it got is here.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Win_flush_all`.
  @inlinable
  public mutating func flushAll() throws(MPIError) {
    try unsafe check(MPI_Win_flush_all(handle.window.raw), "MPI_Win_flush_all")
  }

  /// Waits until MPI needs this rank's memory no more for what it has begun at a rank.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `rank` or `rmaSync` if there is no such rank, or the epoch does not reach it.
  ///
  /// The corresponding MPI function is `MPI_Win_flush_local`.
  @inlinable
  public mutating func flushLocal(_ rank: Int) throws(MPIError) {
    guard handle.reaches(rank) else { return try handle.require(rank, "MPI_Win_flush_local") }
    try handle.flushLocal(rank)
  }

  /// Waits until MPI needs this rank's memory no more for what it has begun at any rank.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Win_flush_local_all`.
  @inlinable
  public mutating func flushLocalAll() throws(MPIError) {
    try unsafe check(MPI_Win_flush_local_all(handle.window.raw), "MPI_Win_flush_local_all")
  }

  /// Brings the copies of this rank's elements together, where the memory model is separate; a barrier for the
  /// processor's reads and writes in any case.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Win_sync`.
  @inlinable
  public mutating func synchronize() throws(MPIError) {
    try unsafe check(MPI_Win_sync(handle.window.raw), "MPI_Win_sync")
  }
}
