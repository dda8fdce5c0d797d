public import CMPI
import Glibc

/// MPI's window, and the duty to free it.
@safe @frozen @usableFromInline
struct WindowHandle: ~Copyable {
  @usableFromInline var raw: cmpi_win
  @usableFromInline let rank: Int
  @usableFromInline let ranks: Int
  /// This rank's memory.
  @usableFromInline let base: UnsafeMutableRawPointer?
  /// What is common to the window and its epochs.
  @usableFromInline let state: WindowState
  /// Memory that this library allocated for the window.
  @usableFromInline var backing: UnsafeMutableRawPointer?
  /// Whose copy the window's memory is, for as long as the window lives.
  @usableFromInline var original: UnsafeMutableRawBufferPointer?
  /// For windows over memory that is not MPI's: how the ranks agree on the end.
  @usableFromInline var communicator: cmpi_comm?
  /// Somebody else's window is not freed here.
  @usableFromInline let isOwned: Bool

  init(
    _ raw: cmpi_win, base: UnsafeMutableRawPointer?, sizes: [Int], rank: Int, communicator: Communicator?,
    isOwned: Bool = true
  ) {
    self.isOwned = isOwned
    unsafe self.raw = unsafe raw
    unsafe self.base = unsafe base
    self.rank = rank
    ranks = sizes.count
    state = WindowState(sizes)
    unsafe self.communicator = unsafe communicator?.handle
  }

  mutating func free() throws(MPIError) {
    guard isOwned else { return leave() }
    if let communicator = unsafe communicator {
      // The ranks that have forgotten theirs wait for this.
      var request = unsafe cmpi_request_null()
      try unsafe check(MPI_Ibarrier(communicator.raw, &request.raw), "MPI_Ibarrier")
      try unsafe check(MPI_Wait(&request.raw, cmpi_status_ignore()), "MPI_Wait")
    }
    if let original = unsafe original, let base = unsafe base {
      unsafe original.copyMemory(from: UnsafeRawBufferPointer(start: base, count: original.count))
    }
    try unsafe check(MPI_Win_free(&raw.raw), "MPI_Win_free")
    unsafe backing?.deallocate()
    unsafe backing = nil
    unsafe raw = unsafe cmpi_win_null()
    if var communicator = unsafe communicator {
      unsafe self.communicator = nil
      try unsafe check(MPI_Comm_free(&communicator.raw), "MPI_Comm_free")
    }
  }

  /// Leaves the window to somebody else.
  mutating func leave() { unsafe raw = unsafe cmpi_win_null() }

  // No window: it was freed.
  @inlinable
  deinit {
    if unsafe isOwned && cmpi_win_is_null(raw) == 0 { unsafe Self.forget(raw, communicator) }
  }

  /// Ends a window that nobody freed. Its memory must not become somebody else's as long as others can write there.
  @usableFromInline
  static func forget(_ window: cmpi_win, _ communicator: cmpi_comm?) {
    guard (try? Environment.isFinalized) == false else { return }
    guard var communicator = unsafe communicator else {
      say("MPI: a window was not freed; its memory is lost until the program ends")
      return
    }
    var request = unsafe cmpi_request_null()
    var isComplete: Int32 = 0
    let start = MPI_Wtime()
    if unsafe MPI_Ibarrier(communicator.raw, &request.raw) == MPI_SUCCESS {
      while unsafe MPI_Test(&request.raw, &isComplete, cmpi_status_ignore()) == MPI_SUCCESS,
        isComplete == 0, MPI_Wtime() - start < 5
      {}
    }
    guard isComplete != 0 else {
      say(
        """
        MPI: memory goes out of scope that a window lets others write to; this rank has not freed the window, and the \
        others have not either for 5 s; the program ends here
        """)
      _ = unsafe MPI_Abort(communicator.raw, 70)
      exit(70)
    }
    var window = unsafe window
    _ = unsafe MPI_Win_free(&window.raw)
    _ = unsafe MPI_Comm_free(&communicator.raw)
  }
}

/// How many elements each rank has, and which epochs are open.
@safe @usableFromInline
final class WindowState {
  @usableFromInline let sizes: UnsafeMutablePointer<Int>
  private let isLocked: UnsafeMutablePointer<Bool>
  let ranks: Int
  private var access = Access.none
  private(set) var isExposed = false
  let errors = ErrorHandlerTable.Slot()

  enum Access: Equatable {
    case none, fence, start, lockAll
    case locks(Int)
  }

  init(_ sizes: [Int]) {
    ranks = sizes.count
    unsafe self.sizes = .allocate(capacity: sizes.count)
    unsafe self.sizes.initialize(from: sizes, count: sizes.count)
    unsafe isLocked = .allocate(capacity: sizes.count)
    unsafe isLocked.initialize(repeating: false, count: sizes.count)
  }

  deinit {
    unsafe sizes.deallocate()
    unsafe isLocked.deallocate()
  }

  /// Opens an epoch in which this rank accesses others, if no other epoch is in the way.
  func open(_ epoch: Access, _ function: StaticString) throws(MPIError) {
    guard access == .none, epoch == .start || !isExposed else { throw refusal(function) }
    access = epoch
  }

  func openLock(_ rank: Int) throws(MPIError) {
    let function: StaticString = "MPI_Win_lock"
    switch access {
    case .none: access = .locks(1)
    case .locks(let count):
      guard unsafe !(isRank(rank) && isLocked[rank]) else {
        throw MPIError(.rmaSync, function: function, "rank \(rank) is locked by this rank already")
      }
      access = .locks(count + 1)
    default: throw refusal(function)
    }
    if isRank(rank) { unsafe isLocked[rank] = true }
  }

  func openExposure() throws(MPIError) {
    guard !isExposed, access == .none || access == .start else { throw refusal("MPI_Win_post") }
    isExposed = true
  }

  func close() { access = .none }

  func closeLock(_ rank: Int) {
    if isRank(rank) { unsafe isLocked[rank] = false }
    if case .locks(let count) = access, count > 1 { access = .locks(count - 1) } else { access = .none }
  }

  func closeExposure() { isExposed = false }

  private func isRank(_ rank: Int) -> Bool { rank >= 0 && rank < ranks }

  private func refusal(_ function: StaticString) -> MPIError {
    let open =
      switch access {
      case .none: "an exposure epoch, which begins with MPI_Win_post"
      case .fence: "a fence epoch"
      case .start: "an epoch that began with MPI_Win_start"
      case .lockAll: "an epoch in which all ranks are locked"
      case .locks: "an epoch in which a rank is locked"
      }
    return MPIError(.rmaSync, function: function, "the window is in \(open)")
  }
}
