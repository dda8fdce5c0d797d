import MPI
import Support
import Testing

/// The pointer that all share, and files that have nothing else.
@Suite struct FilePointerTests {
  let world = World.world

  /// Moves the shared pointer, for all ranks to see.
  private func move(
    _ file: borrowing File, to offset: Int, from origin: SeekOrigin, gives place: Int
  ) throws {
    try world.barrier()
    try file.seekShared(to: offset, from: origin)
    let position = try file.sharedPosition
    #expect(position == place)
    try world.barrier()
  }

  @Test func theSharedPointerIsMovedFromWhereItIsAndFromTheEnd() throws {
    try withFolder { folder in
      let numbers = Int32.elements(of: 3, 20)
      try make("\(folder)/numbers", numbers.memory)
      try world.withFile("\(folder)/numbers", .read) { file in
        try file.setView(of: Int32.self)
        try move(file, to: 7, from: .start, gives: 7)
        try move(file, to: -3, from: .current, gives: 4)
        try move(file, to: 5, from: .current, gives: 9)
        try move(file, to: -6, from: .end, gives: 14)
        try move(file, to: 0, from: .end, gives: 20)
        try move(file, to: 2, from: .end, gives: 22)
        try move(file, to: -20, from: .end, gives: 0)
        // What is read moves it for all.
        let each = try file.read([Int32].self, count: 2, at: .shared)
        #expect(each.count == 2)
        try move(file, to: 3, from: .current, gives: 2 * world.size + 3)
        #expect(try file.position == 0)
      }
    }
  }

  @Test func inAViewItCountsTheElementsOfTheView() throws {
    try withFolder { folder in
      let numbers = Int32.elements(of: 3, 20)
      try make("\(folder)/numbers", numbers.memory)
      try world.withFile("\(folder)/numbers", .read) { file in
        // Every second, from the third on: nine in all.
        try file.setView(
          of: Int32.self, displacement: 8, fileType: .blocks(of: Int32.self, length: 1, every: 2))
        try file.seekShared(to: 1)
        let parts = (0..<world.size).map { rank in rank % 3 }
        let start = 1 + parts[..<world.rank].reduce(0, +)
        let expected = (0..<9).map { numbers[2 + 2 * $0] }
        #expect(
          try file.read([Int32].self, count: parts[world.rank], at: .shared, collectively: true)
            == Array(expected.dropFirst(start).prefix(parts[world.rank])))
        try world.barrier()
        #expect(try file.sharedPosition == 1 + parts.reduce(0, +))
      }
    }
  }

  // Open MPI 4 takes the end for that of all elements, or for the first one, from C too.
  @Test(.enabled(if: !Environment.libraryVersion.contains("Open MPI")))
  func inAViewTheEndIsThatOfTheElementsOfTheView() throws {
    try withFolder { folder in
      try make("\(folder)/numbers", Int32.elements(of: 3, 20).memory)
      try world.withFile("\(folder)/numbers", .read) { file in
        for (start, count) in [(0, 10), (2, 9), (3, 9)] {
          try file.setView(
            of: Int32.self, displacement: 4 * start, fileType: .blocks(of: Int32.self, length: 1, every: 2))
          try file.seek(to: -3, from: .end)
          #expect(try file.position == count - 3)
          try move(file, to: -2, from: .end, gives: count - 2)
        }
      }
    }
  }

  @Test func unequalPartsAreWrittenInOrderBehindOneAnother() throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      try withFolder { folder in
        let path = "\(folder)/numbers"
        let twice = counts.map { 2 * $0 + 1 }
        try world.withFile(path, [.readWrite, .create]) { file in
          try file.setView(of: Double.self)
          try file.write(
            Double.elements(of: world.rank, counts[world.rank]), at: .shared, collectively: true)
          try file.write(
            Double.elements(of: world.rank, twice[world.rank]), at: .shared, collectively: true)
          try file.sync()
          try world.barrier()
          try file.sync()
          // Everyone reads what the next rank has written, in the order of the ranks.
          try file.seekShared(to: -twice.reduce(0, +), from: .end)
          let shifted = (0..<world.size).map { twice[($0 + 1) % world.size] }
          var expected = Double.elements(ofEach: twice)
          let start = shifted[..<world.rank].reduce(0, +)
          expected = Array(expected[start..<start + shifted[world.rank]])
          #expect(
            try file.read([Double].self, count: shifted[world.rank], at: .shared, collectively: true)
              == expected)
        }
        let all = Double.elements(ofEach: counts) + Double.elements(ofEach: twice)
        #expect(try expectedContents(path) == all.memory)
      }
    }
  }

  @Test func aSequentialFileIsWrittenInTurnsAndReadToItsEnd() throws {
    try withFolder { folder in
      let path = "\(folder)/log"
      let counts = (0..<world.size).map { 3 * $0 % 5 }
      try world.withFile(path, [.write, .create, .sequential]) { file in
        try file.setView(of: Int32.self, displacement: nil)
        for _ in 0..<2 {
          try file.write(
            Int32.elements(of: world.rank, counts[world.rank]), at: .shared, collectively: true)
        }
        try world.barrier()
        try file.write([Int32(-world.rank)], at: .shared)
        #expect(try file.access.contains(.sequential))
      }
      let once = Int32.elements(ofEach: counts)
      let total = 2 * once.count + world.size
      let bytes = try expectedContents(path)
      #expect(bytes.count == 4 * total)
      #expect(Array(bytes.prefix(8 * once.count)) == (once + once).memory)

      try world.withFile(path, [.read, .sequential]) { file in
        try file.setView(of: Int32.self, displacement: nil)
        var mine: [Int32] = []
        while case let next = try file.read([Int32].self, count: 2, at: .shared), !next.isEmpty {
          mine += next
        }
        let counts = try world.allGather(mine.count)
        let all = try world.allGather(mine, counts: counts)
        let last = (0..<world.size).map { Int32(-$0) }
        #expect(all.sorted() == (once + once + last).sorted())
      }
    }
  }

  @Test func aSequentialFileIsReadInTurnsOfUnequalParts() throws {
    try withFolder { folder in
      let path = "\(folder)/log"
      let counts = (0..<world.size).map { 3 * $0 % 5 }
      try make(path, (Int32.elements(ofEach: counts) + Int32.elements(ofEach: counts)).memory)
      try world.withFile(path, [.read, .sequential]) { file in
        try file.setView(of: Int32.self, displacement: nil)
        for _ in 0..<2 {
          let part = try file.read([Int32].self, count: counts[world.rank], at: .shared, collectively: true)
          #expect(part == Int32.elements(of: world.rank, counts[world.rank]))
        }
      }
    }
  }
}
