import MPI
import Support
import Testing

/// Views of patterns of each kind: where everything goes in the file is what the model of places says.
@Suite struct FilePatternTests {
  let world = World.world

  /// Writes so many elements of each rank to a file that is full already, and reads them again.
  private func expectView(
    _ view: PatternView, count: Int, on communicator: Communicator? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let places = view.places(count)
    let mine = Int32.elements(of: world.rank, places.count)
    let counts = try world.allGather(places.count)
    let (allPlaces, all) = (
      try world.allGather(places, counts: counts), try world.allGather(mine, counts: counts)
    )
    var model = Int32.filler((allPlaces.max() ?? 0) + 3)
    let before = model
    for (place, element) in zip(allPlaces, all) { model[place] = element }
    for isCollective in [false, true] {
      try withFolder { folder in
        let path = "\(folder)/pattern"
        try make(path, before.memory)
        try (communicator ?? world).withFile(path, .readWrite) { file in
          try file.setView(
            of: Int32.self, displacement: view.displacement, fileType: view.pattern.datatype)
          // In three parts, which end anywhere in the pattern.
          let cuts = [0, mine.count / 3, mine.count / 2, mine.count]
          for (start, end) in zip(cuts, cuts.dropFirst()) {
            #expect(try file.position == start, sourceLocation: sourceLocation)
            try file.write(mine[start..<end], collectively: isCollective)
          }
          for (index, place) in places.enumerated() {
            #expect(try file.byteOffset(of: index) == 4 * place, sourceLocation: sourceLocation)
          }
          try file.sync()
          try world.barrier()
          try file.sync()
          let half = mine.count / 2
          let back = try file.read(
            [Int32].self, count: mine.count - half, at: .offset(half), collectively: isCollective)
          #expect(back == Array(mine[half...]), sourceLocation: sourceLocation)
          try file.seek(to: 0)
          let first = try file.read([Int32].self, count: half, collectively: isCollective)
          #expect(first == Array(mine[..<half]), sourceLocation: sourceLocation)
        }
        #expect(try expectedContents(path) == model.memory, sourceLocation: sourceLocation)
      }
    }
  }

  @Test func vectors() throws {
    for (count, length, stride) in [(3, 1, 2), (4, 2, 5), (2, 3, 3), (1, 4, 9)] {
      let pattern = DatatypeModel.blocks(
        try Datatype.int32.vector(count: count, blockLength: length, stride: stride),
        (0..<count).map { (length, $0 * stride) })
      let view = try PatternView.inTurns(pattern, of: count * stride, behind: count)
      try expectView(view, count: 2 * count * length + 1)
    }
  }

  @Test func indexedBlocks() throws {
    var generator = try World.generator()
    for _ in 0..<3 {
      // Upwards and apart, as files want it.
      var (lengths, places, end) = ([Int](), [Int](), 0)
      for _ in 0..<4 {
        places.append(end + Int.random(in: 0...3, using: &generator))
        lengths.append(Int.random(in: 0...3, using: &generator))
        end = (places.last ?? 0) + (lengths.last ?? 0)
      }
      if lengths.allSatisfy({ $0 == 0 }) { continue }
      let pattern = DatatypeModel.blocks(
        try Datatype.int32.indexed(blockLengths: lengths, displacements: places),
        zip(lengths, places).map { (length: $0, place: $1) })
      let view = try PatternView.inTurns(pattern, of: end, behind: 0)
      try expectView(view, count: 3 * lengths.reduce(0, +) - 1)
    }
  }

  @Test func regionsOfAnArray() throws {
    for order in [ArrayOrder.rowMajor, .columnMajor] {
      // Slabs of the second dimension; those of higher ranks are wider.
      let widths = (0..<world.size).map { $0 + 1 }
      let region = try Subarray(
        shape: [3, widths.reduce(0, +) + 1, 4], start: [1, widths[..<world.rank].reduce(0, +), 1],
        extent: [2, widths[world.rank], 2], order: order)
      let total = region.shape.reduce(1, *)
      let pattern = DatatypeModel(
        datatype: try Datatype.int32.subarray(region), offsets: region.modelPlaces.map { 4 * $0 }, lower: 0,
        upper: 4 * total)
      // One array after another.
      try expectView(PatternView(pattern: pattern, displacement: 8), count: 2 * region.modelPlaces.count)
    }
  }

  @Test func anArrayThatIsDistributedOverAGridOfTheRanks() throws {
    let shape = try CartesianCommunicator.dimensions(of: world.size, into: 2)
    try world.withCartesian(dimensions: shape) { grid in
      for order in [ArrayOrder.rowMajor, .columnMajor] {
        for distributions in [
          [.block(), .block()], [.cyclic(), .block()], [.cyclic(size: 2), .cyclic()],
        ] as [[DistributedArray.Distribution]] {
          let array = DistributedArray(
            shape: [7, 6], distributions: distributions, grid: grid.dimensions,
            rank: grid.communicator.rank, order: order)
          let pattern = DatatypeModel(
            datatype: try Datatype.int32.distributedArray(array),
            offsets: array.modelPlaces.map { 4 * $0 }, lower: 0, upper: 4 * 42)
          try expectView(
            PatternView(pattern: pattern), count: array.modelPlaces.count * 2, on: grid.communicator)
        }
      }
    }
  }

  @Test func rankZeroSeesNothingOfTheFile() throws {
    let pattern =
      world.rank == 0
      ? DatatypeModel.blocks(try Datatype.int32.indexed(blockLengths: [], displacements: []), [])
      : DatatypeModel.blocks(try Datatype.int32.contiguous(count: 2), [(2, 0)])
    try expectView(
      world.rank == 0 ? PatternView(pattern: pattern) : .inTurns(pattern, of: 2, behind: 1), count: 5)
  }

  @Test func whatIsStartedAndBegunGoesThroughTheView() throws {
    let pattern = DatatypeModel.blocks(
      try Datatype.int32.indexed(blockLengths: [2, 1], displacements: [0, 3]), [(2, 0), (1, 3)])
    let view = try PatternView.inTurns(pattern, of: 5, behind: 2)
    let mine = Int32.elements(of: world.rank, 50)
    let (places, counts) = (view.places(50), Array(repeating: 50, count: world.size))
    let allPlaces = try world.allGather(places, counts: counts)
    var model = Int32.filler((allPlaces.max() ?? 0) + 1)
    let before = model
    for (place, element) in zip(allPlaces, Int32.elements(ofEach: counts)) { model[place] = element }
    try withFolder { folder in
      let path = "\(folder)/pattern"
      try make(path, before.memory)
      try world.withFile(path, .readWrite) { file in
        try file.setView(of: Int32.self, displacement: view.displacement, fileType: view.pattern.datatype)
        try file.startWrite(mine.span.extracting(first: 11)).wait()
        try file.startWrite(mine.span.extracting(11..<20), at: .offset(11), collectively: true).wait()
        try file.beginWrite(mine.span.extracting(20..<31), at: .offset(20)).end()
        try file.seek(to: 31)
        try file.beginWrite(mine.span.extracting(31..<50)).end()
        #expect(try file.position == 50)
        try file.sync()
        try world.barrier()
        try file.sync()
        for position in [FilePosition.offset(7), .pointer] {
          try file.seek(to: 7)
          var (started, together, begun) = (Int32.filler(43), Int32.filler(43), Int32.filler(43))
          try file.startRead(into: started.mutableSpan, at: position).wait()
          try file.seek(to: 7)
          try file.startRead(into: together.mutableSpan, at: position, collectively: true).wait()
          try file.seek(to: 7)
          let count = try file.beginRead(into: begun.mutableSpan, at: position).end()
          #expect(started == Array(mine[7...]) && together == started && begun == started && count == 43)
        }
      }
      #expect(try expectedContents(path) == model.memory)
    }
  }

  @Test(arguments: [false, true]) func theViewsElementMayBeMoreThanOneNumber(_ isCollective: Bool) throws {
    // Pairs, every second one.
    let pair = try Datatype.int32.contiguous(count: 2)
    let pattern = try PatternView.inTurns(
      DatatypeModel.blocks(try pair.vector(count: 2, blockLength: 1, stride: 2), [(2, 0), (2, 4)]), of: 8,
      behind: 0)
    let mine = Int32.elements(of: world.rank, 12)
    try withFolder { folder in
      let path = "\(folder)/pairs"
      try world.withFile(path, [.readWrite, .create]) { file in
        try file.setView(
          displacement: pattern.displacement, element: pair, fileType: pattern.pattern.datatype)
        try file.write(mine[..<4], collectively: isCollective)
        #expect(try file.position == 2)
        try file.write(mine[4...], at: .offset(2), collectively: isCollective)
        let places = pattern.places(12)
        for index in 0..<6 { #expect(try file.byteOffset(of: index) == 4 * places[2 * index]) }
        expectError(.count, in: "MPI_File_write") { try file.write([Int32(1)]) }
        try file.sync()
        try world.barrier()
        try file.sync()
        #expect(
          try file.read([Int32].self, count: 12, at: .offset(0), collectively: isCollective) == mine)
        #expect(try file.read([Int32].self, count: 20, at: .offset(5)) == Array(mine[10...]))
      }
    }
  }

  @Test(arguments: [false, true]) func thePortableRepresentationHasPatternsToo(_ isCollective: Bool) throws {
    let view = try PatternView.inTurns(
      DatatypeModel.blocks(try Datatype.int32.vector(count: 2, blockLength: 1, stride: 2), [(1, 0), (1, 2)]),
      of: 3,
      behind: 1)
    let (places, counts) = (view.places(6), Array(repeating: 6, count: world.size))
    let allPlaces = try world.allGather(places, counts: counts)
    var model = [Int32](repeating: 0, count: (allPlaces.max() ?? 0) + 1)
    for (place, element) in zip(allPlaces, Int32.elements(ofEach: counts)) {
      model[place] = element.bigEndian
    }
    try withFolder { folder in
      let path = "\(folder)/portable"
      try make(path, [Int32](repeating: 0, count: model.count).memory)
      try world.withFile(path, .readWrite) { file in
        try file.setView(
          of: Int32.self, displacement: view.displacement, fileType: view.pattern.datatype,
          representation: .external32)
        let mine = Int32.elements(of: world.rank, 6)
        try file.write(mine, collectively: isCollective)
        try file.sync()
        try world.barrier()
        try file.sync()
        let back = try file.read([Int32].self, count: 6, at: .offset(0), collectively: isCollective)
        #expect(back == mine)
      }
      #expect(try expectedContents(path) == model.memory)
    }
  }

  @Test(arguments: [false, true]) func memoryHasGapsWhereTheFileHasNone(_ isCollective: Bool) throws {
    let memory = DatatypeModel.blocks(
      try Datatype.int32.indexed(blockLengths: [2, 1], displacements: [3, 0]), [(2, 3), (1, 0)])
    let pattern = DatatypeModel.blocks(
      try Datatype.int32.vector(count: 2, blockLength: 1, stride: 3), [(1, 0), (1, 3)])
    let view = try PatternView.inTurns(pattern, of: 4, behind: 0)
    let mine = Int32.elements(of: world.rank, 20)
    let elements = memory.places(count: 2, from: 0)
    try withFolder { folder in
      try world.withFile("\(folder)/gaps", [.readWrite, .create]) { file in
        try file.setView(
          of: Int32.self, displacement: view.displacement, fileType: view.pattern.datatype)
        try file.write(mine.span.selecting(memory.datatype, count: 2), collectively: isCollective)
        try file.sync()
        try world.barrier()
        try file.sync()
        #expect(
          try file.read([Int32].self, count: 6, at: .offset(0), collectively: isCollective)
            == elements.map { mine[$0] })
        // And into other places.
        var received = Int32.filler(20)
        var expected = received
        for (number, place) in memory.places(count: 2, from: 5).enumerated() {
          expected[place] = mine[elements[number]]
        }
        var span = received.mutableSpan
        var into = try span.selecting(memory.datatype, count: 2, from: 5)
        try file.read(into: &into, at: .offset(0), collectively: isCollective)
        #expect(received == expected)
        try file.setView(of: Int32.self)
        for (index, place) in view.places(6).enumerated() {
          #expect(
            try file.read([Int32].self, count: 1, at: .offset(place)) == [mine[elements[index]]])
        }
      }
    }
  }
}
