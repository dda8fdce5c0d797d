public import CMPI

/// What C and Fortran code can share with Swift: communicators, groups, datatypes, operations, infos, error handlers.
///
/// A handle of C's comes in by `init(attaching:)`, and one of Fortran's too, through `rawHandle(fortran:)`; it goes out
/// by `rawHandle` and `fortranHandle`. A communicator of C's can come in by ``Communicator/init(duplicating:)`` and
/// ``Communicator/init(taking:)`` as well.
///
/// ```
/// let ours = try unsafe Communicator(duplicating: comm)                                          // MPI_Comm comm
/// let theirs = try unsafe Communicator(attaching: Communicator.rawHandle(fortran: integer))      // INTEGER comm
/// ```
///
/// All of it is unsafe, because nobody can see whether a handle still stands for anything.
public protocol ExternalHandle {
  /// C's type of the handle.
  associatedtype RawHandle

  /// Uses what belongs to somebody else: this library changes nothing of it, and its owner frees it.
  ///
  /// - Throws: ``MPIError`` if the handle is null.
  @unsafe init(attaching rawHandle: RawHandle) throws(MPIError)

  /// The handle as C has it, valid until what it stands for is freed. It still belongs to whom it belonged to.
  @unsafe var rawHandle: RawHandle { get }

  /// The handle as Fortran has it, an `INTEGER`, valid until what it stands for is freed.
  ///
  /// The corresponding MPI functions are `MPI_Comm_c2f`, `MPI_Group_c2f`, `MPI_Type_c2f`, `MPI_Op_c2f`,
  /// `MPI_Info_c2f` and `MPI_Errhandler_c2f`.
  @unsafe var fortranHandle: Int32 { get }

  /// C's handle of what Fortran has as an `INTEGER`.
  ///
  /// The corresponding MPI functions are `MPI_Comm_f2c`, `MPI_Group_f2c`, `MPI_Type_f2c`, `MPI_Op_f2c`,
  /// `MPI_Info_f2c` and `MPI_Errhandler_f2c`.
  @unsafe static func rawHandle(fortran: Int32) -> RawHandle
}

extension Group: @unsafe ExternalHandle {
  @unsafe public init(attaching rawHandle: MPI_Group) throws(MPIError) {
    try unsafe self.init(cmpi_group(raw: rawHandle))
  }

  @unsafe public var rawHandle: MPI_Group { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_group_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Group { unsafe cmpi_group_f2c(fortran).raw }
}

extension Datatype: @unsafe ExternalHandle {
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
