import MPI
import Support
import Testing

/// Memory and files of random structure.
@Suite struct FileRandomTests {
  let world = World.world

  @Test(arguments: [false, true]) func theEndOfTheFileIsSeenThroughPatterns(_ isCollective: Bool) throws {
    var generator = try World.generator()
    for _ in 0..<6 {
      let (pattern, length) = try PatternView.random(&generator)
      let view = try PatternView.inTurns(
        pattern, of: length, behind: Int.random(in: 0...3, using: &generator))
      let numbers = Int32.elements(of: 3, Int.random(in: 0...3 * length * world.size, using: &generator))
      try withFolder { folder in
        let path = "\(folder)/numbers"
        try make(path, numbers.memory)
        try world.withFile(path, .read) { file in
          try file.setView(
            of: Int32.self, displacement: view.displacement, fileType: view.pattern.datatype)
          let seen = view.places(numbers.count).filter { $0 < numbers.count }.map { numbers[$0] }
          for offset in [0, 1, seen.count / 2, seen.count, seen.count + 2] {
            let expected = Array(seen.dropFirst(offset))
            let count = expected.count + 3
            // More than is there.
            let part = try file.read(
              [Int32].self, count: count, at: .offset(offset), collectively: isCollective)
            #expect(part == expected, "\(numbers.count) numbers, pattern \(pattern.offsets) in \(length)")
            let exact = try file.read(
              [Int32].self, count: expected.count, at: .offset(offset), collectively: isCollective)
            #expect(exact == expected)
            try file.seek(to: offset)
            let started = try file.startRead(
              into: OwnedBuffer<Int32>(repeating: 0, count: count), collectively: isCollective)
            let status = try started.wait()
            #expect(try status.count(of: Int32.self) == expected.count)
            var (begun, isRight) = (-1, false)
            do {
              let reading = try file.beginRead(
                into: OwnedBuffer<Int32>(repeating: 0, count: count), at: .offset(offset))
              let buffer = try reading.received(&begun)
              isRight = Array(buffer.array.prefix(begun)) == expected
            }
            #expect(isRight && begun == expected.count)
          }
        }
      }
    }
  }

  @Test(arguments: [false, true]) func anyMemoryGoesToAnyPlaces(_ isCollective: Bool) throws {
    var generator = try World.generator()
    for _ in 0..<12 {
      let memory = try DatatypeModel.random(depth: 2, &generator)
      let count = Int.random(in: 0...3, using: &generator)
      let relative = memory.places(count: count, from: 0)
      let start = max(0, -(relative.min() ?? 0)) + 1
      let places = relative.map { $0 + start }
      let total = max(places.max() ?? start, start) + 2
      let mine = Int32.elements(of: world.rank, total)
      let picked = places.map { mine[$0] }

      let (pattern, length) = try PatternView.random(&generator)
      let view = try PatternView.inTurns(pattern, of: length, behind: 1)
      let allPlaces = try world.allGather(view.places(picked.count))
      let all = try world.allGather(picked)
      var model = Int32.filler((allPlaces.max() ?? 0) + 1)
      let before = model
      for (place, element) in zip(allPlaces, all) { model[place] = element }
      try withFolder { folder in
        let path = "\(folder)/numbers"
        try make(path, before.memory)
        var isRefused = false
        try world.withFile(path, .readWrite) { file in
          try file.setView(
            of: Int32.self, displacement: view.displacement, fileType: view.pattern.datatype)
          let selection = try mine.span.selecting(memory.datatype, count: count, from: start)
          do throws(MPIError) {
            try file.write(selection, collectively: isCollective)
          } catch {
            // With it some datatypes are refused, on all ranks: see FileSelections.swift.
            #expect(error.errorClass == .unsupported && World.isMPICH(""))
            isRefused = true
            return
          }
          #expect(try file.position == picked.count)
          try file.sync()
          try world.barrier()
          try file.sync()
          try file.seek(to: 0)
          #expect(
            try file.read([Int32].self, count: picked.count, collectively: isCollective) == picked)
          guard Set(places).count == places.count else { return }
          var scattered = Int32.filler(total)
          var expected = scattered
          for place in places { expected[place] = mine[place] }
          var span = scattered.mutableSpan
          var into = try span.selecting(memory.datatype, count: count, from: start)
          try file.read(into: &into, at: .offset(0), collectively: isCollective)
          #expect(scattered == expected)
        }
        #expect(try expectedContents(path) == (isRefused ? before : model).memory)
      }
    }
  }
}
