import MPI
import Support
import Testing

@Suite struct FileStateTests {
  let world = World.world

  @Test func sizesAreThoseOfTheFile() throws {
    try withFolder { folder in
      let path = "\(folder)/bytes"
      try world.withFile(path, [.readWrite, .create]) { file in
        #expect(try file.size == 0)
        try world.barrier()
        try file.setSize(1000)
        #expect(try file.size == 1000)
        try world.barrier()
        try file.setSize(10)
        #expect(try file.size == 10)
        try world.barrier()
        try file.preallocate(5000)
        #expect(try file.size == 5000)
        try world.barrier()
        try file.preallocate(50)
        #expect(try file.size == 5000)
      }
      #expect(try expectedContents(path) == Array(repeating: 0, count: 5000))
    }
  }

  @Test func preallocatingKeepsWhatIsThere() throws {
    try withFolder { folder in
      try make("\(folder)/bytes", [1, 2, 3])
      try world.withFile("\(folder)/bytes", .readWrite) { file in try file.preallocate(6) }
      let bytes = try expectedContents("\(folder)/bytes")
      #expect(bytes.count == 6 && bytes.prefix(3) == [1, 2, 3])
    }
  }

  @Test func anAtomicFileShowsWhatOthersWrote() throws {
    try withFolder { folder in
      try world.withFile("\(folder)/numbers", [.readWrite, .create]) { file in
        #expect(try !file.isAtomic)
        try file.setAtomicity(true)
        #expect(try file.isAtomic)
        try file.write(Int32.elements(of: world.rank, 100), at: .offset(400 * world.rank))
        try world.barrier()
        let next = (world.rank + 1) % world.size
        #expect(
          try file.read([Int32].self, count: 100, at: .offset(400 * next))
            == Int32.elements(of: next, 100))
        try world.barrier()
        // All write to the same place: one of them wins, whole.
        try file.write([UInt8](repeating: UInt8(world.rank), count: 50_000), at: .offset(0))
        try world.barrier()
        let place = try file.read([UInt8].self, count: 50_000, at: .offset(0))
        #expect(Set(place).count == 1)
        try file.setAtomicity(false)
        #expect(try !file.isAtomic)
      }
    }
  }

  @Test func accessIsAsItWasOpened() throws {
    try withFolder { folder in
      for access in [[.readWrite, .create], .read, .write, [.write, .append], [.readWrite, .uniqueOpen]]
        as [FileAccess]
      {
        try world.withFile("\(folder)/file", access) { file in
          let known = try file.access
          #expect(known == access)
        }
      }
      try make("\(folder)/file", [1, 2, 3])
      try world.withFile("\(folder)/file", [.write, .append]) { file in
        #expect(try file.position == 3)
        try file.write(UInt8(world.rank), at: .shared, collectively: true)
      }
      #expect(try expectedContents("\(folder)/file") == [1, 2, 3] + (0..<world.size).map(UInt8.init))
      try world.withFile("\(folder)/file", [.read, .deleteOnClose]) { _ in }
      try world.barrier()
      expectError(.noSuchFile, in: "MPI_File_open") {
        try world.withFile("\(folder)/file", .read) { _ in }
      }
    }
  }

  @Test func hintsAreGivenAndAsked() throws {
    try withFolder { folder in
      try Info.with(["cb_buffer_size": "1048576", "no_such_hint": "1"]) { info in
        try world.withFile("\(folder)/file", [.readWrite, .create], info: info) { file in
          let known = try file.info()
          if let size = try known.get("cb_buffer_size") { #expect(size == "1048576") }
          try known.free()
          try file.setInfo(info)
          expectError(.info, in: "MPI_File_set_info") { try file.setInfo(.none) }
        }
      }
    }
  }

  @Test func aFileBelongsToTheRanksThatOpenedIt() throws {
    try withFolder { folder in
      try world.withSplit(color: world.rank % 2) { part in
        try part.withFile("\(folder)/file\(world.rank % 2)", [.write, .create]) { file in
          let (group, same) = (try file.group(), try part.group())
          #expect(try group.compare(with: same) == .identical)
          try group.free()
          try same.free()
          try file.write(UInt8(part.rank), at: .offset(part.rank), collectively: true)
        }
      }
      for color in 0..<min(2, world.size) {
        let ranks = (world.size - color + 1) / 2
        #expect(try expectedContents("\(folder)/file\(color)") == (0..<ranks).map(UInt8.init))
      }
    }
  }

  @Test func aBodyThatThrowsPassesItsErrorOn() throws {
    struct Stop: Error {}
    try withFolder { folder in
      do {
        try world.withFile("\(folder)/file", [.write, .create]) { _ in throw Stop() }
        Issue.record("an error got lost")
      } catch {
        #expect(error is Stop)
      }
    }
  }
}
