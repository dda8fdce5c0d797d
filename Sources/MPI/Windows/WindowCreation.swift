import CMPI

extension Communicator {
  /// A window whose memory MPI allocates, which as a rule is the fastest to access.
  ///
  /// All ranks call it; so they do with ``Window/free()`` when it is no longer needed.
  ///
  /// - Parameters:
  ///   - element: What all elements of this rank are at first.
  ///   - count: How many elements this rank has. Ranks may have unequally many.
  ///   - info: What MPI may like to know, such as `"same_size": "true"`. It may ignore that.
  /// - Throws: ``MPIError`` of class `size` on all ranks if a count is negative.
  ///
  /// The corresponding MPI function is `MPI_Win_allocate`.
  public func allocateWindow<Element: Transferable>(
    repeating element: Element, count: Int, info: Info = .none
  ) throws(MPIError) -> AllocatedWindow<Element> {
    let handle = try allocate(of: Element.self, count, info)
    unsafe handle.elements().initialize(repeating: element)
    // Nobody accesses it before it is initialised.
    try barrier()
    return Window(handle, AllocatedMemory())
  }

  /// A window whose memory MPI allocates such that all ranks can reach all of it directly.
  ///
  /// All ranks call it; so they do with ``Window/free()`` when it is no longer needed. They must be on one node, as
  /// those of ``splitByNode(key:)`` are.
  ///
  /// - Parameters:
  ///   - element: What all elements of this rank are at first.
  ///   - count: How many elements this rank has. Ranks may have unequally many.
  ///   - info: What MPI may like to know, such as `"alloc_shared_noncontig": "true"`. It may ignore that.
  /// - Throws: ``MPIError`` of class `size` on all ranks if a count is negative.
  ///
  /// The corresponding MPI function is `MPI_Win_allocate_shared`.
  public func allocateSharedWindow<Element: Transferable>(
    repeating element: Element, count: Int, info: Info = .none
  ) throws(MPIError) -> SharedWindow<Element> {
    let handle = unsafe try makeWindow(of: Element.self, count, "MPI_Win_allocate_shared", info) {
      bytes, unit, info, base, window in
      unsafe MPI_Win_allocate_shared(rounded(bytes), unit, info.raw, self.handle.raw, &base, &window.raw)
    }
    unsafe handle.elements().initialize(repeating: element)
    try barrier()
    return Window(handle, SharedMemory())
  }

  /// A window over memory of the window's own, which ``Window/freed()`` gives back.
  ///
  /// All ranks call it; so they do with ``Window/free()`` when it is no longer needed.
  ///
  /// - Parameters:
  ///   - memory: This rank's elements. Ranks may have unequally many.
  ///   - info: What MPI may like to know, such as `"no_locks": "true"`. It may ignore that.
  ///
  /// The corresponding MPI function is `MPI_Win_create`.
  public func createWindow<Element>(
    over memory: consuming OwnedBuffer<Element>, info: Info = .none
  ) throws(MPIError) -> Window<OwnedBuffer<Element>> {
    let handle = unsafe try createWindow(memory.unsafeMutableRaw, of: Element.self, info)
    return Window(handle, memory)
  }

  /// A window over memory that is there, and that is out of reach for as long as the window lives.
  ///
  /// All ranks call it; so they do with ``Window/free()`` when it is no longer needed.
  ///
  /// - Parameters:
  ///   - memory: This rank's elements. Ranks may have unequally many.
  ///   - info: What MPI may like to know, such as `"no_locks": "true"`. It may ignore that.
  ///
  /// The corresponding MPI function is `MPI_Win_create`.
  @_lifetime(copy memory)
  public func createWindow<Element: Transferable>(
    over memory: consuming MutableSpan<Element>, info: Info = .none
  ) throws(MPIError) -> Window<MutableSpan<Element>> {
    let handle = unsafe try createWindow(memory.unsafeMutableRaw, of: Element.self, info)
    return Window(handle, memory)
  }

  /// A window without memory, to which each rank attaches some when it likes.
  ///
  /// All ranks call it; so they do with ``Window/free()`` when it is no longer needed.
  ///
  /// - Parameters:
  ///   - type: The type of all elements.
  ///   - info: What MPI may like to know. It may ignore that.
  ///
  /// The corresponding MPI function is `MPI_Win_create_dynamic`.
  public func createDynamicWindow<Element: Transferable>(
    of type: Element.Type, info: Info = .none
  ) throws(MPIError) -> DynamicWindow<Element> {
    let handle = unsafe try makeWindow(of: type, 0, "MPI_Win_create_dynamic", info, isForeign: true) {
      _, _, info, _, window in
      unsafe MPI_Win_create_dynamic(info.raw, self.handle.raw, &window.raw)
    }
    return Window(handle, AttachedMemory())
  }

  private func createWindow<Element: Transferable>(
    _ memory: MutableRawBuffer, of type: Element.Type, _ info: Info
  ) throws(MPIError) -> WindowHandle {
    let bytes = memory.elements * MemoryLayout<Element>.stride
    do throws(MPIError) {
      return unsafe try makeWindow(of: type, memory.elements, "MPI_Win_create", info, isForeign: true) {
        bytes, unit, info, base, window in
        unsafe base = unsafe memory.address
        return unsafe MPI_Win_create(base, bytes, unit, info.raw, self.handle.raw, &window.raw)
      }
    } catch {
      // Open MPI 4.1 cannot do it for a single rank. Nobody sees the difference to a copy, because nobody sees the
      // memory other than through the window.
      guard size == 1, error.errorClass == .window else { throw error }
      var handle = try allocate(of: type, memory.elements, info)
      if let address = unsafe memory.address, let base = unsafe handle.base {
        unsafe base.copyMemory(from: address, byteCount: bytes)
        unsafe handle.original = unsafe UnsafeMutableRawBufferPointer(start: address, count: bytes)
      }
      return handle
    }
  }

  /// A window in memory of MPI's, or, where that is not aligned for the elements, of this library's.
  private func allocate<Element: Transferable>(
    of type: Element.Type, _ count: Int, _ info: Info
  ) throws(MPIError) -> WindowHandle {
    do throws(MPIError) {
      return unsafe try makeWindow(of: type, count, "MPI_Win_allocate", info) {
        bytes, unit, info, base, window in
        unsafe MPI_Win_allocate(rounded(bytes), unit, info.raw, self.handle.raw, &base, &window.raw)
      }
    } catch {
      // All ranks agree on this one.
      guard error.errorClass == .base, error.code == 0 else { throw error }
      let backing = UnsafeMutableRawPointer.allocate(
        byteCount: count * MemoryLayout<Element>.stride, alignment: MemoryLayout<Element>.alignment)
      var handle = unsafe try makeWindow(of: type, count, "MPI_Win_create", info) {
        bytes, unit, info, base, window in
        unsafe base = unsafe backing
        return unsafe MPI_Win_create(base, bytes, unit, info.raw, self.handle.raw, &window.raw)
      }
      unsafe handle.backing = unsafe backing
      return handle
    }
  }

  /// What to ask MPI for. MPICH 4.0 mistakes where another rank's memory is unless all sizes are multiples of 16; and so
  /// no two ranks share a line of the cache.
  private func rounded(_ bytes: MPI_Aint) -> MPI_Aint { (bytes + 63) & ~63 }

  /// Exchanges the sizes, makes a window with errors returned, and refuses what cannot be accessed as elements.
  ///
  /// - Parameter isForeign: Whether the memory is not MPI's, so that it may end before the window does.
  private func makeWindow<Element: Transferable>(
    of type: Element.Type, _ count: Int, _ function: StaticString, _ info: Info,
    isForeign: Bool = false,
    _ create: (
      _ bytes: MPI_Aint, _ unit: Int32, _ info: cmpi_info, _ base: inout UnsafeMutableRawPointer?,
      _ window: inout cmpi_win
    ) -> Int32
  ) throws(MPIError) -> WindowHandle {
    let stride = MemoryLayout<Element>.stride
    let sizes = try allGather(count)
    for (rank, size) in sizes.enumerated() where size < 0 || size > (Int.max - 64) / stride {
      throw MPIError(.size, function: function, "rank \(rank) cannot have \(size) elements")
    }
    let unit = try cInt(stride, "size of an element", function)
    let agreement = isForeign ? try duplicate() : nil
    var window = unsafe cmpi_win_null()
    var base: UnsafeMutableRawPointer?
    let code = unsafe create(MPI_Aint(count * stride), unit, info.handle, &base, &window)
    try check(code, function)
    try unsafe check(cmpi_win_return_errors(window.raw), "MPI_Win_set_errhandler")
    let handle = unsafe WindowHandle(
      window, base: base, sizes: sizes, rank: rank, communicator: agreement)
    let misfit = Int(bitPattern: base) % MemoryLayout<Element>.alignment
    if try allReduce(misfit, .max) != 0 {
      try handle.freed()
      throw MPIError(.base, function: function, "MPI allocated memory that is not aligned for \(type)")
    }
    return handle
  }
}

extension WindowHandle {
  consuming func freed() throws(MPIError) { try free() }
}
