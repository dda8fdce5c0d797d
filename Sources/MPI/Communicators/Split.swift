import CMPI

extension Communicator {
  /// Parts the communicator: the ranks that give the same colour form one each.
  ///
  /// All ranks call it; those of each part call ``free()`` on it when it is no longer needed.
  ///
  /// - Parameters:
  ///   - color: Which part this rank joins: any number that is not negative, or nil for none.
  ///   - key: The order of the ranks in their part; ranks of equal key keep their order.
  /// - Returns: This rank's part, nil if it gave no colour.
  ///
  /// The corresponding MPI function is `MPI_Comm_split`.
  public func split(color: Int?, key: Int = 0) throws(MPIError) -> Communicator? {
    let function: StaticString = "MPI_Comm_split"
    let color32 = try cInt(color ?? Int(MPI_UNDEFINED), "color", function)
    let key32 = try cInt(key, "key", function)
    if let color, color < 0 {
      throw MPIError(.argument, function: function, "the color \(color) is negative")
    }
    return try unsafe Communicator.made(function) {
      unsafe MPI_Comm_split(handle.raw, color32, key32, &$0.raw)
    }
  }

  /// Parts the communicator, calls `body` with this rank's part, and frees that afterwards.
  ///
  /// All ranks call it. If `body` throws, the part is not freed, because other ranks may still be using it.
  ///
  /// - Returns: What `body` returned, nil if this rank gave no colour.
  ///
  /// The corresponding MPI functions are `MPI_Comm_split` and `MPI_Comm_free`.
  public func withSplit<R>(
    color: Int?, key: Int = 0, _ body: (Communicator) throws -> R
  ) throws -> R? {
    try split(color: color, key: key)?.freed(after: body)
  }

  /// Parts the communicator by node: ranks that can share memory form one each.
  ///
  /// All ranks call it; those of each part call ``free()`` on it when it is no longer needed.
  ///
  /// - Parameter key: The order of the ranks in their part; ranks of equal key keep their order.
  ///
  /// The corresponding MPI function is `MPI_Comm_split_type` with `MPI_COMM_TYPE_SHARED`.
  public func splitByNode(key: Int = 0) throws(MPIError) -> Communicator {
    let function: StaticString = "MPI_Comm_split_type"
    let key32 = try cInt(key, "key", function)
    return try unsafe Communicator(function) {
      unsafe MPI_Comm_split_type(handle.raw, cmpi_comm_type_shared(), key32, cmpi_info_null().raw, &$0.raw)
    }
  }

  /// Parts the communicator by node, calls `body` with this rank's part, and frees that afterwards.
  ///
  /// All ranks call it. If `body` throws, the part is not freed, because other ranks may still be using it.
  ///
  /// The corresponding MPI functions are `MPI_Comm_split_type` and `MPI_Comm_free`.
  public func withSplitByNode<R>(
    key: Int = 0, _ body: (Communicator) throws -> R
  ) throws -> R {
    try splitByNode(key: key).freed(after: body)
  }
}
