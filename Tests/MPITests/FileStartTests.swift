import MPI
import Support
import Testing

@Suite struct FileStartTests {
  let world = World.world

  @Test(arguments: [false, true]) func whatWasStartedIsThereAfterWaiting(_ isCollective: Bool) throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      try withFolder { folder in
        let path = "\(folder)/numbers"
        let start = counts[..<world.rank].reduce(0, +)
        let mine = Double.elements(of: world.rank, counts[world.rank])
        try world.withFile(path, [.readWrite, .create]) { file in
          try file.setView(of: Double.self)
          let writing = try file.startWrite(mine.span, at: .offset(start), collectively: isCollective)
          while try !writing.isComplete() {}
          let written = try writing.wait()
          #expect(try written.count(of: Double.self) == mine.count)
          var back = Double.filler(mine.count)
          let reading = try file.startRead(
            into: back.mutableSpan, at: .offset(start), collectively: isCollective)
          let read = try reading.wait()
          #expect(try read.count(of: Double.self) == mine.count)
          #expect(back == mine)
          // One after the other by the own pointer.
          try file.seek(to: start)
          let first = try file.startRead(
            into: OwnedBuffer<Double>(repeating: 0, count: mine.count / 2), collectively: isCollective)
          let second = try file.startRead(
            into: OwnedBuffer<Double>(repeating: 0, count: mine.count - mine.count / 2),
            collectively: isCollective)
          let halves = (try first.received().array, try second.received().array)
          #expect(halves.0 + halves.1 == mine)
          #expect(try file.position == start + mine.count)
        }
        #expect(try expectedContents(path) == Double.elements(ofEach: counts).memory)
      }
    }
  }

  @Test func theEndOfTheFileEndsARequest() throws {
    try withFolder { folder in
      try make("\(folder)/short", Int32.elements(of: 1, 10).memory)
      try world.withFile("\(folder)/short", .read) { file in
        for isCollective in [false, true] {
          for (offset, count) in [(16, 6), (40, 0), (400, 0)] {
            let request = try file.startRead(
              into: OwnedBuffer<Int32>(repeating: 0, count: 20), at: .offset(offset),
              collectively: isCollective)
            let status = try request.wait()
            #expect(try status.count(of: Int32.self) == count)
          }
        }
      }
    }
  }

  @Test func requestsWithTheSharedPointerTakeEachPartOnce() throws {
    try withFolder { folder in
      try world.withFile("\(folder)/log", [.readWrite, .create]) { file in
        try file.startWrite(OwnedBuffer<Int32>([Int32(world.rank)]), at: .shared).wait()
        try file.sync()
        try world.barrier()
        try file.seekShared(to: 0)
        let mine = try file.startRead(into: OwnedBuffer<Int32>(repeating: -1, count: 1), at: .shared)
          .received().array
        #expect(try world.allGather(mine).sorted() == (0..<world.size).map(Int32.init))
        expectError(.unsupported, in: "MPI_File_read_ordered_begin") {
          _ = try file.startRead(
            into: OwnedBuffer<Int32>(repeating: -1, count: 1), at: .shared, collectively: true)
        }
      }
    }
  }

  @Test func whatWasBegunIsThereAfterItsEnd() throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      try withFolder { folder in
        let path = "\(folder)/numbers"
        let start = counts[..<world.rank].reduce(0, +)
        let mine = Double.elements(of: world.rank, counts[world.rank])
        for position in [FilePosition.offset(start), .pointer, .shared] {
          try world.withFile(path, [.readWrite, .create]) { file in
            try file.setView(of: Double.self)
            try file.seek(to: start)
            let writing = try file.beginWrite(mine.span, at: position)
            // What is not collective is allowed meanwhile.
            _ = try file.size
            let written = try writing.end()
            #expect(written == mine.count)
            try file.sync()
            try world.barrier()
            try file.sync()
            try file.seek(to: start)
            try file.seekShared(to: 0)
            var back = Double.filler(mine.count)
            let reading = try file.beginRead(into: back.mutableSpan, at: position)
            let read = try reading.end()
            #expect(read == mine.count)
            #expect(back == mine)
            var count = 0
            let rest = try file.beginRead(
              into: OwnedBuffer<Double>(repeating: 0, count: 5),
              at: .offset(counts.reduce(0, +) - min(1, counts.reduce(0, +))))
            _ = try rest.received(&count)
            #expect(count == min(1, counts.reduce(0, +)))
          }
          #expect(try expectedContents(path) == Double.elements(ofEach: counts).memory)
          if world.rank == 0 { try File.delete(path) }
          try world.barrier()
        }
      }
    }
  }

  @Test func aFileHasOneSplitTransferAtATime() throws {
    try withFolder { folder in
      try world.withFile("\(folder)/numbers", [.readWrite, .create]) { file in
        let first = try file.beginWrite(OwnedBuffer<Int32>([1]), at: .offset(4 * world.rank))
        expectError(.pending, in: "MPI_File_write_at_all_begin") {
          _ = try file.beginWrite(OwnedBuffer<Int32>([2]), at: .offset(4 * world.rank))
        }
        try first.end()
        // One that is dropped is ended.
        _ = try file.beginWrite(OwnedBuffer<Int32>([3]), at: .offset(4 * world.rank))
        try file.beginWrite(OwnedBuffer<Int32>([4]), at: .offset(4 * (world.size + world.rank))).end()
      }
      let model = Array(repeating: Int32(3), count: world.size) + Array(repeating: 4, count: world.size)
      #expect(try expectedContents("\(folder)/numbers") == model.memory)
    }
  }

  @Test func aFileIsNotClosedWhileSomethingGoesOn() throws {
    try withFolder { folder in
      let path = "\(folder)/numbers"
      let file = try File(path, [.readWrite, .create], on: world)
      let begun = try file.beginWrite(OwnedBuffer<UInt8>([1]), at: .offset(world.rank))
      do {
        try file.close()
        Issue.record("it was closed")
      } catch let error as MPIError {
        #expect(error.errorClass == .pending && error.function == "MPI_File_close")
        #expect(error.reason.contains(path))
      }
      try begun.end()
    }
  }
}
