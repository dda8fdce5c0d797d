public import CMPI

extension Window: @unsafe ExternalHandle where Memory: ~Copyable & ~Escapable {
  @unsafe public var rawHandle: MPI_Win { unsafe handle.raw.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_win_c2f(handle.raw.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Win { unsafe cmpi_win_f2c(fortran).raw }
}

extension Window {
  /// Uses a window that C has made, and will free after ``free()``, which ends the use only. Its error handler stays: if
  /// that is MPI's default, an error ends the program before anything can be thrown.
  ///
  /// All ranks of the window call it, outside of epochs.
  ///
  /// - Parameters:
  ///   - rawHandle: The window.
  ///   - type: What its memory is an array of. All ranks' displacement unit must be the size of one.
  ///   - communicator: The window's ranks, in its order.
  /// - Throws: ``MPIError`` of class `window` if the handle is null, `rmaFlavor` if its memory is attached, `communicator`
  ///   if these are not its ranks, and `displacement` on all ranks if the memory of one is no such array.
  @unsafe public init<Element>(
    attaching rawHandle: MPI_Win, of type: Element.Type, on communicator: Communicator
  ) throws(MPIError) where Memory == ForeignMemory<Element> {
    let handle = unsafe try WindowHandle(
      foreign: cmpi_win(raw: rawHandle), of: type, communicator, isOwned: false)
    self.init(handle, ForeignMemory())
  }

  /// Takes over a window that C has made, and must not use any more: its errors are thrown from now on.
  ///
  /// All ranks of the window call it, outside of epochs; so they do with ``free()`` when it is no longer needed. Memory
  /// that C made the window over stays C's.
  ///
  /// - Parameters:
  ///   - rawHandle: The window.
  ///   - type: What its memory is an array of. All ranks' displacement unit must be the size of one.
  ///   - communicator: The window's ranks, in its order.
  /// - Throws: ``MPIError`` of class `window` if the handle is null, `rmaFlavor` if its memory is attached, `communicator`
  ///   if these are not its ranks, and `displacement` on all ranks if the memory of one is no such array.
  ///
  /// The corresponding MPI function is `MPI_Win_set_errhandler`.
  @unsafe public init<Element>(
    taking rawHandle: MPI_Win, of type: Element.Type, on communicator: Communicator
  ) throws(MPIError) where Memory == ForeignMemory<Element> {
    let handle = unsafe try WindowHandle(
      foreign: cmpi_win(raw: rawHandle), of: type, communicator, isOwned: true)
    self.init(handle, ForeignMemory())
  }
}

/// Memory that is not Swift's, so that a window of it can be given away.
public protocol ExternalMemory: WindowMemory {}

extension AllocatedMemory: ExternalMemory {}
extension SharedMemory: ExternalMemory {}
extension ForeignMemory: ExternalMemory {}

extension Window where Memory: ExternalMemory {
  /// Gives the window to somebody else, who frees it.
  ///
  /// Any rank calls it, alone. All epochs must have ended.
  @unsafe public consuming func give() -> MPI_Win {
    let window = unsafe handle.raw
    handle.leave()
    return unsafe window.raw
  }
}

extension WindowHandle {
  /// A window that somebody else has made, seen as an array on each rank.
  init<Element: Transferable>(
    foreign raw: cmpi_win, of type: Element.Type, _ communicator: Communicator, isOwned: Bool
  ) throws(MPIError) {
    let function: StaticString = "MPI_Win_get_attr"
    guard unsafe cmpi_win_is_null(raw) == 0 else { throw .null("MPI_WIN_NULL", .window, "MPI_Win_f2c") }
    func attribute(_ key: Int32) throws(MPIError) -> Int {
      var value: MPI_Aint = 0
      try unsafe check(cmpi_win_attribute(raw.raw, key, &value), function)
      return Int(value)
    }
    guard try attribute(cmpi_key_win_create_flavor()) != Int(cmpi_win_flavor_dynamic()) else {
      throw MPIError(.rmaFlavor, function: function, "memory is attached to the window; it has no elements")
    }
    let ranks = try unsafe Group("MPI_Win_get_group") { unsafe MPI_Win_get_group(raw.raw, &$0.raw) }
    let expected = try communicator.group()
    let order = try ranks.compare(with: expected)
    try ranks.free()
    try expected.free()
    guard order == .identical else {
      throw MPIError(.communicator, function: "MPI_Win_get_group", "the window has other ranks")
    }

    let base = try attribute(cmpi_key_win_base())
    let stride = MemoryLayout<Element>.stride
    let isArray =
      try attribute(cmpi_key_win_disp_unit()) == stride && base % MemoryLayout<Element>.alignment == 0
    let sizes = try communicator.allGather(isArray ? try attribute(cmpi_key_win_size()) / stride : -1)
    if let rank = sizes.firstIndex(of: -1) {
      throw MPIError(
        .displacement, function: function, "rank \(rank)'s memory in the window is no array of \(type)")
    }
    if isOwned { try unsafe check(cmpi_win_return_errors(raw.raw), "MPI_Win_set_errhandler") }
    unsafe self.init(
      raw, base: UnsafeMutableRawPointer(bitPattern: base), sizes: sizes, rank: communicator.rank,
      communicator: nil, isOwned: isOwned)
  }
}
