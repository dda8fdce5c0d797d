public import CMPI

/// A time in which this rank accesses the memory of others in a ``Window``.
///
/// Whatever the epoch puts, gets or accumulates with spans may go on until the epoch ends, and borrows their memory
/// until then: touching what is being put, or reading what is being got, does not compile. In epochs with locks, calls
/// that take values and arrays are done when they return, and those that begin with `start` return a ``Request``.
///
/// Operations of one epoch are in no particular order, apart from accumulations of one rank at the same element.
///
/// An epoch ends by the call that belongs to its kind. If it goes out of scope without that, it is ended then, and
/// errors are lost.
@safe @frozen
public struct Epoch<Element: Transferable, Place: WindowPlace, Kind: EpochKind>: ~Copyable, ~Escapable {
  @usableFromInline var handle: EpochHandle

  @inlinable
  @_lifetime(immortal)
  init(_ handle: consuming EpochHandle) { self.handle = handle }
}

/// How an ``Epoch`` is synchronised.
public protocol EpochKind {}

/// An epoch with locks, of which the other ranks know nothing.
public protocol PassiveKind: EpochKind {}

/// The kinds of ``Epoch``.
public enum Synchronization {
  /// Between two fences of all ranks. The corresponding MPI function is `MPI_Win_fence`.
  public enum Fence: EpochKind {}
  /// Among ranks that post and start. The corresponding MPI function is `MPI_Win_start`.
  public enum Start: EpochKind {}
  /// While one rank is locked. The corresponding MPI function is `MPI_Win_lock`.
  public enum Lock: PassiveKind {}
  /// While all ranks are locked. The corresponding MPI function is `MPI_Win_lock_all`.
  public enum LockAll: PassiveKind {}
}

/// An epoch between two fences.
public typealias FenceEpoch<Element: Transferable> = Epoch<Element, Int, Synchronization.Fence>
/// An epoch at ranks that have posted.
public typealias StartEpoch<Element: Transferable> = Epoch<Element, Int, Synchronization.Start>
/// An epoch in which one rank is locked.
public typealias LockEpoch<Element: Transferable> = Epoch<Element, Int, Synchronization.Lock>
/// An epoch in which all ranks are locked.
public typealias LockAllEpoch<Element: Transferable> = Epoch<Element, Int, Synchronization.LockAll>

/// The duty to end an epoch.
@safe @frozen @usableFromInline
struct EpochHandle: ~Copyable {
  @usableFromInline let window: cmpi_win
  /// How many elements each rank has; -1 if it cannot be reached.
  @usableFromInline let sizes: UnsafeMutablePointer<Int>
  @usableFromInline let ranks: Int
  /// The only rank that can be reached; -1 if there are others.
  @usableFromInline let only: Int
  /// This rank's own elements, while nobody else may access them.
  @usableFromInline let own: UnsafeMutableRawPointer?
  @usableFromInline let state: WindowState
  @usableFromInline let ending: Ending
  @usableFromInline var isOpen = true

  /// Which call ends it.
  @frozen @usableFromInline
  enum Ending {
    case fence, complete, unlock, unlockAll
    /// None: nobody can be reached, and MPI does not know of the epoch.
    case nobody
  }

  init(
    _ window: borrowing WindowHandle, _ ending: Ending, only: Int = -1, own: UnsafeMutableRawPointer? = nil
  ) {
    unsafe self.own = unsafe own
    unsafe self.window = unsafe window.raw
    unsafe sizes = unsafe window.state.sizes
    ranks = window.ranks
    self.only = only
    state = window.state
    self.ending = ending
  }

  /// An epoch that reaches the ranks whose size is not -1, in memory of its own.
  init(_ window: borrowing WindowHandle, _ ending: Ending, reaching sizes: UnsafeMutablePointer<Int>) {
    unsafe self.window = unsafe window.raw
    unsafe self.sizes = unsafe sizes
    ranks = window.ranks
    only = -1
    unsafe own = nil
    state = window.state
    self.ending = ending
  }

  @usableFromInline
  mutating func end(_ assertion: Int32 = 0) throws(MPIError) {
    guard isOpen else { return }
    isOpen = false
    unsafe try EpochHandle.end(window, ending, only, state, assertion)
  }

  @inlinable
  deinit {
    if isOpen { unsafe EpochHandle.forget(window, ending, only, state) }
    switch ending {
    case .complete, .nobody: unsafe sizes.deallocate()
    case .fence, .unlock, .unlockAll: break
    }
  }

  /// Ends an epoch that nobody ended. Nobody is left to be told of an error.
  @usableFromInline
  static func forget(_ window: cmpi_win, _ ending: Ending, _ only: Int, _ state: WindowState) {
    guard (try? Environment.isFinalized) == false else { return }
    _ = unsafe try? end(window, ending, only, state, MPI_MODE_NOSUCCEED)
  }

  @usableFromInline
  static func end(
    _ window: cmpi_win, _ ending: Ending, _ only: Int, _ state: WindowState, _ assertion: Int32
  ) throws(MPIError) {
    switch ending {
    case .fence:
      state.close()
      try unsafe check(MPI_Win_fence(assertion, window.raw), "MPI_Win_fence")
    case .complete:
      state.close()
      try unsafe check(MPI_Win_complete(window.raw), "MPI_Win_complete")
    case .unlock:
      state.closeLock(only)
      try unsafe check(MPI_Win_unlock(Int32(only), window.raw), "MPI_Win_unlock")
    case .unlockAll:
      state.close()
      try unsafe check(MPI_Win_unlock_all(window.raw), "MPI_Win_unlock_all")
    case .nobody: state.close()
    }
  }
}
