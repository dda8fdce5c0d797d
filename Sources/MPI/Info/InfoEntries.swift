import CMPI

extension Info {
  /// The value of a key, nil if there is no such key.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `infoKey` if MPI cannot take such a key.
  ///
  /// The corresponding MPI function is `MPI_Info_get_string`, in older MPI `MPI_Info_get_valuelen` with `MPI_Info_get`.
  public func get(_ key: String) throws(MPIError) -> String? {
    let function: StaticString = "MPI_Info_get"
    let key = try cKey(key, function)
    guard let length = try length(key, function) else { return nil }
    var value = [CChar](repeating: 0, count: Int(length) + 1)
    var found: Int32 = 0
    try unsafe check(cmpi_info_value(handle.raw, key, length, &value, &found), function)
    return found == 0 ? nil : text(of: value)
  }

  /// Gives a key a value, in place of the one that it has.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `infoKey` or `infoValue` if MPI cannot take such a key or value.
  ///
  /// The corresponding MPI function is `MPI_Info_set`.
  public func set(_ key: String, _ value: String) throws(MPIError) {
    let function: StaticString = "MPI_Info_set"
    let key = try cKey(key, function)
    let value = try cText(value, "value", below: Int(MPI_MAX_INFO_VAL), .infoValue, function)
    try unsafe check(MPI_Info_set(handle.raw, key, value), function)
  }

  /// Deletes a key with its value.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `infoNoKey` if there is no such key.
  ///
  /// The corresponding MPI function is `MPI_Info_delete`.
  public func delete(_ key: String) throws(MPIError) {
    let function: StaticString = "MPI_Info_delete"
    let text = try cKey(key, function)
    // MPI would give the error to the world's handler, which may be a host's that ends the program.
    guard try length(text, function) != nil else {
      throw MPIError(.infoNoKey, function: function, "there is no key \(key)")
    }
    try unsafe check(MPI_Info_delete(handle.raw, text), function)
  }

  /// How many keys there are.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Info_get_nkeys`.
  public var count: Int {
    get throws(MPIError) {
      try requireKeys("MPI_Info_get_nkeys")
      var count: Int32 = 0
      try unsafe check(MPI_Info_get_nkeys(handle.raw, &count), "MPI_Info_get_nkeys")
      return Int(count)
    }
  }

  /// The keys, in MPI's order.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Info_get_nthkey`.
  public var keys: [String] {
    get throws(MPIError) {
      try (0..<count).map { number throws(MPIError) in
        var code = Int32(MPI_SUCCESS)
        let key = unsafe string(capacity: Int32(MPI_MAX_INFO_KEY)) { text, length in
          unsafe text.update(repeating: 0, count: Int(MPI_MAX_INFO_KEY) + 1)
          code = unsafe MPI_Info_get_nthkey(handle.raw, Int32(number), text)
          unsafe length.pointee = Int32(MPI_MAX_INFO_KEY)
          return code
        }
        try check(code, "MPI_Info_get_nthkey")
        return key
      }
    }
  }

  /// All keys with their values.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Info_get_nthkey` and `MPI_Info_get`.
  public var dictionary: [String: String] {
    get throws(MPIError) {
      var entries: [String: String] = [:]
      for key in try keys { entries[key] = try get(key) }
      return entries
    }
  }

  /// The length of a value, nil if there is no such key.
  private func length(_ key: [CChar], _ function: StaticString) throws(MPIError) -> Int32? {
    var length: Int32 = 0
    var found: Int32 = 0
    try unsafe check(cmpi_info_length(handle.raw, key, &length, &found), function)
    return found == 0 ? nil : length
  }

  private func cKey(_ key: String, _ function: StaticString) throws(MPIError) -> [CChar] {
    try requireKeys(function)
    guard !key.isEmpty else { throw MPIError(.infoKey, function: function, "the key is empty") }
    return try cText(key, "key", below: Int(MPI_MAX_INFO_KEY), .infoKey, function)
  }
}
