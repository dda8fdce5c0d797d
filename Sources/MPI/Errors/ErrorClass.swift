import CMPI

/// The standard's classes of error. An implementation's error codes are many; each belongs to one of these.
///
/// The corresponding MPI constants are `MPI_ERR_BUFFER`, `MPI_ERR_COUNT` and so on.
public struct ErrorClass: Hashable, Sendable, CustomStringConvertible {
  /// The implementation's number for the class.
  public let rawValue: Int32

  init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The class that an error code belongs to. The corresponding MPI function is `MPI_Error_class`.
  init(of code: Int32) {
    var result: Int32 = 0
    let outcome = unsafe MPI_Error_class(code, &result)
    rawValue = outcome == MPI_SUCCESS ? result : MPI_ERR_UNKNOWN
  }

  /// An invalid buffer.
  public static var buffer: ErrorClass { ErrorClass(MPI_ERR_BUFFER) }
  /// An invalid number of elements.
  public static var count: ErrorClass { ErrorClass(MPI_ERR_COUNT) }
  /// An invalid datatype.
  public static var datatype: ErrorClass { ErrorClass(MPI_ERR_TYPE) }
  /// An invalid tag.
  public static var tag: ErrorClass { ErrorClass(MPI_ERR_TAG) }
  /// An invalid communicator.
  public static var communicator: ErrorClass { ErrorClass(MPI_ERR_COMM) }
  /// A rank that the communicator does not have.
  public static var rank: ErrorClass { ErrorClass(MPI_ERR_RANK) }
  /// An invalid request.
  public static var request: ErrorClass { ErrorClass(MPI_ERR_REQUEST) }
  /// A root that the communicator does not have.
  public static var root: ErrorClass { ErrorClass(MPI_ERR_ROOT) }
  /// An invalid group.
  public static var group: ErrorClass { ErrorClass(MPI_ERR_GROUP) }
  /// An invalid reduce operation, or one that the datatype does not have.
  public static var operation: ErrorClass { ErrorClass(MPI_ERR_OP) }
  /// An invalid topology.
  public static var topology: ErrorClass { ErrorClass(MPI_ERR_TOPOLOGY) }
  /// An invalid dimension.
  public static var dimensions: ErrorClass { ErrorClass(MPI_ERR_DIMS) }
  /// Some other invalid argument.
  public static var argument: ErrorClass { ErrorClass(MPI_ERR_ARG) }
  /// An error of a kind the implementation does not know.
  public static var unknown: ErrorClass { ErrorClass(MPI_ERR_UNKNOWN) }
  /// A message longer than the buffer that receives it, or shorter than its contents claim.
  public static var truncate: ErrorClass { ErrorClass(MPI_ERR_TRUNCATE) }
  /// A known error of no other class.
  public static var other: ErrorClass { ErrorClass(MPI_ERR_OTHER) }
  /// An error inside the implementation.
  public static var intern: ErrorClass { ErrorClass(MPI_ERR_INTERN) }
  /// The error is in the status, not in the code.
  public static var inStatus: ErrorClass { ErrorClass(MPI_ERR_IN_STATUS) }
  /// A request that is not complete.
  public static var pending: ErrorClass { ErrorClass(MPI_ERR_PENDING) }
  /// A value that could not be turned into a message, or back.
  public static var conversion: ErrorClass { ErrorClass(MPI_ERR_CONVERSION) }
  /// Memory is exhausted.
  public static var noMemory: ErrorClass { ErrorClass(MPI_ERR_NO_MEM) }
  /// Something that this MPI does not have.
  public static var unsupported: ErrorClass { ErrorClass(MPI_ERR_UNSUPPORTED_OPERATION) }

  private static var names: [(ErrorClass, String)] {
    [
      (.buffer, "buffer"), (.count, "count"), (.datatype, "datatype"), (.tag, "tag"),
      (.communicator, "communicator"), (.rank, "rank"), (.request, "request"), (.root, "root"),
      (.group, "group"), (.operation, "operation"), (.topology, "topology"), (.dimensions, "dimensions"),
      (.argument, "argument"), (.unknown, "unknown"), (.truncate, "truncate"), (.other, "other"),
      (.intern, "intern"), (.inStatus, "in status"), (.pending, "pending"), (.conversion, "conversion"),
      (.noMemory, "no memory"), (.unsupported, "unsupported"),
    ] + windowNames
  }

  public var description: String {
    Self.names.first { $0.0 == self }?.1 ?? "class \(rawValue)"
  }
}
