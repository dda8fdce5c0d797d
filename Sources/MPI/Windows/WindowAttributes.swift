import CMPI

/// How a window came by its memory.
public enum WindowFlavor: Sendable {
  /// The corresponding MPI constant is `MPI_WIN_FLAVOR_CREATE`.
  case created
  /// The corresponding MPI constant is `MPI_WIN_FLAVOR_ALLOCATE`.
  case allocated
  /// The corresponding MPI constant is `MPI_WIN_FLAVOR_DYNAMIC`.
  case dynamic
  /// The corresponding MPI constant is `MPI_WIN_FLAVOR_SHARED`.
  case shared
}

/// Whether what others write is at once in the memory that this rank reads.
public enum WindowMemoryModel: Sendable {
  /// There is one copy of the memory. The corresponding MPI constant is `MPI_WIN_UNIFIED`.
  case unified
  /// There may be two copies, which synchronisation brings together. The corresponding MPI constant is
  /// `MPI_WIN_SEPARATE`.
  case separate
}

// Any rank calls these, alone, apart from setInfo.
extension Window where Memory: ~Copyable & ~Escapable {
  /// How the window came by its memory.
  ///
  /// The corresponding MPI constant is `MPI_WIN_CREATE_FLAVOR`, an attribute of `MPI_Win_get_attr`.
  public var flavor: WindowFlavor {
    get throws(MPIError) {
      switch Int32(try attribute(cmpi_key_win_create_flavor())) {
      case cmpi_win_flavor_allocate(): .allocated
      case cmpi_win_flavor_dynamic(): .dynamic
      case cmpi_win_flavor_shared(): .shared
      default: .created
      }
    }
  }

  /// Whether what others write is at once in the memory that this rank reads.
  ///
  /// The corresponding MPI constant is `MPI_WIN_MODEL`, an attribute of `MPI_Win_get_attr`.
  public var memoryModel: WindowMemoryModel {
    get throws(MPIError) {
      try attribute(cmpi_key_win_model()) == Int(cmpi_win_unified()) ? .unified : .separate
    }
  }

  /// How many bytes of memory this rank has in the window, which may be a few more than its elements need; 0 where memory
  /// is attached.
  ///
  /// The corresponding MPI constant is `MPI_WIN_SIZE`, an attribute of `MPI_Win_get_attr`.
  public var byteCount: Int {
    get throws(MPIError) { try attribute(cmpi_key_win_size()) }
  }

  /// How many bytes there are from one displacement to the next: an element's, or 1 where memory is attached.
  ///
  /// The corresponding MPI constant is `MPI_WIN_DISP_UNIT`, an attribute of `MPI_Win_get_attr`.
  public var displacementUnit: Int {
    get throws(MPIError) { try attribute(cmpi_key_win_disp_unit()) }
  }

  private func attribute(_ key: Int32) throws(MPIError) -> Int {
    var value: MPI_Aint = 0
    try unsafe check(cmpi_win_attribute(handle.raw.raw, key, &value), "MPI_Win_get_attr")
    return Int(value)
  }

  /// The name by which debuggers and profilers call the window; empty if it has none.
  ///
  /// The corresponding MPI function is `MPI_Win_get_name`.
  public func name() throws(MPIError) -> String {
    try unsafe objectName("MPI_Win_get_name") { unsafe MPI_Win_get_name(handle.raw.raw, $0, $1) }
  }

  /// Gives the window a name on this rank, for debuggers and profilers.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the name is too long or contains a zero.
  ///
  /// The corresponding MPI function is `MPI_Win_set_name`.
  public func setName(_ name: String) throws(MPIError) {
    let function: StaticString = "MPI_Win_set_name"
    try unsafe check(MPI_Win_set_name(handle.raw.raw, cName(name, function)), function)
  }

  /// The hints that MPI uses for the window. ``Info/free()`` is to be called on it.
  ///
  /// The corresponding MPI function is `MPI_Win_get_info`.
  public func info() throws(MPIError) -> Info {
    var info = unsafe cmpi_info_null()
    try unsafe check(MPI_Win_get_info(handle.raw.raw, &info.raw), "MPI_Win_get_info")
    return unsafe Info(info)
  }

  /// Gives MPI hints about the window. It may ignore them.
  ///
  /// All ranks call it.
  ///
  /// The corresponding MPI function is `MPI_Win_set_info`.
  public func setInfo(_ info: Info) throws(MPIError) {
    try info.requireKeys("MPI_Win_set_info")
    try unsafe check(MPI_Win_set_info(handle.raw.raw, info.handle.raw), "MPI_Win_set_info")
  }

  /// The group of the window's ranks. ``Group/free()`` is to be called on it.
  ///
  /// The corresponding MPI function is `MPI_Win_get_group`.
  public func group() throws(MPIError) -> Group {
    let window = unsafe handle.raw
    return try unsafe Group("MPI_Win_get_group") { unsafe MPI_Win_get_group(window.raw, &$0.raw) }
  }
}
