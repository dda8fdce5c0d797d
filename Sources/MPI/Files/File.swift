import CMPI
import Glibc
import Synchronization

/// A file that many ranks have open together: they read and write parts of it at the same time.
///
/// ```swift
/// try world.withFile("numbers", [.readWrite, .create]) { file in
///   // Every rank writes its part, one after the other.
///   try file.setView(of: Double.self)
///   try file.write(part, at: .shared, collectively: true)
/// }
/// ```
///
/// A file must be closed, which all its ranks do together: with ``close()``, or with ``Communicator/withFile(_:_:info:_:)``,
/// which does it for you. A file that goes out of scope without that stays open, and says so.
///
/// Reading and writing work as on one machine: what one rank has written another rank sees for certain after ``sync()``
/// on the one, a barrier, and ``sync()`` on the other, or with ``setAtomicity(_:)``. Errors of a file are always thrown,
/// with the file's path.
///
/// The corresponding MPI type is `MPI_File`.
public struct File: ~Copyable {
  let state: FileState

  init(_ state: FileState) { self.state = state }

  /// Opens a file.
  ///
  /// All ranks call it, with the same access and with paths of the same file, which all can reach.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - access: What it is opened for.
  ///   - communicator: The ranks that open it. ``Environment/selfOnly`` is for a file of this rank's own.
  ///   - info: Hints for MPI, such as `striping_factor`.
  /// - Throws: On all ranks ``MPIError`` of class `noSuchFile`, `fileExists`, `access`, `badFile`
  ///   or the like.
  ///
  /// The corresponding MPI function is `MPI_File_open`.
  public init(
    _ path: String, _ access: FileAccess, on communicator: Communicator, info: Info = .none
  ) throws(MPIError) {
    let function: StaticString = "MPI_File_open"
    try requirePath(path, function)
    guard access.contains(.read) || access.contains(.write) else {
      throw MPIError(.accessMode, function: function, "\(path): to be opened neither to read nor to write")
    }
    let own = try communicator.duplicate()
    var handle = unsafe cmpi_file_null()
    errno = 0
    let code = unsafe path.withCString {
      unsafe MPI_File_open(own.handle.raw, $0, access.constant, info.handle.raw, &handle.raw)
    }
    let error =
      code == MPI_SUCCESS
      ? nil : MPIError(code: code, function: "\(function)", path: path, system: SystemError(number: errno))
    do {
      try own.throwTogether(error, "\(function)", path)
    } catch {
      // A file that only some could open is left as it is: closing is for all.
      try own.free()
      throw error
    }
    try unsafe check(cmpi_file_return_errors(handle), "MPI_File_set_errhandler", path: path)
    state = unsafe FileState(handle, own, path, access)
  }

  /// Closes the file; what was written is in it then.
  ///
  /// All its ranks call it.
  ///
  /// - Throws: ``MPIError`` of class `pending` if something was begun on it and has not been waited for: then it stays
  ///   open.
  ///
  /// The corresponding MPI function is `MPI_File_close`.
  public consuming func close() throws(MPIError) {
    try state.close()
  }

  /// Opens a file, calls `body` with it, and closes it afterwards.
  ///
  /// All ranks call it. If `body` throws, the file is not closed, because other ranks may still be using it.
  ///
  /// The corresponding MPI functions are `MPI_File_open` and `MPI_File_close`.
  public static func withOpen<R>(
    _ path: String, _ access: FileAccess, on communicator: Communicator, info: Info = .none,
    _ body: (borrowing File) throws -> R
  ) throws -> R {
    let file = try File(path, access, on: communicator, info: info)
    let result: R
    do {
      result = try body(file)
    } catch {
      file.state.isExcused = true
      throw error
    }
    try file.close()
    return result
  }

  /// Deletes a file that nobody has open.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `noSuchFile` if it is not there.
  ///
  /// The corresponding MPI function is `MPI_File_delete`.
  public static func delete(_ path: String, info: Info = .none) throws(MPIError) {
    try requirePath(path, "MPI_File_delete")
    errno = 0
    let code = unsafe path.withCString { unsafe MPI_File_delete($0, info.handle.raw) }
    try check(code, "MPI_File_delete", path: path, SystemError(number: errno))
  }

  /// Where the file is, as it was opened.
  public var path: String { state.path }

  /// What the file was opened for.
  ///
  /// The corresponding MPI function is `MPI_File_get_amode`.
  public var access: FileAccess {
    get throws(MPIError) {
      var constant: Int32 = 0
      try unsafe check(MPI_File_get_amode(state.handle.raw, &constant), "MPI_File_get_amode", path: path)
      return FileAccess(constant: constant)
    }
  }

  /// The group of the processes that have the file open together. ``Group/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_group`.
  public func group() throws(MPIError) -> Group {
    try unsafe Group("MPI_File_get_group") { unsafe MPI_File_get_group(state.handle.raw, &$0.raw) }
  }
}

extension Communicator {
  /// Opens a file, calls `body` with it, and closes it afterwards.
  ///
  /// All ranks call it. If `body` throws, the file is not closed, because other ranks may still be using it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - access: What it is opened for.
  ///   - info: Hints for MPI.
  ///   - body: Called with the open file.
  /// - Throws: What ``File/init(_:_:on:info:)`` throws, what `body` throws, and what ``File/close()`` throws.
  ///
  /// The corresponding MPI functions are `MPI_File_open` and `MPI_File_close`.
  public func withFile<R>(
    _ path: String, _ access: FileAccess, info: Info = .none, _ body: (borrowing File) throws -> R
  ) throws -> R {
    try File.withOpen(path, access, on: self, info: info, body)
  }

  /// Where one rank failed all do: each with its own error, or with one that says so, and all with the class of the rank
  /// that knows best.
  func throwTogether(_ error: MPIError?, _ function: String, _ path: String) throws(MPIError) {
    let known: Int32 = 1 << 20
    let own = error.map { $0.errorClass.rawValue + ($0.errorClass.isVague ? 0 : known) }
    let worst = try allReduce(own ?? 0, .max)
    if worst == 0 { return }
    let errorClass = ErrorClass(worst % known)
    guard let error else {
      throw MPIError(errorClass, function: function, "\(path): it failed on another rank")
    }
    throw error.errorClass.isVague
      ? MPIError(code: error.code, errorClass, function: error.function, error.reason) : error
  }
}

/// An open file, and what is known of it.
// Unchecked: which threads may use a file, MPI's thread level says; what is counted is atomic.
@safe
final class FileState: @unchecked Sendable {
  private(set) var handle: cmpi_file
  /// For agreement among the file's ranks.
  let communicator: Communicator
  let path: String
  let access: FileAccess
  /// What the view counts in: how many bytes of data a unit has, and how far they reach in the file, from the first to the
  /// last.
  var unit = (size: 1, reach: 1)
  /// How many operations have been begun and not been waited for.
  let pending = Atomic(0)
  let isSplitOpen = Atomic(false)
  let errors = ErrorHandlerTable.Slot()
  /// Whether an error has told already that the file was not closed.
  var isExcused = false
  private var isOpen = true
  /// Somebody else's file is not closed here.
  private var isOwned: Bool

  init(
    _ handle: cmpi_file, _ communicator: Communicator, _ path: String, _ access: FileAccess,
    isOwned: Bool = true
  ) {
    unsafe self.handle = unsafe handle
    self.communicator = communicator
    self.path = path
    self.access = access
    self.isOwned = isOwned
  }

  /// Ends the use, and leaves the file to somebody else.
  func leave() throws(MPIError) {
    isOwned = false
    try close()
  }

  func close() throws(MPIError) {
    let count = pending.load(ordering: .acquiring)
    guard count == 0 else {
      isExcused = true
      throw MPIError(
        .pending, function: "MPI_File_close",
        "\(path): \(count) operations were begun and not waited for; the file stays open")
    }
    isOpen = false
    errno = 0
    let code = isOwned ? unsafe MPI_File_close(&handle.raw) : MPI_SUCCESS
    let system = SystemError(number: errno)
    // Open MPI has every rank remove the shared pointer from the node, under a name that the next file opened may have:
    // nobody opens one before all have done so.
    try communicator.barrier()
    try communicator.free()
    try check(code, "MPI_File_close", path: path, system)
  }

  deinit {
    if isOpen && isOwned && !isExcused {
      say("MPI: the file \(path) was opened and never closed; what was written may not be in it")
    }
  }
}
