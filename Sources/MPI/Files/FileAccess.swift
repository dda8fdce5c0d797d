import CMPI

/// What a file is opened for.
///
/// ```
/// try world.withFile("result", [.write, .create]) { file in … }
/// ```
///
/// The corresponding MPI constants are `MPI_MODE_RDONLY` and its kin; reading and writing together are `MPI_MODE_RDWR`.
public struct FileAccess: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Reading. Alone it is `MPI_MODE_RDONLY`.
  public static let read = FileAccess(rawValue: 1)
  /// Writing. Alone it is `MPI_MODE_WRONLY`.
  public static let write = FileAccess(rawValue: 2)
  /// Both. The corresponding MPI constant is `MPI_MODE_RDWR`.
  public static let readWrite: FileAccess = [.read, .write]
  /// The file is made if it is not there. The corresponding MPI constant is `MPI_MODE_CREATE`.
  public static let create = FileAccess(rawValue: 4)
  /// With ``create``: it is an error if the file is there. The corresponding MPI constant is `MPI_MODE_EXCL`.
  public static let exclusive = FileAccess(rawValue: 8)
  /// The file is deleted when it is closed. The corresponding MPI constant is `MPI_MODE_DELETE_ON_CLOSE`.
  public static let deleteOnClose = FileAccess(rawValue: 16)
  /// Nobody else has the file open at the same time. The corresponding MPI constant is `MPI_MODE_UNIQUE_OPEN`.
  public static let uniqueOpen = FileAccess(rawValue: 32)
  /// The file can be accessed only from its start to its end, as a tape can; only with the shared pointer. The
  /// corresponding MPI constant is `MPI_MODE_SEQUENTIAL`.
  public static let sequential = FileAccess(rawValue: 64)
  /// All pointers stand at the end of the file at first. The corresponding MPI constant is `MPI_MODE_APPEND`.
  public static let append = FileAccess(rawValue: 128)

  private static var constants: [(FileAccess, Int32)] {
    [
      (.create, Int32(MPI_MODE_CREATE)), (.exclusive, Int32(MPI_MODE_EXCL)),
      (.deleteOnClose, Int32(MPI_MODE_DELETE_ON_CLOSE)),
      (.uniqueOpen, Int32(MPI_MODE_UNIQUE_OPEN)), (.sequential, Int32(MPI_MODE_SEQUENTIAL)),
      (.append, Int32(MPI_MODE_APPEND)),
    ]
  }

  /// As MPI takes it.
  var constant: Int32 {
    let direction: Int32 =
      switch (contains(.read), contains(.write)) {
      case (true, true): Int32(MPI_MODE_RDWR)
      case (true, false): Int32(MPI_MODE_RDONLY)
      case (false, true): Int32(MPI_MODE_WRONLY)
      case (false, false): 0
      }
    return Self.constants.reduce(direction) { contains($1.0) ? $0 | $1.1 : $0 }
  }

  init(constant: Int32) {
    self =
      constant & Int32(MPI_MODE_RDWR) != 0
      ? .readWrite
      : constant & Int32(MPI_MODE_WRONLY) != 0 ? .write : constant & Int32(MPI_MODE_RDONLY) != 0 ? .read : []
    for (option, bit) in Self.constants where constant & bit != 0 { insert(option) }
  }
}
