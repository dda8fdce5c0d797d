import MPI
import Support
import Testing

/// The end of a sequential file, read in turns.
@Suite struct SequentialOrderedTests {
  let world = World.world

  @Test func aSequentialFileIsReadInTurnsToItsEnd() throws {
    try withFolder { folder in
      let path = "\(folder)/log"
      let numbers = Int32.elements(of: 3, 2 * world.size + 1)
      try make(path, numbers.memory)
      try world.withFile(path, [.read, .sequential]) { file in
        try file.setView(of: Int32.self, displacement: nil)
        for round in 0..<3 {
          let start = 3 * (round * world.size + world.rank)
          let part = try file.read([Int32].self, count: 3, at: .shared, collectively: true)
          #expect(part == Array(numbers.dropFirst(start).prefix(3)))
        }
      }
    }
  }
}
