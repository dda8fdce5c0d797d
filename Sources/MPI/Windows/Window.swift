/// Memory of each rank that the other ranks read from and write to, without this rank's doing anything about it.
///
/// ```swift
/// var window = try world.allocateWindow(repeating: 0.0, count: 100)
/// let edge = [1.0, 2.0]
/// var epoch = try window.fence()
/// try epoch.put(edge.span, to: right, at: 98)
/// try epoch.end()
/// print(window.span[98])
/// try window.free()
/// ```
///
/// Others are accessed in an ``Epoch`` only, which the window opens: between two fences (``fence(noStore:noPut:)``), between
/// ``start(_:noCheck:)`` and `complete()` at ranks that have called ``post(_:noCheck:noStore:noPut:)``, or while a rank
/// or all are locked (``lock(_:_:noCheck:)``, ``lockAll(noCheck:)``).
///
/// **Memory model.** What a rank reads and writes directly, by `span` and `mutableSpan`, and what others do to the same
/// elements must be kept apart by synchronisation. As long as an epoch of this rank is open, its `span` and
/// `mutableSpan` do not compile. What this rank cannot know of are locks of others: where a program locks, either the
/// rank locks itself, exclusively, to get at its own memory (`withOwnElements(_:)` of the epoch), or the ranks
/// agree, by a barrier or a message after the end of the others' epochs.
///
/// A window is freed by ``free()``, which all its ranks call, or at the end of ``use(_:)``. If one is forgotten whose
/// memory is MPI's, the memory is lost, and standard error says so. If it is memory that ends with the window, the rank
/// waits until the others have freed or forgotten the window too; after five seconds without that the program ends.
///
/// Open MPI 4.1 mixes up the windows of communicators without common ranks on a node, such as the parts of a split, if
/// they are created at the same time: there the parts have to take turns.
///
/// The corresponding MPI type is `MPI_Win`.
@safe @frozen
public struct Window<Memory: WindowMemory & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  // The first, so that it ends before the memory does.
  @usableFromInline var handle: WindowHandle
  @usableFromInline var memory: Memory

  @_lifetime(copy memory)
  init(_ handle: consuming WindowHandle, _ memory: consuming Memory) {
    self.handle = handle
    self.memory = memory
  }
}

extension Window: Escapable where Memory: Escapable & ~Copyable {}

extension Window where Memory: ~Copyable & ~Escapable {
  /// The rank of this process in the window.
  @inlinable public var rank: Int { handle.rank }

  /// How many ranks the window has.
  @inlinable public var size: Int { handle.ranks }

  /// Gives the window back to MPI.
  ///
  /// All ranks call it. All epochs must have ended.
  ///
  /// The corresponding MPI function is `MPI_Win_free`.
  public consuming func free() throws(MPIError) {
    try handle.free()
  }

  /// Calls `body` with the window, and frees that afterwards.
  ///
  /// All ranks call it. If `body` throws, the window counts as forgotten, because other ranks may still be using it.
  ///
  /// The corresponding MPI function is `MPI_Win_free`.
  public consuming func use<R>(_ body: (inout Window) throws -> R) throws -> R {
    let result = try body(&self)
    try handle.free()
    return result
  }
}

extension Window where Memory: ~Copyable & ~Escapable, Memory.Place == Int {
  /// How many elements this rank has.
  @inlinable public var count: Int { unsafe handle.state.sizes[handle.rank] }

  /// How many elements a rank has.
  ///
  /// - Throws: ``MPIError`` of class `rank` if there is no such rank.
  public func count(of rank: Int) throws(MPIError) -> Int {
    guard rank >= 0, rank < size else {
      throw MPIError(
        .rank, function: "MPI_Win_get_attr", "there is no rank \(rank) among the \(size) of the window")
    }
    return unsafe handle.state.sizes[rank]
  }

  /// This rank's elements. As long as an epoch of this rank is open, they are out of reach.
  ///
  /// The corresponding MPI constant is `MPI_WIN_BASE`, an attribute of `MPI_Win_get_attr`.
  @inlinable
  public var span: Span<Memory.Element> {
    @_lifetime(&self)
    mutating get {
      let span = unsafe Span<Memory.Element>(_unsafeElements: handle.elements())
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// A copy of this rank's elements. As long as an epoch of this rank is open, they are out of reach.
  @inlinable
  public var array: [Memory.Element] {
    mutating get { unsafe Array(handle.elements()) }
  }

  /// This rank's elements, to change. As long as an epoch of this rank is open, they are out of reach.
  ///
  /// The corresponding MPI constant is `MPI_WIN_BASE`, an attribute of `MPI_Win_get_attr`.
  @inlinable
  public var mutableSpan: MutableSpan<Memory.Element> {
    @_lifetime(&self)
    mutating get {
      let span = unsafe MutableSpan<Memory.Element>(_unsafeElements: handle.elements())
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }
}

extension Window where Memory: ~Copyable {
  /// Frees the window, and gives back the memory that it was created over.
  ///
  /// All ranks call it. All epochs must have ended.
  ///
  /// The corresponding MPI function is `MPI_Win_free`.
  public consuming func freed() throws(MPIError) -> Memory {
    try handle.free()
    return memory
  }
}

extension WindowHandle {
  @inlinable
  func elements<Element>() -> UnsafeMutableBufferPointer<Element> {
    guard let base = unsafe base else { return unsafe UnsafeMutableBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeMutableBufferPointer(
      start: base.assumingMemoryBound(to: Element.self), count: state.sizes[rank])
  }
}
