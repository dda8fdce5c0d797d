import Glibc
import MPI
import Support
import Testing

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
    try Datatype(of: type).contiguous(count: length).resized(extent: stride * MemoryLayout<T>.stride)
  }
}

/// The error that is expected of `body`, whatever its class.
@discardableResult
func failure(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) -> MPIError? {
  #expect(throws: MPIError.self, sourceLocation: sourceLocation) { try body() }
}
