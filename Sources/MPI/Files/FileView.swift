import CMPI
import Glibc

/// How values stand in a file.
///
/// The corresponding MPI strings are `"native"`, `"internal"` and `"external32"`.
public struct DataRepresentation: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// As in memory.
  public static let native = DataRepresentation(rawValue: "native")
  /// As this MPI likes it on all kinds of machines. Some have no such thing.
  public static let `internal` = DataRepresentation(rawValue: "internal")
  /// As every MPI reads it: big-endian numbers of sizes that the standard lays down. Values must be of real datatypes
  /// then; structs that travel as their bytes stay as they are.
  public static let external32 = DataRepresentation(rawValue: "external32")
}

/// Which part of a file a rank sees, and what it counts in.
public struct FileView: Sendable {
  /// How many bytes of the file come before the view.
  public let displacement: Int
  /// The unit of offsets and positions.
  public let element: Datatype
  /// The pattern of elements seen, repeated to the end of the file.
  public let fileType: Datatype
  /// How values stand in the file.
  public let representation: DataRepresentation
}

extension File {
  /// Says which part of the file this rank sees from now on, and what it counts in. The rank's own pointer and the shared
  /// one stand at its start then.
  ///
  /// A file that was just opened is seen whole, and counted in bytes.
  ///
  /// All its ranks call it, with elements of the same size and the same representation; displacements and patterns may
  /// differ. The shared pointer works only while all ranks have the same view.
  ///
  /// - Parameters:
  ///   - displacement: How many bytes of the file come before the view. In a file that was opened to be `sequential`, nil:
  ///     where its pointer stands.
  ///   - element: What offsets and positions count.
  ///   - fileType: The pattern of elements that this rank sees, repeated from the displacement to the end of the file; what
  ///     is in its gaps this rank does not see. By default there are no gaps.
  ///   - representation: How values stand in the file.
  ///   - info: Hints for MPI.
  /// - Throws: ``MPIError`` of class `unsupportedDataRepresentation` where the MPI has no such representation, `argument` or
  ///   the like where displacement and types make no view.
  ///
  /// The corresponding MPI function is `MPI_File_set_view`.
  public func setView(
    displacement: Int? = 0, element: Datatype, fileType: Datatype? = nil,
    representation: DataRepresentation = .native, info: Info = .none
  ) throws(MPIError) {
    let function: StaticString = "MPI_File_set_view"
    if let displacement, displacement < 0 {
      throw MPIError(.argument, function: function, "\(path): the displacement \(displacement) is negative")
    }
    let start = displacement.map { MPI_Offset($0) } ?? cmpi_displacement_current()
    errno = 0
    let code = unsafe representation.rawValue.withCString {
      unsafe MPI_File_set_view(
        state.handle.raw, start, element.handle.raw, (fileType ?? element).handle.raw, $0, info.handle.raw)
    }
    try check(code, function, path: path, SystemError(number: errno))
    // In two steps, for Swift 6.3's optimizer fails on the assignment of what may throw.
    let (size, reach) = try unit(of: element, in: representation)
    state.unit = (size, reach)
  }

  /// What a view counts in.
  func unit(
    of element: Datatype, in representation: DataRepresentation
  ) throws(MPIError) -> (size: Int, reach: Int) {
    // A file ends with the last byte that was written: it has no gap that an element may have at its end.
    let reach = representation == .native ? try element.trueBounds.extent : try typeExtent(of: element)
    return (try element.size, reach)
  }

  /// Says which part of the file this rank sees from now on, and that it counts values of a type.
  ///
  /// All its ranks call it, with the same type.
  ///
  /// - Parameters:
  ///   - type: What offsets and positions count.
  ///   - displacement: How many bytes of the file come before the view.
  ///   - fileType: The pattern of values that this rank sees, repeated to the end of the file. By default all.
  ///   - representation: How values stand in the file.
  ///   - info: Hints for MPI.
  ///
  /// The corresponding MPI function is `MPI_File_set_view`.
  public func setView<T: Transferable>(
    of type: T.Type, displacement: Int? = 0, fileType: Datatype? = nil,
    representation: DataRepresentation = .native, info: Info = .none
  ) throws(MPIError) {
    try setView(
      displacement: displacement, element: try Datatype(of: type), fileType: fileType,
      representation: representation, info: info)
  }

  /// Which part of the file this rank sees, and what it counts in.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_view`.
  public func view() throws(MPIError) -> FileView {
    var displacement: MPI_Offset = 0
    var unit = unsafe cmpi_datatype_null()
    var pattern = unsafe cmpi_datatype_null()
    var code: Int32 = 0
    let representation = unsafe string(capacity: Int32(MPI_MAX_DATAREP_STRING)) { text, length in
      code = unsafe MPI_File_get_view(
        state.handle.raw, &displacement, &unit.raw, &pattern.raw, text)
      unsafe length.pointee = code == MPI_SUCCESS ? Int32(strlen(text)) : 0
      return code
    }
    try check(code, "MPI_File_get_view", path: path)
    let element = try unsafe Datatype(returned: unit)
    let fileType = try unsafe Datatype(returned: pattern)
    return FileView(
      displacement: Int(displacement), element: element, fileType: fileType,
      representation: DataRepresentation(rawValue: representation))
  }

  /// How many bytes of the file a value of a datatype takes, gaps included, in the view's representation.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_type_extent`.
  public func typeExtent(of datatype: Datatype) throws(MPIError) -> Int {
    var extent: MPI_Aint = 0
    try unsafe check(
      MPI_File_get_type_extent(state.handle.raw, datatype.handle.raw, &extent), "MPI_File_get_type_extent",
      path: path)
    return extent
  }

  /// Where in the file, in bytes from its start, the element at an offset in the view is.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_File_get_byte_offset`.
  public func byteOffset(of offset: Int) throws(MPIError) -> Int {
    try requireOffset(offset, "MPI_File_get_byte_offset")
    var bytes: MPI_Offset = 0
    try unsafe check(
      MPI_File_get_byte_offset(state.handle.raw, MPI_Offset(offset), &bytes), "MPI_File_get_byte_offset",
      path: path)
    return Int(bytes)
  }

  func requireOffset(_ offset: Int, _ function: String) throws(MPIError) {
    guard offset >= 0 else {
      throw MPIError(.argument, function: function, "\(path): the offset \(offset) is negative")
    }
  }
}
