import CMPI

/// By what ``Communicator/split(type:key:info:)`` parts a communicator.
public struct SplitType: Sendable {
  let constant: Int32
  let name: String

  /// By node: ranks that can share memory form a part. The corresponding MPI constant is `MPI_COMM_TYPE_SHARED`.
  public static let shared = SplitType(constant: cmpi_comm_type_shared(), name: "MPI_COMM_TYPE_SHARED")

  /// By the kind of hardware that the info's key `mpi_hw_resource_type` names, as ``Environment/hardwareResources()``
  /// lists them. The info has that key in and its value the same on all ranks.
  ///
  /// Since MPI 4.0. The corresponding MPI constant is `MPI_COMM_TYPE_HW_GUIDED`.
  public static let hardwareGuided = SplitType(
    constant: cmpi_comm_type_hw_guided(), name: "MPI_COMM_TYPE_HW_GUIDED")

  /// By the next finer kind of hardware that parts the ranks, which MPI chooses, and names in the info's key
  /// `mpi_hw_resource_type`. Where there is none, no rank gets a part.
  ///
  /// Since MPI 4.0. The corresponding MPI constant is `MPI_COMM_TYPE_HW_UNGUIDED`.
  public static let hardwareUnguided = SplitType(
    constant: cmpi_comm_type_hw_unguided(), name: "MPI_COMM_TYPE_HW_UNGUIDED")

  /// By the kind of hardware, or the process set, that the info names with the key `mpi_hw_resource_type` or `mpi_pset_name`.
  ///
  /// Since MPI 4.1. The corresponding MPI constant is `MPI_COMM_TYPE_RESOURCE_GUIDED`.
  public static let resourceGuided = SplitType(
    constant: cmpi_comm_type_resource_guided(), name: "MPI_COMM_TYPE_RESOURCE_GUIDED")
}

extension Communicator {
  /// Parts the communicator by the hardware that the ranks run on.
  ///
  /// All ranks call it; those of each part call ``free()`` on it when it is no longer needed.
  ///
  /// - Parameters:
  ///   - type: What ranks of a part have in common, nil for a rank that joins none.
  ///   - key: The order of the ranks in their part; ranks of equal key keep their order.
  ///   - info: What guides the split, and what it reports.
  /// - Returns: This rank's part, nil if it has none.
  /// - Throws: ``MPIError`` of class `unsupported` if the implementation does not have the type.
  ///
  /// The corresponding MPI function is `MPI_Comm_split_type`.
  public func split(type: SplitType?, key: Int = 0, info: Info = .none) throws(MPIError) -> Communicator? {
    let function: StaticString = "MPI_Comm_split_type"
    let key = try cInt(key, "key", function)
    if let type, type.constant == CMPI_UNAVAILABLE { throw .unavailable(type.name, "\(function)") }
    return try unsafe Communicator.made(function) {
      unsafe MPI_Comm_split_type(
        handle.raw, type?.constant ?? MPI_UNDEFINED, key, info.handle.raw, &$0.raw)
    }
  }

  /// Parts the communicator by the hardware that the ranks run on, calls `body` with this rank's part, and frees that
  /// afterwards.
  ///
  /// All ranks call it. If `body` throws, the part is not freed, because other ranks may still be using it.
  ///
  /// - Returns: What `body` returned, nil if this rank has no part.
  ///
  /// The corresponding MPI functions are `MPI_Comm_split_type` and `MPI_Comm_free`.
  public func withSplit<R>(
    type: SplitType?, key: Int = 0, info: Info = .none, _ body: (Communicator) throws -> R
  ) throws -> R? {
    try split(type: type, key: key, info: info)?.freed(after: body)
  }
}
