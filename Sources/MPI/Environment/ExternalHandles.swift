public import CMPI

/// What C and Fortran code can share with Swift.
///
/// Something of C's comes in by an initialiser that says whose it is then, and so does something of Fortran's, through
/// `rawHandle(fortran:)`. It goes out by `rawHandle` and `fortranHandle`, and what is an obligation by `give()`.
///
/// ```
/// let ours = try unsafe Communicator(duplicating: comm)                                          // MPI_Comm comm
/// let theirs = try unsafe Communicator(attaching: Communicator.rawHandle(fortran: integer))      // INTEGER comm
/// ```
///
/// | | `attaching:` somebody else's | `duplicating:` it | `taking:` it over | `give()` it away |
/// | --- | --- | --- | --- | --- |
/// | ``Communicator`` | yes | yes | yes | |
/// | ``Group``, ``Datatype``, ``ReduceOperation``, ``Info``, ``ErrorHandler`` | yes | | | |
/// | ``Session``, ``File``, ``Window`` | yes | | yes | yes |
/// | ``Request``, ``Message`` | | | yes | yes |
///
/// What is only attached, its owner frees. A window over Swift's memory cannot be given away, because the memory would
/// stay. Only a communicator can be duplicated, because MPI has that for no other obligation; and there is no attaching to
/// a request or a message, because who completes it makes the handle void.
///
/// All of it is unsafe, because nobody can see whether a handle still stands for anything.
public protocol ExternalHandle: ~Copyable, ~Escapable {
  /// C's type of the handle.
  associatedtype RawHandle

  /// The handle as C has it, valid until what it stands for is freed. It still belongs to whom it belonged to.
  @unsafe var rawHandle: RawHandle { borrowing get }

  /// The handle as Fortran has it, an `INTEGER`, valid until what it stands for is freed.
  ///
  /// The corresponding MPI functions are `MPI_Comm_c2f`, `MPI_Group_c2f`, `MPI_Type_c2f`, `MPI_Op_c2f`,
  /// `MPI_Info_c2f`, `MPI_Errhandler_c2f`, `MPI_Session_c2f`, `MPI_File_c2f`, `MPI_Win_c2f`, `MPI_Request_c2f` and
  /// `MPI_Message_c2f`; since MPI 5.0 `MPI_Comm_toint`, `MPI_Group_toint`, `MPI_Type_toint`, `MPI_Op_toint`,
  /// `MPI_Info_toint`, `MPI_Errhandler_toint`, `MPI_Session_toint`, `MPI_File_toint`, `MPI_Win_toint`,
  /// `MPI_Request_toint` and `MPI_Message_toint`.
  @unsafe var fortranHandle: Int32 { borrowing get }

  /// C's handle of what Fortran has as an `INTEGER`.
  ///
  /// The corresponding MPI functions are `MPI_Comm_f2c`, `MPI_Group_f2c`, `MPI_Type_f2c`, `MPI_Op_f2c`,
  /// `MPI_Info_f2c`, `MPI_Errhandler_f2c`, `MPI_Session_f2c`, `MPI_File_f2c`, `MPI_Win_f2c`, `MPI_Request_f2c` and
  /// `MPI_Message_f2c`; since MPI 5.0 `MPI_Comm_fromint`, `MPI_Group_fromint`, `MPI_Type_fromint`, `MPI_Op_fromint`,
  /// `MPI_Info_fromint`, `MPI_Errhandler_fromint`, `MPI_Session_fromint`, `MPI_File_fromint`, `MPI_Win_fromint`,
  /// `MPI_Request_fromint` and `MPI_Message_fromint`.
  @unsafe static func rawHandle(fortran: Int32) -> RawHandle
}

extension Group: @unsafe ExternalHandle {
  /// Uses a group that belongs to somebody else: this library changes nothing of it, and its owner frees it.
  ///
  /// - Throws: ``MPIError`` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Group) throws(MPIError) {
    try unsafe self.init(cmpi_group(raw: rawHandle))
  }

  @unsafe public var rawHandle: MPI_Group { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_group_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Group { unsafe cmpi_group_f2c(fortran).raw }
}

extension Datatype: @unsafe ExternalHandle {
  /// Uses a datatype that belongs to somebody else: this library changes nothing of it, and its owner frees it.
  ///
  /// - Throws: ``MPIError`` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Datatype) throws(MPIError) {
    let handle = unsafe cmpi_datatype(raw: rawHandle)
    guard unsafe cmpi_datatype_is_null(handle) == 0 else {
      throw .null("MPI_DATATYPE_NULL", .datatype, "MPI_Type_f2c")
    }
    unsafe self.init(handle)
  }

  @unsafe public var rawHandle: MPI_Datatype { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_datatype_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Datatype {
    unsafe cmpi_datatype_f2c(fortran).raw
  }
}

extension ReduceOperation: @unsafe ExternalHandle {
  /// Uses an operation that belongs to somebody else: this library changes nothing of it, and its owner frees it.
  ///
  /// - Throws: ``MPIError`` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Op) throws(MPIError) {
    let handle = unsafe cmpi_op(raw: rawHandle)
    guard unsafe cmpi_op_is_null(handle) == 0 else { throw .null("MPI_OP_NULL", .operation, "MPI_Op_f2c") }
    unsafe self.init(handle)
  }

  @unsafe public var rawHandle: MPI_Op { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_op_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Op { unsafe cmpi_op_f2c(fortran).raw }
}

extension Info: @unsafe ExternalHandle {
  /// Uses an info that belongs to somebody else: this library changes nothing of it, and its owner frees it.
  ///
  /// - Throws: ``MPIError`` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Info) throws(MPIError) {
    let handle = unsafe cmpi_info(raw: rawHandle)
    guard unsafe cmpi_info_is_null(handle) == 0 else { throw .null("MPI_INFO_NULL", .info, "MPI_Info_f2c") }
    unsafe self.init(handle)
  }

  @unsafe public var rawHandle: MPI_Info { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_info_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Info { unsafe cmpi_info_f2c(fortran).raw }
}

extension ErrorHandler: @unsafe ExternalHandle {
  /// Uses an error handler that belongs to somebody else: this library changes nothing of it, and its owner frees it.
  ///
  /// - Throws: ``MPIError`` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Errhandler) throws(MPIError) {
    let handle = unsafe cmpi_errhandler(raw: rawHandle)
    guard unsafe cmpi_errhandler_is_null(handle) == 0 else {
      throw .null("MPI_ERRHANDLER_NULL", .errorHandler, "MPI_Errhandler_f2c")
    }
    unsafe self.init(handle)
  }

  @unsafe public var rawHandle: MPI_Errhandler { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_errhandler_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Errhandler {
    unsafe cmpi_errhandler_f2c(fortran).raw
  }
}

extension MPIError {
  /// An error about a handle that stands for nothing.
  static func null(_ name: String, _ errorClass: ErrorClass, _ function: StaticString) -> MPIError {
    MPIError(errorClass, function: function, "the handle is \(name)")
  }
}
