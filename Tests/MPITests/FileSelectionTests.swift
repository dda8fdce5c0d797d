import MPI
import Support
import Testing

/// What a datatype picks, to and from files.
@Suite struct FileSelectionTests {
  let world = World.world

  @Test(arguments: [false, true]) func everyOtherElementIsWrittenAndRead(_ isCollective: Bool) throws {
    let mine = Int32.elements(of: world.rank, 12)
    let odd = try Datatype.int32.vector(count: 6, blockLength: 1, stride: 2)
    let expected = (0..<world.size).flatMap { rank in
      Int32.elements(of: rank, 12).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }
    try withFolder { folder in
      try world.withFile("\(folder)/numbers", [.readWrite, .create]) { file in
        try file.setView(of: Int32.self)
        let started = try file.startWrite(
          mine.span.selecting(odd, from: 1), at: .offset(6 * world.rank), collectively: isCollective)
        #expect(try started.wait().count(of: Int32.self) == 6)
        try file.sync()
        try world.barrier()
        try file.sync()
        #expect(try file.read([Int32].self, count: .max, at: .offset(0)) == expected)
        // Three are left before the end of the file.
        var back = [Int32](repeating: 0, count: 12)
        do {
          var span = back.mutableSpan
          let into = try span.selecting(odd)
          let read = try file.startRead(
            into: into, at: .offset(expected.count - 3), collectively: isCollective)
          #expect(try read.wait().count(of: Int32.self) == 3)
        }
        #expect([back[0], back[2], back[4]] == Array(expected.suffix(3)) && back[1] == 0)
      }
    }
  }
}
