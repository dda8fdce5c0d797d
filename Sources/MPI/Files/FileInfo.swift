import CMPI

extension File {
  /// The hints that MPI uses for the file.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_info`.
  public func info() throws(MPIError) -> [String: String] {
    var info = unsafe cmpi_file_info_null()
    try unsafe check(MPI_File_get_info(state.handle.raw, &info.raw), "MPI_File_get_info", path: path)
    defer { if unsafe cmpi_file_info_is_null(info) == 0 { _ = unsafe MPI_Info_free(&info.raw) } }
    var count: Int32 = 0
    if unsafe cmpi_file_info_is_null(info) == 0 {
      try unsafe check(MPI_Info_get_nkeys(info.raw, &count), "MPI_Info_get_nkeys")
    }
    var entries: [String: String] = [:]
    for number in 0..<count {
      var key = [CChar](repeating: 0, count: Int(MPI_MAX_INFO_KEY) + 1)
      var value = [CChar](repeating: 0, count: Int(MPI_MAX_INFO_VAL) + 1)
      try unsafe check(cmpi_file_info_entry(info, number, &key, &value), "MPI_Info_get_nthkey")
      entries[text(key)] = text(value)
    }
    return entries
  }

  private func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Gives MPI hints about the file. It may ignore them.
  ///
  /// All its ranks call it.
  ///
  /// The corresponding MPI function is `MPI_File_set_info`.
  public func setInfo(_ info: [String: String]) throws(MPIError) {
    if info.isEmpty { return }
    let code = try unsafe withInfo(info, "MPI_File_set_info") {
      unsafe MPI_File_set_info(state.handle.raw, $0.raw)
    }
    try check(code, "MPI_File_set_info", path: path)
  }
}

/// Calls `body` with hints as MPI takes them.
func withInfo(
  _ entries: [String: String], _ function: StaticString, _ body: (cmpi_file_info) -> Int32
) throws(MPIError) -> Int32 {
  if entries.isEmpty { return unsafe body(cmpi_file_info_null()) }
  for (key, value) in entries {
    guard !key.isEmpty, key.utf8.count < Int(MPI_MAX_INFO_KEY), value.utf8.count < Int(MPI_MAX_INFO_VAL)
    else {
      throw MPIError(
        ErrorClass(
          key.isEmpty || key.utf8.count >= Int(MPI_MAX_INFO_KEY) ? MPI_ERR_INFO_KEY : MPI_ERR_INFO_VALUE),
        function: function, "the hint \"\(key)\" or its value is empty or too long")
    }
  }
  var info = unsafe cmpi_file_info_null()
  try unsafe check(MPI_Info_create(&info.raw), "MPI_Info_create")
  defer { _ = unsafe MPI_Info_free(&info.raw) }
  for (key, value) in entries {
    try unsafe check(MPI_Info_set(info.raw, key, value), "MPI_Info_set")
  }
  return unsafe body(info)
}
