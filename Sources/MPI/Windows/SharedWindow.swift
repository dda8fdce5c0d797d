import CMPI

extension Window {
  /// Calls `body` with this rank's elements, to change, and those of all others, to read.
  ///
  /// Any rank calls it, alone. What others have written is there to be read after ``exchange()``, which also has to come
  /// before this rank or others write again.
  ///
  /// - Throws: What `body` throws, and ``MPIError`` if MPI does not know where the others' elements are.
  ///
  /// The corresponding MPI function is `MPI_Win_shared_query`.
  public mutating func withElements<Element, R>(
    _ body: (_ own: inout MutableSpan<Element>, _ all: borrowing SharedElements<Element>) throws -> R
  ) throws -> R where Memory == SharedMemory<Element> {
    let all = unsafe SharedElements<Element>(window: handle.raw, rank: rank, state: handle.state)
    var own = mutableSpan
    return try body(&own, all)
  }

  /// What each rank has written before to its elements, all see afterwards.
  ///
  /// All ranks call it.
  ///
  /// The corresponding MPI function is `MPI_Win_fence`.
  public mutating func exchange<Element>() throws(MPIError) where Memory == SharedMemory<Element> {
    try fence().end()
  }
}

/// The elements of all ranks that share memory.
@safe
public struct SharedElements<Element: Transferable>: ~Copyable, ~Escapable {
  private let window: cmpi_win
  private let rank: Int
  private let state: WindowState

  @_lifetime(immortal)
  init(window: cmpi_win, rank: Int, state: WindowState) {
    unsafe self.window = unsafe window
    self.rank = rank
    self.state = state
  }

  /// The elements of another rank.
  ///
  /// - Throws: ``MPIError`` of class `rank` if there is no such rank, or it is this one, whose elements may be changed.
  ///
  /// The corresponding MPI function is `MPI_Win_shared_query`.
  @_lifetime(borrow self)
  public func span(of rank: Int) throws(MPIError) -> Span<Element> {
    let function: StaticString = "MPI_Win_shared_query"
    guard rank >= 0, rank < state.ranks, rank != self.rank else {
      throw MPIError(
        .rank, function: function, "rank \(rank) is not another one of the \(state.ranks) of the window")
    }
    var bytes: MPI_Aint = 0
    var unit: Int32 = 0
    var base: UnsafeMutableRawPointer?
    try unsafe check(MPI_Win_shared_query(window.raw, Int32(rank), &bytes, &unit, &base), function)
    let start = unsafe base?.assumingMemoryBound(to: Element.self)
    let count = unsafe start == nil ? 0 : state.sizes[rank]
    let span = unsafe Span(_unsafeElements: UnsafeMutableBufferPointer(start: start, count: count))
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}
