public import CMPI

/// Keys with values by which a program tells MPI what it knows, and MPI what it does: hints of files, where to start
/// processes, assertions about a communicator.
///
/// An info is a small handle; copying it copies the handle. It belongs to this process alone. Calls that take one copy
/// what it has, so that it can be freed, or changed, after them.
///
/// ```swift
/// let parts = try Info.with(["mpi_hw_resource_type": "numa"]) { info in
///   try world.split(type: .hardwareGuided, info: info)
/// }
/// ```
///
/// The corresponding MPI type is `MPI_Info`.
// Unchecked: a handle is a value; who changes an info must see to it that no other thread uses it.
@safe @frozen
public struct Info: @unchecked Sendable {
  @usableFromInline let handle: cmpi_info

  @usableFromInline
  init(_ handle: cmpi_info) {
    unsafe self.handle = unsafe handle
  }

  /// No info, for the calls that can take one. The corresponding MPI constant is `MPI_INFO_NULL`.
  public static var none: Info { unsafe Info(cmpi_info_null()) }

  /// What was asked for when this process was started. The corresponding MPI constant is `MPI_INFO_ENV`.
  public static var environment: Info { unsafe Info(cmpi_info_environment()) }

  /// A new info with these keys and values. ``free()`` is to be called on it; ``with(_:_:)`` does it for you.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Info_create`.
  public init(_ entries: [String: String] = [:]) throws(MPIError) {
    var handle = unsafe cmpi_info_null()
    try unsafe check(MPI_Info_create(&handle.raw), "MPI_Info_create")
    unsafe self.init(handle)
    do {
      for (key, value) in entries { try set(key, value) }
    } catch {
      try free()
      throw error
    }
  }

  /// A new info with what is known about the start of a process with these arguments, before MPI is initialised.
  /// ``free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.0.
  ///
  /// The corresponding MPI function is `MPI_Info_create_env`.
  public init(environmentOf arguments: [String]) throws(MPIError) {
    let function: StaticString = "MPI_Info_create_env"
    var handle = unsafe cmpi_info_null()
    let texts = try CTexts(arguments, "argument", function)
    let code = withExtendedLifetime(texts) {
      unsafe cmpi_info_create_env(Int32(arguments.count), $0.pointers, &handle.raw)
    }
    try check(code, function)
    unsafe self.init(handle)
  }

  /// A new info with the same keys and values. ``free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Info_dup`.
  public func duplicate() throws(MPIError) -> Info {
    try requireKeys("MPI_Info_dup")
    var duplicate = unsafe cmpi_info_null()
    try unsafe check(MPI_Info_dup(handle.raw, &duplicate.raw), "MPI_Info_dup")
    return unsafe Info(duplicate)
  }

  /// Gives the info back to MPI. It must not be used again.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Info_free`.
  public func free() throws(MPIError) {
    try requireKeys("MPI_Info_free")
    var handle = unsafe self.handle
    try unsafe check(MPI_Info_free(&handle.raw), "MPI_Info_free")
  }

  /// Calls `body` with a new info of these keys and values, and frees that afterwards, also if `body` throws.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Info_create` and `MPI_Info_free`.
  public static func with<R>(_ entries: [String: String], _ body: (Info) throws -> R) throws -> R {
    let info = try Info(entries)
    return try info.freed(after: body)
  }

  func freed<R>(after body: (Info) throws -> R) throws -> R {
    let result = Result { try body(self) }
    try free()
    return try result.get()
  }

  /// Refuses ``none``, which has no keys.
  func requireKeys(_ function: StaticString) throws(MPIError) {
    guard unsafe cmpi_info_is_null(handle) == 0 else {
      throw MPIError(.info, function: function, "there is no info")
    }
  }
}
