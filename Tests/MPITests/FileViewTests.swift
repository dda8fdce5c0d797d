import MPI
import Support
import Testing

@Suite struct FileViewTests {
  let world = World.world

  @Test(arguments: [false, true]) func interleavedRanksFillOneArray(_ isCollective: Bool) throws {
    for length in [1, 3] {
      try withFolder { folder in
        let path = "\(folder)/interleaved"
        let rounds = 5
        // Block b of the file is block b / size of rank b % size.
        let model = (0..<rounds * world.size * length).map { index in
          let (block, inside) = (index / length, index % length)
          return Int32.element(rank: block % world.size, index: block / world.size * length + inside)
        }
        try world.withFile(path, [.readWrite, .create]) { file in
          let pattern = try Datatype.blocks(of: Int32.self, length: length, every: length * world.size)
          try file.setView(of: Int32.self, displacement: world.rank * length * 4, fileType: pattern)
          let mine = Int32.elements(of: world.rank, rounds * length)
          try file.write(mine[..<length], collectively: isCollective)
          try file.write(mine[length...], collectively: isCollective)
          #expect(try file.position == rounds * length)
          let place = try file.byteOffset(of: length * 2 + length - 1)
          #expect(place == 4 * (world.rank * length + 2 * length * world.size + length - 1))
          #expect(try file.read([Int32].self, count: rounds * length, at: .offset(0)) == mine)
          try file.sync()
          try world.barrier()
          try file.sync()
          // The end of the file in a view with gaps.
          let last = try file.read(
            [Int32].self, count: 20, at: .offset(rounds * length - 1), collectively: isCollective)
          #expect(last == [mine[rounds * length - 1]])
          try file.setView(of: Int32.self)
          let all = try file.read([Int32].self, count: model.count + 1, collectively: isCollective)
          #expect(all == model)
        }
        #expect(try expectedContents(path) == model.memory)
      }
    }
  }

  @Test func theEndOfTheFileIsSeenThroughGapsOfUnequalViews() throws {
    try withFolder { folder in
      // 23 numbers; the ranks see every size-th one, from their own number on.
      let numbers = Int32.elements(of: 1, 23)
      try make("\(folder)/numbers", numbers.memory)
      try world.withFile("\(folder)/numbers", .read) { file in
        let pattern = try Datatype.blocks(of: Int32.self, length: 1, every: world.size)
        try file.setView(of: Int32.self, displacement: world.rank * 4, fileType: pattern)
        let mine = stride(from: world.rank, to: 23, by: world.size).map { numbers[$0] }
        for isCollective in [false, true] {
          try file.seek(to: 0)
          #expect(try file.read([Int32].self, count: 30, collectively: isCollective) == mine)
          let rest = try file.read([Int32].self, count: 30, at: .offset(2), collectively: isCollective)
          #expect(rest == Array(mine.dropFirst(2)))
          let request = try file.startRead(
            into: OwnedBuffer<Int32>(repeating: 0, count: 30), at: .offset(2), collectively: isCollective)
          let status = try request.wait()
          #expect(try status.count(of: Int32.self) == max(0, mine.count - 2))
        }
      }
    }
  }

  @Test func aViewIsWhatWasSet() throws {
    try withFolder { folder in
      try world.withFile("\(folder)/view", [.readWrite, .create]) { file in
        #expect(try file.view().displacement == 0)
        #expect(try file.view().representation == .native)
        #expect(try file.typeExtent(of: file.view().element) == 1)
        let pattern = try Datatype.blocks(of: Double.self, length: 2, every: 7)
        try file.setView(of: Double.self, displacement: 24 * world.rank, fileType: pattern)
        let view = try file.view()
        #expect(view.displacement == 24 * world.rank)
        #expect(try file.typeExtent(of: view.element) == 8)
        #expect(try file.typeExtent(of: view.fileType) == 56)
        try file.setView(of: SIMD3<Double>.self)
        #expect(try file.typeExtent(of: file.view().element) == 32)
        #expect(try file.byteOffset(of: 3) == 96)
      }
    }
  }

  @Test(arguments: [false, true]) func external32IsBigEndian(_ isCollective: Bool) throws {
    try withFolder { folder in
      let path = "\(folder)/portable"
      let mine = Int32.elements(of: world.rank, 6)
      try world.withFile(path, [.readWrite, .create]) { file in
        try file.setView(of: Int32.self, representation: .external32)
        #expect(try file.view().representation == .external32)
        try file.write(mine, at: .offset(6 * world.rank), collectively: isCollective)
        let back = try file.read(
          [Int32].self, count: 6, at: .offset(6 * world.rank), collectively: isCollective)
        #expect(back == mine)
      }
      let model = Int32.elements(ofEach: Array(repeating: 6, count: world.size)).map(\.bigEndian)
      #expect(try expectedContents(path) == model.memory)
    }
  }

  @Test func impossibleViewsAndOffsetsAreErrors() throws {
    try withFolder { folder in
      try world.withFile("\(folder)/view", [.readWrite, .create]) { file in
        expectError(.argument, in: "MPI_File_set_view") {
          try file.setView(of: Double.self, displacement: -8)
        }
        let unknown = expectError(.unsupportedDataRepresentation, in: "MPI_File_set_view") {
          try file.setView(of: Double.self, representation: DataRepresentation(rawValue: "no-such"))
        }
        #expect(unknown?.reason.contains(file.path) == true)
        try file.setView(of: Double.self)
        expectError(.count, in: "MPI_File_write") { try file.write([Int32(1)]) }
        expectError(.argument, in: "MPI_File_write_at") { try file.write(1.0, at: .offset(-1)) }
        expectError(.argument, in: "MPI_File_read_at_all") {
          _ = try file.read([Double].self, count: 1, at: .offset(-1), collectively: true)
        }
        expectError(.argument, in: "MPI_File_seek") { try file.seek(to: -1) }
        expectError(.argument, in: "MPI_File_seek_shared") { try file.seekShared(to: -1) }
        expectError(.argument, in: "MPI_File_get_byte_offset") { _ = try file.byteOffset(of: -1) }
        expectError(.count, in: "MPI_File_read") { _ = try file.read([Double].self, count: -1) }
        failure { try file.seek(to: -1, from: .current) }
        failure { try file.seek(to: -1, from: .end) }
        #expect(try file.position == 0)
      }
    }
  }
}
