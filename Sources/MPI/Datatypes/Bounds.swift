import CMPI

extension Datatype {
  /// From where to where a datatype reaches, in bytes from the address that it is applied to.
  public struct Bounds: Sendable, Hashable {
    /// Where it begins.
    public let lowerBound: Int
    /// How far it is from where it begins to where it ends.
    public let extent: Int
    /// Where it ends. The byte there is not part of it.
    public var upperBound: Int { lowerBound + extent }
  }

  /// How many bytes of data one element has, without gaps.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Type_size` and `MPI_Type_size_x`.
  public var size: Int {
    get throws(MPIError) {
      var size: MPI_Count = 0
      try unsafe check(MPI_Type_size_x(handle.raw, &size), "MPI_Type_size_x")
      return try Self.known(size, "MPI_Type_size_x")
    }
  }

  /// Where one element begins, and how far it is to the next when there are several.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Type_get_extent` and `MPI_Type_get_extent_x`.
  public var bounds: Bounds {
    get throws(MPIError) {
      try unsafe bounds("MPI_Type_get_extent_x") { unsafe MPI_Type_get_extent_x(handle.raw, $0, $1) }
    }
  }

  /// Where the data of one element begin and end, whatever ``resized(lowerBound:extent:)`` says.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Type_get_true_extent` and `MPI_Type_get_true_extent_x`.
  public var trueBounds: Bounds {
    get throws(MPIError) {
      try unsafe bounds("MPI_Type_get_true_extent_x") {
        unsafe MPI_Type_get_true_extent_x(handle.raw, $0, $1)
      }
    }
  }

  private func bounds(
    _ function: StaticString,
    _ get: (UnsafeMutablePointer<MPI_Count>, UnsafeMutablePointer<MPI_Count>) -> Int32
  ) throws(MPIError) -> Bounds {
    var lowerBound: MPI_Count = 0
    var extent: MPI_Count = 0
    try unsafe check(get(&lowerBound, &extent), function)
    return Bounds(lowerBound: Int(lowerBound), extent: Int(extent))
  }

  /// The name of the datatype, empty if it has none. MPI's own have those of the standard.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Type_get_name`.
  public func name() throws(MPIError) -> String {
    try unsafe objectName("MPI_Type_get_name") { unsafe MPI_Type_get_name(handle.raw, $0, $1) }
  }

  /// Gives the datatype a name on this rank, for debuggers and profilers.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the name is too long or contains a zero.
  ///
  /// The corresponding MPI function is `MPI_Type_set_name`.
  public func setName(_ name: String) throws(MPIError) {
    let function: StaticString = "MPI_Type_set_name"
    try unsafe check(MPI_Type_set_name(handle.raw, cName(name, function)), function)
  }

  private static func known(_ count: MPI_Count, _ function: StaticString) throws(MPIError) -> Int {
    guard count != MPI_Count(MPI_UNDEFINED) else {
      throw MPIError(.count, function: function, "the number does not fit an MPI_Count")
    }
    return Int(count)
  }
}
