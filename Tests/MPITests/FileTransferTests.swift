import MPI
import Support
import Testing

@Suite struct FileTransferTests {
  let world = World.world

  /// The values of this rank in a file of so many values of each rank, one rank after the other.
  private func starts(_ counts: [Int]) -> [Int] {
    counts.indices.map { counts[..<$0].reduce(0, +) }
  }

  @Test(arguments: sampleTypes, [false, true])
  func whatIsWrittenAtOffsetsStandsThere(_ type: any Sample.Type, _ isCollective: Bool) throws {
    try writeAtOffsets(type, isCollective)
  }

  private func writeAtOffsets<T: Sample>(_ type: T.Type, _ isCollective: Bool) throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      let start = starts(counts)[world.rank]
      try withFolder { folder in
        let path = "\(folder)/numbers"
        try world.withFile(path, [.readWrite, .create]) { file in
          try file.setView(of: T.self)
          try file.write(
            T.elements(of: world.rank, counts[world.rank]), at: .offset(start), collectively: isCollective)
          try file.sync()
          try world.barrier()
          try file.sync()
          // Everyone reads the part of the next rank.
          let next = (world.rank + 1) % world.size
          var part = T.filler(counts[next])
          let count = try file.read(
            into: &part, at: .offset(starts(counts)[next]), collectively: isCollective)
          #expect(count == counts[next])
          #expect(part == T.elements(of: next, counts[next]))
          let again = try file.read([T].self, count: counts[next], at: .offset(starts(counts)[next]))
          #expect(again == part)
          #expect(try file.position == 0)
        }
        let bytes = try expectedContents(path)
        // Of a gap at the end of the last nothing is written.
        let datatype = try Datatype(of: T.self)
        let gap = try datatype.bounds.upperBound - datatype.trueBounds.upperBound
        #expect(bytes.count == max(0, counts.reduce(0, +) * MemoryLayout<T>.stride - gap))
      }
    }
  }

  @Test func bytesOfAFileAreThoseOfMemory() throws {
    try withFolder { folder in
      let path = "\(folder)/bytes"
      try world.withFile(path, [.write, .create]) { file in
        try file.write(Int32.elements(of: world.rank, 7), at: .offset(world.rank * 28))
      }
      #expect(
        try expectedContents(path) == Int32.elements(ofEach: Array(repeating: 7, count: world.size)).memory)
    }
  }

  @Test(arguments: [false, true]) func theOwnPointerMovesOn(_ isCollective: Bool) throws {
    try withFolder { folder in
      try world.withFile("\(folder)/numbers", [.readWrite, .create]) { file in
        try file.setView(of: Double.self, displacement: world.rank * 10 * 8)
        let numbers = Double.elements(of: world.rank, 10)
        for (start, end) in [(0, 3), (3, 3), (3, 10)] {
          try file.write(numbers[start..<end], collectively: isCollective)
          #expect(try file.position == end)
        }
        try file.seek(to: 2)
        #expect(
          try file.read([Double].self, count: 3, collectively: isCollective) == Array(numbers[2..<5]))
        try file.seek(to: -1, from: .current)
        var one = 0.0
        try file.read(into: &one, collectively: isCollective)
        #expect(one == numbers[4])
        #expect(try file.position == 5)
        try file.sync()
        try world.barrier()
        try file.sync()
        try file.seek(to: -1, from: .end)
        try file.read(into: &one, collectively: isCollective)
        #expect(one == Double.element(rank: world.size - 1, index: 9))
      }
      let bytes = try expectedContents("\(folder)/numbers")
      #expect(bytes == Double.elements(ofEach: Array(repeating: 10, count: world.size)).memory)
    }
  }

  @Test func orderedWritesStandInTheOrderOfTheRanks() throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      try withFolder { folder in
        try world.withFile("\(folder)/numbers", [.readWrite, .create]) { file in
          try file.setView(of: Int32.self)
          for _ in 0..<2 {
            try file.write(
              Int32.elements(of: world.rank, counts[world.rank]), at: .shared, collectively: true)
          }
          try world.barrier()
          #expect(try file.sharedPosition == 2 * counts.reduce(0, +))
          try world.barrier()
          try file.sync()
          try file.seekShared(to: 0)
          let part = try file.read([Int32].self, count: counts[world.rank], at: .shared, collectively: true)
          #expect(part == Int32.elements(of: world.rank, counts[world.rank]))
        }
        let bytes = try expectedContents("\(folder)/numbers")
        let once = Int32.elements(ofEach: counts)
        #expect(bytes == (once + once).memory)
      }
    }
  }

  @Test func whatIsAppendedWithTheSharedPointerIsThereOnce() throws {
    try withFolder { folder in
      let records = (0..<5).map { Int32(world.rank * 100 + $0) }
      try world.withFile("\(folder)/log", [.readWrite, .create]) { file in
        try file.setView(of: Int32.self)
        for record in records { try file.write([record, -record, record], at: .shared) }
        try file.sync()
        try world.barrier()
        #expect(try file.sharedPosition == world.size * 15)
        try world.barrier()
        try file.seekShared(to: 0)
        // Everyone takes some records; together they are all.
        var mine: [Int32] = []
        for _ in records {
          let record = try file.read([Int32].self, count: 3, at: .shared)
          #expect(record.count == 3 && record[0] == -record[1] && record[0] == record[2])
          mine.append(record[0])
        }
        let all = try world.allGather(mine)
        #expect(
          all.sorted() == (0..<world.size).flatMap { rank in (0..<5).map { Int32(rank * 100 + $0) } })
      }
      let bytes = try expectedContents("\(folder)/log")
      #expect(bytes.count == world.size * 60)
    }
  }

  @Test func theEndOfTheFileIsNoErrorAndCountsAreTrue() throws {
    try withFolder { folder in
      let numbers = Int32.elements(of: 3, 10)
      try make("\(folder)/short", numbers.memory)
      try world.withFile("\(folder)/short", .read) { file in
        try file.setView(of: Int32.self)
        for isCollective in [false, true] {
          for (offset, expected) in [(0, 10), (6, 4), (9, 1), (10, 0), (25, 0)] {
            var buffer = Int32.filler(20)
            #expect(
              try file.read(into: &buffer, at: .offset(offset), collectively: isCollective) == expected)
            #expect(buffer.prefix(expected) == numbers.dropFirst(offset).prefix(expected))
            #expect(
              try file.read([Int32].self, count: 20, at: .offset(offset), collectively: isCollective)
                == Array(numbers.dropFirst(offset)))
            try file.seek(to: offset)
            #expect(
              try file.read([Int32].self, count: 20, collectively: isCollective)
                == Array(numbers.dropFirst(offset)))
          }
        }
        // In turns: what one rank takes the next ones do not get.
        try file.seekShared(to: 0)
        let taken = try file.read([Int32].self, count: 4, at: .shared, collectively: true)
        #expect(taken == Array(numbers.dropFirst(4 * world.rank).prefix(4)))
        try world.barrier()
        try file.seekShared(to: 6)
        let counts = try world.allGather(try file.read([Int32].self, count: 3, at: .shared).count)
        #expect(counts.sorted() == ([3, 1, 0, 0, 0].prefix(world.size)).sorted())
      }
    }
  }

  /// A gap comes first.
  private struct Late: Structured, Equatable {
    var note: Int32 = 0
    var number: Int32
    static let fields = Fields<Late>(\.number)
  }

  @Test func aGapAtTheEndOfTheFileNeedNotBeThere() throws {
    try withFolder { folder in
      try make("\(folder)/gaps", Int32.elements(of: 3, 7).memory)
      try world.withFile("\(folder)/gaps", .read) { file in
        try file.setView(of: Late.self)
        let numbers = [1, 3, 5].map { Late(number: .element(rank: 3, index: $0)) }
        for isCollective in [false, true] {
          for offset in 0...4 {
            let read = try file.read([Late].self, count: 9, at: .offset(offset), collectively: isCollective)
            #expect(read == Array(numbers.dropFirst(offset)), "from \(offset)")
          }
        }
      }
    }
  }

  @Test func aFileThatEndsInsideAnElementIsAnError() throws {
    try withFolder { folder in
      try make("\(folder)/odd", [1, 2, 3, 4, 5, 6])
      try world.withFile("\(folder)/odd", .read) { file in
        for isCollective in [false, true] {
          expectError(.truncate, in: isCollective ? "MPI_File_read_at_all" : "MPI_File_read_at") {
            _ = try file.read([Int32].self, count: 2, at: .offset(0), collectively: isCollective)
          }
        }
      }
    }
  }
}
