import CMPI
import Glibc

extension Window where Memory: ~Copyable & ~Escapable {
  /// Opens an epoch in which this rank may access those that have posted to it. MPI may wait for that here, or later.
  ///
  /// Any rank calls it, after it has posted itself if it does, with ranks that call ``post(_:noCheck:noStore:noPut:)`` with it.
  ///
  /// - Parameters:
  ///   - ranks: The ranks to access.
  ///   - noCheck: Whether all of them are known to have posted already, and say so too.
  /// - Throws: ``MPIError`` of class `rmaSync` if another epoch is open in which this rank accesses others, and of
  ///   class `rank` if there is no such rank, or twice the same.
  ///
  /// The corresponding MPI function is `MPI_Win_start`.
  @_lifetime(borrow self)
  public borrowing func start(
    _ ranks: [Int], noCheck: Bool = false
  ) throws(MPIError) -> Epoch<Memory.Element, Memory.Place, Synchronization.Start> {
    let function: StaticString = "MPI_Win_start"
    let members = try members(ranks, function)
    defer { try? members.free() }
    try handle.state.open(.start, function)
    // MPICH, of all versions until 5.0, waits for ever to access nobody if somebody has posted to this rank already.
    let code =
      ranks.isEmpty
      ? MPI_SUCCESS
      : unsafe MPI_Win_start(members.handle.raw, noCheck ? MPI_MODE_NOCHECK : 0, handle.raw.raw)
    if code != MPI_SUCCESS {
      handle.state.close()
      throw MPIError(code: code, function: function)
    }
    let sizes = UnsafeMutablePointer<Int>.allocate(capacity: size)
    unsafe sizes.initialize(repeating: -1, count: size)
    for rank in ranks { unsafe sizes[rank] = unsafe handle.state.sizes[rank] }
    let epoch = unsafe Epoch<Memory.Element, Memory.Place, Synchronization.Start>(
      EpochHandle(handle, ranks.isEmpty ? .nobody : .complete, reaching: sizes))
    return unsafe _overrideLifetime(epoch, borrowing: self)
  }

  /// Lets other ranks access this one's elements, without waiting for them.
  ///
  /// Any rank calls it, with ranks that call ``start(_:noCheck:)`` with it.
  ///
  /// - Parameters:
  ///   - ranks: The ranks that will access this one.
  ///   - noCheck: Whether none of them has started yet, and all say so too.
  ///   - noStore: Whether this rank has not changed its own elements directly since the last epoch.
  ///   - noPut: Whether nobody will put or accumulate anything at this rank.
  /// - Throws: ``MPIError`` of class `rmaSync` if this rank is exposed already, or in an epoch of another kind, and of
  ///   class `rank` if there is no such rank, or twice the same.
  ///
  /// The corresponding MPI function is `MPI_Win_post`.
  @_lifetime(borrow self)
  public borrowing func post(
    _ ranks: [Int], noCheck: Bool = false, noStore: Bool = false, noPut: Bool = false
  ) throws(MPIError) -> Exposure {
    let function: StaticString = "MPI_Win_post"
    let members = try members(ranks, function)
    defer { try? members.free() }
    try handle.state.openExposure()
    let assertion =
      (noCheck ? MPI_MODE_NOCHECK : 0) | (noStore ? MPI_MODE_NOSTORE : 0) | (noPut ? MPI_MODE_NOPUT : 0)
    let code = unsafe MPI_Win_post(members.handle.raw, assertion, handle.raw.raw)
    if code != MPI_SUCCESS {
      handle.state.closeExposure()
      throw MPIError(code: code, function: function)
    }
    let exposure = unsafe Exposure(handle.raw, handle.state)
    return unsafe _overrideLifetime(exposure, borrowing: self)
  }

  /// The group of some of the window's ranks.
  private borrowing func members(_ ranks: [Int], _ function: StaticString) throws(MPIError) -> Group {
    guard ranks.allSatisfy({ $0 >= 0 && $0 < size }), Set(ranks).count == ranks.count else {
      throw MPIError(.rank, function: function, "\(ranks) are not some of the \(size) ranks of the window")
    }
    let all = try group()
    let some = try all.include(ranks)
    try all.free()
    return some
  }
}

extension Epoch where Kind == Synchronization.Start {
  /// Ends the epoch: what was put may be changed, what was got may be read.
  ///
  /// Any rank calls it that has started the epoch. What was put is there after the other's ``Exposure/wait()``.
  ///
  /// The corresponding MPI function is `MPI_Win_complete`.
  public consuming func complete() throws(MPIError) {
    try handle.end()
  }
}

/// A time in which other ranks access this one's elements, from ``Window/post(_:noCheck:noStore:noPut:)`` on. If it goes
/// out of scope without having been waited for, it is waited for then.
@safe
public struct Exposure: ~Copyable, ~Escapable {
  private var handle: ExposureHandle

  @_lifetime(immortal)
  init(_ window: cmpi_win, _ state: WindowState) { handle = unsafe ExposureHandle(window, state) }

  /// Waits until all ranks that were posted to have completed their epochs.
  ///
  /// Any rank calls it that has posted.
  ///
  /// The corresponding MPI function is `MPI_Win_wait`.
  public consuming func wait() throws(MPIError) {
    try handle.wait()
  }

  /// Whether all ranks that were posted to have completed their epochs. Asking lets MPI work on them.
  ///
  /// The elements stay out of reach until ``wait()``, which then returns at once.
  ///
  /// The corresponding MPI function is `MPI_Win_test`.
  public mutating func isComplete() throws(MPIError) -> Bool {
    try handle.isComplete()
  }
}

/// The duty to wait for those that access this rank.
@safe
struct ExposureHandle: ~Copyable {
  private let window: cmpi_win
  private let state: WindowState
  private var isOpen = true

  init(_ window: cmpi_win, _ state: WindowState) {
    unsafe self.window = unsafe window
    self.state = state
  }

  mutating func wait() throws(MPIError) {
    guard isOpen else { return }
    close()
    try unsafe check(MPI_Win_wait(window.raw), "MPI_Win_wait")
  }

  mutating func isComplete() throws(MPIError) -> Bool {
    guard isOpen else { return true }
    var isComplete: Int32 = 0
    try unsafe check(MPI_Win_test(window.raw, &isComplete), "MPI_Win_test")
    if isComplete != 0 { close() }
    return isComplete != 0
  }

  private mutating func close() {
    isOpen = false
    state.closeExposure()
  }

  deinit {
    guard isOpen, (try? Environment.isFinalized) == false else { return }
    state.closeExposure()
    sayIfLong("a window was posted and never waited for; now those are waited for that may access it") {
      var isComplete: Int32 = 0
      let code = unsafe MPI_Win_test(window.raw, &isComplete)
      return code != MPI_SUCCESS || isComplete != 0
    }
  }
}
