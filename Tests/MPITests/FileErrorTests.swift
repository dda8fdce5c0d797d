import Glibc
import MPI
import Support
import Testing

@Suite struct FileErrorTests {
  let world = World.world

  private func expectFailure(
    _ path: String, _ access: FileAccess, _ errorClass: ErrorClass,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = expectError(errorClass, in: "MPI_File_open", sourceLocation: sourceLocation) {
      try world.withFile(path, access) { _ in }
    }
    #expect(error?.reason.hasPrefix(path) == true, sourceLocation: sourceLocation)
  }

  @Test func whatCannotBeOpenedIsAnErrorOfItsClass() throws {
    try withFolder { folder in
      let path = "\(folder)/there"
      try make(path, [1])
      expectFailure("\(folder)/missing", .read, .noSuchFile)
      expectFailure("\(folder)/missing", .readWrite, .noSuchFile)
      expectFailure("\(folder)/no-folder/x", [.write, .create], .noSuchFile)
      expectFailure(path, [.write, .create, .exclusive], .fileExists)
      expectFailure(folder, .readWrite, .badFile)
      expectFailure(path, [], .accessMode)
      expectFailure(path, .create, .accessMode)
      expectFailure("", .read, .badFile)
      expectFailure("a\0b", .read, .badFile)
      expectFailure("\(folder)/" + String(repeating: "x", count: 300), [.write, .create], .badFile)
      let name = String(repeating: "n", count: 200)
      try world.withFile("\(folder)/\(name)", [.write, .create]) { file in
        try file.write(UInt8(1), at: .shared, collectively: true)
      }
      // A folder where not even root may write.
      let unwritable = failure {
        try world.withFile("/proc/1/swift-spmd", [.write, .create]) { _ in }
      }
      #expect([.access, .noSuchFile].contains(unwritable?.errorClass))
      #expect(try world.allReduce(1, .sum) == world.size, "the communicator still works")
    }
  }

  @Test func deletingIsForFilesThatAreThere() throws {
    try withFolder { folder in
      try make("\(folder)/there", [1])
      if world.rank == 0 {
        let error = expectError(.noSuchFile, in: "MPI_File_delete") {
          try File.delete("\(folder)/missing")
        }
        #expect(error?.reason.contains("\(folder)/missing") == true)
        expectError(.badFile, in: "MPI_File_delete") { try File.delete(folder) }
        try File.delete("\(folder)/there")
        #expect(access("\(folder)/there", F_OK) != 0)
      }
    }
  }

  @Test func aFileIsReadAndWrittenOnlyAsItWasOpened() throws {
    try withFolder { folder in
      let path = "\(folder)/numbers"
      try make(path, [1, 2, 3, 4])
      try world.withFile(path, .read) { file in
        expectError(.readOnly, in: "MPI_File_write_at") { try file.write(UInt8(1), at: .offset(0)) }
        expectError(.readOnly, in: "MPI_File_write_ordered") {
          try file.write(UInt8(1), at: .shared, collectively: true)
        }
        expectError(.readOnly, in: "MPI_File_iwrite") {
          _ = try file.startWrite(OwnedBuffer<UInt8>([1]))
        }
        expectError(.readOnly, in: "MPI_File_write_all_begin") {
          _ = try file.beginWrite(OwnedBuffer<UInt8>([1]))
        }
        expectError(.readOnly, in: "MPI_File_set_size") { try file.setSize(2) }
        expectError(.readOnly, in: "MPI_File_preallocate") { try file.preallocate(2) }
        let size = try file.size
        #expect(size == 4)
      }
      try world.withFile(path, .write) { file in
        expectError(.access, in: "MPI_File_read_shared") {
          _ = try file.read([UInt8].self, count: 1, at: .shared)
        }
        expectError(.argument, in: "MPI_File_set_size") { try file.setSize(-1) }
        expectError(.argument, in: "MPI_File_preallocate") { try file.preallocate(-1) }
      }
      #expect(try expectedContents(path) == [1, 2, 3, 4])
    }
  }

  @Test func aFileThatWasForgottenSaysSo() throws {
    try withFolder { folder in
      let path = "\(folder)/forgotten"
      let log = "\(folder)/log\(world.rank)"
      let descriptor = open(log, O_WRONLY | O_CREAT, 0o600)
      let standardError = dup(STDERR_FILENO)
      dup2(descriptor, STDERR_FILENO)
      let opened = Result { try File(path, [.write, .create], on: world) }
      switch consume opened {
      case .success(let file): _ = consume file
      case .failure: break
      }
      dup2(standardError, STDERR_FILENO)
      close(standardError)
      close(descriptor)
      let said = String(decoding: contents(log), as: UTF8.self)
      #expect(said.contains(path) && said.contains("never closed"))
    }
  }
}
