import CMPI

// All classes of the standard, in its order of chapters. An implementation that lacks a class has no error of it.
extension ErrorClass {
  /// An invalid buffer. The corresponding MPI constant is `MPI_ERR_BUFFER`.
  public static var buffer: ErrorClass { ErrorClass(MPI_ERR_BUFFER) }
  /// An invalid number of elements. The corresponding MPI constant is `MPI_ERR_COUNT`.
  public static var count: ErrorClass { ErrorClass(MPI_ERR_COUNT) }
  /// An invalid datatype. The corresponding MPI constant is `MPI_ERR_TYPE`.
  public static var datatype: ErrorClass { ErrorClass(MPI_ERR_TYPE) }
  /// An invalid tag. The corresponding MPI constant is `MPI_ERR_TAG`.
  public static var tag: ErrorClass { ErrorClass(MPI_ERR_TAG) }
  /// An invalid communicator. The corresponding MPI constant is `MPI_ERR_COMM`.
  public static var communicator: ErrorClass { ErrorClass(MPI_ERR_COMM) }
  /// A rank that the communicator does not have. The corresponding MPI constant is `MPI_ERR_RANK`.
  public static var rank: ErrorClass { ErrorClass(MPI_ERR_RANK) }
  /// An invalid request. The corresponding MPI constant is `MPI_ERR_REQUEST`.
  public static var request: ErrorClass { ErrorClass(MPI_ERR_REQUEST) }
  /// A root that the communicator does not have. The corresponding MPI constant is `MPI_ERR_ROOT`.
  public static var root: ErrorClass { ErrorClass(MPI_ERR_ROOT) }
  /// An invalid group. The corresponding MPI constant is `MPI_ERR_GROUP`.
  public static var group: ErrorClass { ErrorClass(MPI_ERR_GROUP) }
  /// An invalid reduce operation, or one that the datatype does not have.
  ///
  /// The corresponding MPI constant is `MPI_ERR_OP`.
  public static var operation: ErrorClass { ErrorClass(MPI_ERR_OP) }
  /// An invalid topology. The corresponding MPI constant is `MPI_ERR_TOPOLOGY`.
  public static var topology: ErrorClass { ErrorClass(MPI_ERR_TOPOLOGY) }
  /// An invalid dimension. The corresponding MPI constant is `MPI_ERR_DIMS`.
  public static var dimensions: ErrorClass { ErrorClass(MPI_ERR_DIMS) }
  /// Some other invalid argument. The corresponding MPI constant is `MPI_ERR_ARG`.
  public static var argument: ErrorClass { ErrorClass(MPI_ERR_ARG) }
  /// An error of a kind the implementation does not know. The corresponding MPI constant is `MPI_ERR_UNKNOWN`.
  public static var unknown: ErrorClass { ErrorClass(MPI_ERR_UNKNOWN) }
  /// A message longer than the buffer that receives it, or shorter than its contents claim.
  ///
  /// The corresponding MPI constant is `MPI_ERR_TRUNCATE`.
  public static var truncate: ErrorClass { ErrorClass(MPI_ERR_TRUNCATE) }
  /// A known error of no other class. The corresponding MPI constant is `MPI_ERR_OTHER`.
  public static var other: ErrorClass { ErrorClass(MPI_ERR_OTHER) }
  /// An error inside the implementation. The corresponding MPI constant is `MPI_ERR_INTERN`.
  public static var intern: ErrorClass { ErrorClass(MPI_ERR_INTERN) }
  /// The error is in the status, not in the code. The corresponding MPI constant is `MPI_ERR_IN_STATUS`.
  public static var inStatus: ErrorClass { ErrorClass(MPI_ERR_IN_STATUS) }
  /// A request that is not complete. The corresponding MPI constant is `MPI_ERR_PENDING`.
  public static var pending: ErrorClass { ErrorClass(MPI_ERR_PENDING) }
  /// A value that could not be turned into a message, or back.
  ///
  /// The corresponding MPI constant is `MPI_ERR_CONVERSION`.
  public static var conversion: ErrorClass { ErrorClass(MPI_ERR_CONVERSION) }
  /// Memory is exhausted. The corresponding MPI constant is `MPI_ERR_NO_MEM`.
  public static var noMemory: ErrorClass { ErrorClass(MPI_ERR_NO_MEM) }
  /// What this implementation of MPI, or this object, does not have.
  ///
  /// The corresponding MPI constant is `MPI_ERR_UNSUPPORTED_OPERATION`.
  public static var unsupported: ErrorClass { ErrorClass(MPI_ERR_UNSUPPORTED_OPERATION) }
  /// A number too large for the place where it shall be stored.
  ///
  /// The corresponding MPI constant is `MPI_ERR_VALUE_TOO_LARGE`.
  public static var valueTooLarge: ErrorClass { ErrorClass(cmpi_err_value_too_large()) }
  /// An invalid key of an attribute. The corresponding MPI constant is `MPI_ERR_KEYVAL`.
  public static var key: ErrorClass { ErrorClass(MPI_ERR_KEYVAL) }
  /// A name that nobody has published. The corresponding MPI constant is `MPI_ERR_NAME`.
  public static var name: ErrorClass { ErrorClass(MPI_ERR_NAME) }
  /// A port that is not open. The corresponding MPI constant is `MPI_ERR_PORT`.
  public static var port: ErrorClass { ErrorClass(MPI_ERR_PORT) }
  /// A name that was not published, and shall not be any more.
  ///
  /// The corresponding MPI constant is `MPI_ERR_SERVICE`.
  public static var service: ErrorClass { ErrorClass(MPI_ERR_SERVICE) }
  /// Processes that could not be started. The corresponding MPI constant is `MPI_ERR_SPAWN`.
  public static var spawn: ErrorClass { ErrorClass(MPI_ERR_SPAWN) }
  /// A process that has been aborted. The corresponding MPI constant is `MPI_ERR_PROC_ABORTED`.
  public static var processAborted: ErrorClass { ErrorClass(cmpi_err_proc_aborted()) }
  /// An invalid session. The corresponding MPI constant is `MPI_ERR_SESSION`.
  public static var session: ErrorClass { ErrorClass(cmpi_err_session()) }
  /// An invalid error handler. The corresponding MPI constant is `MPI_ERR_ERRHANDLER`.
  public static var errorHandler: ErrorClass { ErrorClass(cmpi_err_errhandler()) }
  /// An invalid info. The corresponding MPI constant is `MPI_ERR_INFO`.
  public static var info: ErrorClass { ErrorClass(MPI_ERR_INFO) }
  /// A key of an info that is empty or too long. The corresponding MPI constant is `MPI_ERR_INFO_KEY`.
  public static var infoKey: ErrorClass { ErrorClass(MPI_ERR_INFO_KEY) }
  /// A value of an info that is too long. The corresponding MPI constant is `MPI_ERR_INFO_VALUE`.
  public static var infoValue: ErrorClass { ErrorClass(MPI_ERR_INFO_VALUE) }
  /// A key that an info does not have. The corresponding MPI constant is `MPI_ERR_INFO_NOKEY`.
  public static var infoNoKey: ErrorClass { ErrorClass(MPI_ERR_INFO_NOKEY) }
  /// An argument that must be the same on all ranks, and is not.
  ///
  /// The corresponding MPI constant is `MPI_ERR_NOT_SAME`.
  public static var notSame: ErrorClass { ErrorClass(MPI_ERR_NOT_SAME) }
  /// An invalid window. The corresponding MPI constant is `MPI_ERR_WIN`.
  public static var window: ErrorClass { ErrorClass(MPI_ERR_WIN) }
  /// An invalid address of a window's memory. The corresponding MPI constant is `MPI_ERR_BASE`.
  public static var base: ErrorClass { ErrorClass(MPI_ERR_BASE) }
  /// An invalid size of a window's memory. The corresponding MPI constant is `MPI_ERR_SIZE`.
  public static var size: ErrorClass { ErrorClass(MPI_ERR_SIZE) }
  /// An invalid displacement in a window. The corresponding MPI constant is `MPI_ERR_DISP`.
  public static var displacement: ErrorClass { ErrorClass(MPI_ERR_DISP) }
  /// An invalid kind of lock on a window. The corresponding MPI constant is `MPI_ERR_LOCKTYPE`.
  public static var lockType: ErrorClass { ErrorClass(MPI_ERR_LOCKTYPE) }
  /// An invalid assertion about the use of a window. The corresponding MPI constant is `MPI_ERR_ASSERT`.
  public static var assertion: ErrorClass { ErrorClass(MPI_ERR_ASSERT) }
  /// Accesses to a window that conflict. The corresponding MPI constant is `MPI_ERR_RMA_CONFLICT`.
  public static var rmaConflict: ErrorClass { ErrorClass(MPI_ERR_RMA_CONFLICT) }
  /// A wrong synchronisation of a window. The corresponding MPI constant is `MPI_ERR_RMA_SYNC`.
  public static var rmaSync: ErrorClass { ErrorClass(MPI_ERR_RMA_SYNC) }
  /// Memory that is not a part of the window. The corresponding MPI constant is `MPI_ERR_RMA_RANGE`.
  public static var rmaRange: ErrorClass { ErrorClass(MPI_ERR_RMA_RANGE) }
  /// Memory that cannot be attached to the window. The corresponding MPI constant is `MPI_ERR_RMA_ATTACH`.
  public static var rmaAttach: ErrorClass { ErrorClass(MPI_ERR_RMA_ATTACH) }
  /// Memory that cannot be shared, because some processes do not share a node.
  ///
  /// The corresponding MPI constant is `MPI_ERR_RMA_SHARED`.
  public static var rmaShared: ErrorClass { ErrorClass(MPI_ERR_RMA_SHARED) }
  /// A window of the wrong kind for the call. The corresponding MPI constant is `MPI_ERR_RMA_FLAVOR`.
  public static var rmaFlavor: ErrorClass { ErrorClass(MPI_ERR_RMA_FLAVOR) }
  /// An invalid file. The corresponding MPI constant is `MPI_ERR_FILE`.
  public static var file: ErrorClass { ErrorClass(MPI_ERR_FILE) }
  /// An invalid name of a file. The corresponding MPI constant is `MPI_ERR_BAD_FILE`.
  public static var badFile: ErrorClass { ErrorClass(MPI_ERR_BAD_FILE) }
  /// A file that does not exist. The corresponding MPI constant is `MPI_ERR_NO_SUCH_FILE`.
  public static var noSuchFile: ErrorClass { ErrorClass(MPI_ERR_NO_SUCH_FILE) }
  /// A file that exists already. The corresponding MPI constant is `MPI_ERR_FILE_EXISTS`.
  public static var fileExists: ErrorClass { ErrorClass(MPI_ERR_FILE_EXISTS) }
  /// A file that some process has open. The corresponding MPI constant is `MPI_ERR_FILE_IN_USE`.
  public static var fileInUse: ErrorClass { ErrorClass(MPI_ERR_FILE_IN_USE) }
  /// A file that may not be accessed. The corresponding MPI constant is `MPI_ERR_ACCESS`.
  public static var access: ErrorClass { ErrorClass(MPI_ERR_ACCESS) }
  /// An access mode that the file cannot be opened with. The corresponding MPI constant is `MPI_ERR_AMODE`.
  public static var accessMode: ErrorClass { ErrorClass(MPI_ERR_AMODE) }
  /// Too little space for the file. The corresponding MPI constant is `MPI_ERR_NO_SPACE`.
  public static var noSpace: ErrorClass { ErrorClass(MPI_ERR_NO_SPACE) }
  /// A quota is exceeded. The corresponding MPI constant is `MPI_ERR_QUOTA`.
  public static var quota: ErrorClass { ErrorClass(MPI_ERR_QUOTA) }
  /// A file, or a file system, that can only be read. The corresponding MPI constant is `MPI_ERR_READ_ONLY`.
  public static var readOnly: ErrorClass { ErrorClass(MPI_ERR_READ_ONLY) }
  /// Some other error of input or output. The corresponding MPI constant is `MPI_ERR_IO`.
  public static var inputOutput: ErrorClass { ErrorClass(MPI_ERR_IO) }
  /// A data representation that is there already. The corresponding MPI constant is `MPI_ERR_DUP_DATAREP`.
  public static var dataRepresentationExists: ErrorClass { ErrorClass(MPI_ERR_DUP_DATAREP) }
  /// A data representation that is not supported.
  ///
  /// The corresponding MPI constant is `MPI_ERR_UNSUPPORTED_DATAREP`.
  public static var unsupportedDataRepresentation: ErrorClass { ErrorClass(MPI_ERR_UNSUPPORTED_DATAREP) }

  /// What each class is called in messages.
  static let names: [ErrorClass: String] = Dictionary(
    [
      (.buffer, "buffer"),
      (.count, "count"),
      (.datatype, "datatype"),
      (.tag, "tag"),
      (.communicator, "communicator"),
      (.rank, "rank"),
      (.request, "request"),
      (.root, "root"),
      (.group, "group"),
      (.operation, "operation"),
      (.topology, "topology"),
      (.dimensions, "dimensions"),
      (.argument, "argument"),
      (.unknown, "unknown"),
      (.truncate, "truncate"),
      (.other, "other"),
      (.intern, "intern"),
      (.inStatus, "in status"),
      (.pending, "pending"),
      (.conversion, "conversion"),
      (.noMemory, "no memory"),
      (.unsupported, "unsupported"),
      (.valueTooLarge, "value too large"),
      (.key, "key"),
      (.name, "name"),
      (.port, "port"),
      (.service, "service"),
      (.spawn, "spawn"),
      (.processAborted, "process aborted"),
      (.session, "session"),
      (.errorHandler, "error handler"),
      (.info, "info"),
      (.infoKey, "info key"),
      (.infoValue, "info value"),
      (.infoNoKey, "info no key"),
      (.notSame, "not same"),
      (.window, "window"),
      (.base, "base"),
      (.size, "size"),
      (.displacement, "displacement"),
      (.lockType, "lock type"),
      (.assertion, "assertion"),
      (.rmaConflict, "RMA conflict"),
      (.rmaSync, "RMA sync"),
      (.rmaRange, "RMA range"),
      (.rmaAttach, "RMA attach"),
      (.rmaShared, "RMA shared"),
      (.rmaFlavor, "RMA flavor"),
      (.file, "file"),
      (.badFile, "bad file"),
      (.noSuchFile, "no such file"),
      (.fileExists, "file exists"),
      (.fileInUse, "file in use"),
      (.access, "access"),
      (.accessMode, "access mode"),
      (.noSpace, "no space"),
      (.quota, "quota"),
      (.readOnly, "read only"),
      (.inputOutput, "input output"),
      (.dataRepresentationExists, "data representation exists"),
      (.unsupportedDataRepresentation, "unsupported data representation"),
    ],
    // Should an implementation give two classes one number, the first name serves.
    uniquingKeysWith: { first, _ in first })
}
