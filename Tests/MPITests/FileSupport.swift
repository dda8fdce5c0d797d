import CMPI
import Glibc
import Support
import Testing

@testable import MPI

/// A folder of a test's own, which rank 0 makes and removes; the ranks call it together.
func withFolder(_ body: (String) throws -> Void) throws {
  let world = World.world
  var template = Array("/tmp/swift-spmd-files-XXXXXX".utf8CString)
  var made = ""
  if world.rank == 0, mkdtemp(&template) != nil {
    made = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
  let folder = try world.broadcast(made)
  let result = Result { try body(folder) }
  // Said at once, because other ranks may wait for this one now.
  if case .failure(let error) = result { Issue.record(error) }
  try world.barrier()
  if world.rank == 0, let entries = opendir(folder) {
    while let entry = readdir(entries) {
      withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { _ = unlinkat(dirfd(entries), $0, 0) }
      }
    }
    closedir(entries)
    rmdir(folder)
  }
}

/// What a file has, read without MPI.
func contents(_ path: String) -> [UInt8] {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var all: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 65536)
  while case let count = read(descriptor, &part, part.count), count > 0 { all += part.prefix(count) }
  return all
}

/// Has rank 0 make a file without MPI.
func make(_ path: String, _ bytes: [UInt8]) throws {
  if World.world.rank == 0 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = write(descriptor, bytes, bytes.count)
    close(descriptor)
  }
  try World.world.barrier()
}

extension Array where Element: BitwiseCopyable {
  /// The elements as they lie in memory.
  var memory: [UInt8] { withUnsafeBytes { Array<UInt8>($0) } }
}

/// What rank 0 reads from a file without MPI, once all have come here.
func expectedContents(_ path: String, _ world: Communicator = World.world) throws -> [UInt8] {
  try world.barrier()
  return try world.broadcast(world.rank == 0 ? contents(path) : [])
}

extension Datatype {
  /// Blocks of so many values at the start of every so many.
  static func blocks<T: Transferable>(of type: T.Type, length: Int, every stride: Int) throws -> Datatype {
    var block = cmpi_datatype_null()
    var whole = cmpi_datatype_null()
    try check(
      MPI_Type_contiguous(Int32(length * T.layout.units), T.layout.unit.handle.raw, &block.raw),
      "MPI_Type_contiguous")
    try check(
      MPI_Type_create_resized(block.raw, 0, stride * MemoryLayout<T>.stride, &whole.raw),
      "MPI_Type_create_resized")
    try check(MPI_Type_commit(&whole.raw), "MPI_Type_commit")
    try check(MPI_Type_free(&block.raw), "MPI_Type_free")
    return Datatype(whole)
  }
}

/// The error that is expected of `body`, whatever its class.
@discardableResult
func failure(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) -> MPIError? {
  #expect(throws: MPIError.self, sourceLocation: sourceLocation) { try body() }
}
