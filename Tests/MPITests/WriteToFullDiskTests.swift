import MPI
import Support
import Testing

// Its name puts it after all tests of files: once a collective write has failed, Open MPI 4.1 refuses to sync any file, on
// the rank that wrote for all, while the others wait for it.
@Suite struct WriteToFullDiskTests {
  let world = World.world

  @Test func aFullDiskIsAnErrorInEveryWayToWrite() throws {
    let path = "/dev/full"
    let bytes = [UInt8](repeating: 7, count: 5000)
    try world.withFile(path, .write) { file in
      func expectFull(
        _ name: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
      ) {
        let error = expectError(.noSpace, in: name, sourceLocation: sourceLocation, body)
        #expect(error?.reason.contains(path) == true, sourceLocation: sourceLocation)
      }
      expectFull("MPI_File_write_at") { try file.write(bytes, at: .offset(0)) }
      expectFull("MPI_File_write_at_all") {
        try file.write(bytes, at: .offset(5000 * world.rank), collectively: true)
      }
      expectFull("MPI_File_write") { try file.write(bytes) }
      expectFull("MPI_File_write_all") { try file.write(bytes, collectively: true) }
      // Where requests are native, the error comes when they are waited for.
      let started = failure {
        try file.startWrite(OwnedBuffer<UInt8>(bytes), at: .offset(0)).wait()
      }
      #expect(started?.errorClass == .noSpace)
      let collective = failure {
        try file.startWrite(OwnedBuffer<UInt8>(bytes), at: .offset(0), collectively: true).wait()
      }
      #expect(collective?.errorClass == .noSpace)
      let split = failure {
        try file.beginWrite(OwnedBuffer<UInt8>(bytes), at: .offset(5000 * world.rank)).end()
      }
      #expect(split?.errorClass == .noSpace)
    }
  }

  @Test func aFullDiskIsAnErrorOnAllRanksWhenSomeWriteForAll() throws {
    try world.withFile("/dev/full", .write) { file in
      let pattern = try Datatype.blocks(of: Int32.self, length: 1, every: world.size)
      try file.setView(of: Int32.self, displacement: 4 * world.rank, fileType: pattern)
      let error = failure {
        try file.write(Int32.elements(of: world.rank, 3000), collectively: true)
      }
      #expect(error?.errorClass == .noSpace)
      #expect(error?.reason.contains("/dev/full") == true)
      // Only some ranks write anything.
      try file.setView(of: Int32.self)
      expectError(.noSpace, in: "MPI_File_write_at_all") {
        try file.write(
          Int32.elements(of: 1, world.rank == world.size - 1 ? 10 : 0), at: .offset(0), collectively: true)
      }
    }
  }
}
