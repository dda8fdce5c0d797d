import MPI
import Support
import Testing

@Suite struct RegionTests {
  let world = World.world

  // Each rank gets a part of this one's, of a type and length that depend on the two.
  private func part(_ sender: Int, _ receiver: Int) -> (isBytes: Bool, count: Int) {
    ((sender + receiver) % 2 == 0, (sender * 2 + receiver * 3) % 5)
  }

  /// Regions in reverse order, with a gap of one element between them, and how many elements they need.
  private func regions(_ parts: [(isBytes: Bool, count: Int)]) -> (
    regions: [Region], starts: [Int], total: Int
  ) {
    var start = 1
    var regions: [Region] = []
    var starts: [Int] = []
    for part in parts.reversed() {
      let region =
        part.isBytes
        ? Region(of: .byte, count: part.count * 4, byteOffset: start * 4)
        : Region(start..<start + part.count, of: Int32.self)
      regions.insert(region, at: 0)
      starts.insert(start, at: 0)
      start += part.count + 1
    }
    return (regions, starts, start)
  }

  private func number(_ sender: Int, _ receiver: Int, _ index: Int) -> Int32 {
    Int32(sender * 10_000 + receiver * 100 + index)
  }

  @Test func eachRankGetsItsRegion() throws {
    let ranks = 0..<world.size
    let outgoing = ranks.map { part(world.rank, $0) }
    let incoming = ranks.map { part($0, world.rank) }
    let (sent, sentStarts, sentTotal) = regions(outgoing)
    let (received, receivedStarts, receivedTotal) = regions(incoming)
    var mine = [Int32](repeating: -9, count: sentTotal)
    for rank in ranks {
      for index in 0..<outgoing[rank].count {
        mine[sentStarts[rank] + index] = number(world.rank, rank, index)
      }
    }
    let filler = [Int32](repeating: -1, count: receivedTotal)
    var expected = filler
    for rank in ranks {
      for index in 0..<incoming[rank].count {
        expected[receivedStarts[rank] + index] = number(rank, world.rank, index)
      }
    }
    try expectFilling(filler, gives: expected) {
      try world.allToAll(mine, regions: sent, receiveRegions: received, into: &$0)
    }
    var all = filler
    try world.run(.allToAll(mine.span, regions: sent, receiveRegions: received, into: all.mutableSpan))
    #expect(all == expected)
    all = filler
    let request = try world.start(
      .allToAll(mine.span, regions: sent, receiveRegions: received, into: all.mutableSpan))
    try request.wait()
    #expect(all == expected)
    all = filler
    try world.complete(
      .allToAll(mine.span, regions: sent, receiveRegions: received, into: all.mutableSpan), .prepare)
    #expect(all == expected)
  }

  @Test func eachNeighbourGetsItsRegion() throws {
    try Neighbourhood.forEach { hood in
      guard try hood.isInOrder(whenStarted: false) else { return }
      let rank = hood.communicator.rank
      let outgoing = hood.destinations.indices.map { part(rank, $0) }
      let incoming = zip(hood.sources, hood.places).map {
        $0 == noProcess ? (isBytes: false, count: 0) : part($0, $1)
      }
      let (sent, sentStarts, sentTotal) = regions(outgoing)
      let (received, receivedStarts, receivedTotal) = regions(incoming)
      var mine = [Int32](repeating: -9, count: sentTotal)
      for (place, part) in outgoing.enumerated() {
        for index in 0..<part.count { mine[sentStarts[place] + index] = number(rank, place, index) }
      }
      let filler = [Int32](repeating: -1, count: receivedTotal)
      var expected = filler
      for (edge, part) in incoming.enumerated() {
        for index in 0..<part.count {
          expected[receivedStarts[edge] + index] = number(hood.sources[edge], hood.places[edge], index)
        }
      }
      try expectFilling(filler, gives: expected) {
        try hood.communicator.neighborAllToAll(mine, regions: sent, receiveRegions: received, into: &$0)
      }
      if try !hood.isInOrder(whenStarted: true) { return }
      var all = filler
      let request = try hood.communicator.start(
        .neighborAllToAll(mine.span, regions: sent, receiveRegions: received, into: all.mutableSpan))
      try request.wait()
      #expect(all == expected, "\(hood.name)")
      all = filler
      try hood.communicator.complete(
        .neighborAllToAll(mine.span, regions: sent, receiveRegions: received, into: all.mutableSpan), .prepare
      )
      #expect(all == expected, "\(hood.name)")
    }
  }

  @Test func aMatrixIsTransposedByColumns() throws {
    // Each rank has some rows, and is to have some columns, as rows: it sends each rank that one's columns of its rows,
    // element by element as they come down a column.
    let (size, rank) = (world.size, world.rank)
    let rowCounts = (0..<size).map { ($0 * 2 + 1) % 4 }
    let columnCounts = (0..<size).map { ($0 + 2) % 4 }
    let (rows, columns) = (rowCounts.reduce(0, +), columnCounts.reduce(0, +))
    let firstRow = rowCounts.prefix(rank).reduce(0, +)
    let mine = (0..<rowCounts[rank] * columns).map { Double(firstRow * columns + $0) }
    let stride = MemoryLayout<Double>.stride

    var sent: [Region] = []
    var received: [Region] = []
    for other in 0..<size {
      // A column of this rank's rows, as far from the next as one element.
      let column = try Datatype.double.vector(count: rowCounts[rank], blockLength: 1, stride: columns)
        .resized(extent: stride)
      let firstColumn = columnCounts.prefix(other).reduce(0, +)
      sent.append(
        rowCounts[rank] == 0
          ? .nothing : Region(of: column, count: columnCounts[other], byteOffset: firstColumn * stride))
      // The other's rows are a strip of the transposed matrix.
      let strip = try Datatype.double.vector(
        count: columnCounts[rank], blockLength: rowCounts[other], stride: rows)
      let place = rowCounts.prefix(other).reduce(0, +)
      received.append(
        columnCounts[rank] * rowCounts[other] == 0
          ? .nothing : Region(of: strip, byteOffset: place * stride))
    }
    let firstColumn = columnCounts.prefix(rank).reduce(0, +)
    let expected = (0..<columnCounts[rank] * rows).map {
      Double($0 % rows * columns + firstColumn + $0 / rows)
    }
    let filler = [Double](repeating: -1, count: expected.count)
    try expectFilling(filler, gives: expected) {
      try world.allToAll(mine, regions: sent, receiveRegions: received, into: &$0)
    }
    var transposed = filler
    let request = try world.start(
      .allToAll(mine.span, regions: sent, receiveRegions: received, into: transposed.mutableSpan))
    try request.wait()
    #expect(transposed == expected)
  }

  @Test func derivedRegionsReachAsFarAsTheyDo() throws {
    let none = Array(repeating: Region.nothing, count: world.size)
    var all = [Double](repeating: -1, count: 12)
    let column = try Datatype.double.vector(count: 3, blockLength: 1, stride: 4)
    let element = try column.resized(extent: 8)
    let backward = try Datatype.double.vector(count: 3, blockLength: 1, stride: -4)
    let bad = [
      Region(of: column, byteOffset: 4 * 8), Region(of: column, count: 2), Region(of: element, count: 5),
      Region(of: element, count: 4, byteOffset: 8), Region(of: backward),
      Region(of: backward, byteOffset: 7 * 8),
    ]
    for region in bad {
      var regions = none
      regions[0] = region
      expectError(.buffer, in: "MPI_Alltoallw") {
        try world.allToAll([Double](), regions: none, receiveRegions: regions, into: &all)
      }
      expectError(.buffer, in: "MPI_Alltoallw") {
        try world.allToAll(all, regions: regions, receiveRegions: none, into: &all)
      }
    }
    // Each rank sends its second column to rank 0, from the last element to the first, and gets it nowhere else.
    let mine = (0..<12).map { Double(world.rank * 100 + $0) }
    var sent = none
    sent[0] = Region(of: backward, byteOffset: 9 * 8)
    var received = none
    var every = [Double](repeating: -1, count: 3 * world.size)
    if world.rank == 0 {
      // Dealt to the ranks in turn.
      let dealt = try Datatype.double.vector(count: 3, blockLength: 1, stride: world.size)
      received = (0..<world.size).map { Region(of: dealt, byteOffset: $0 * 8) }
    }
    try world.allToAll(mine, regions: sent, receiveRegions: received, into: &every)
    for index in every.indices {
      let (sender, place) = (index % world.size, index / world.size)
      #expect(every[index] == (world.rank == 0 ? Double(sender * 100 + [9, 5, 1][place]) : -1))
    }
  }

  @Test func regionsOutsideTheMemoryAreRefused() throws {
    let none = Array(repeating: Region.nothing, count: world.size)
    var all = [Int32](repeating: -1, count: 4)
    let bad = [
      Region(0..<5, of: Int32.self), Region(4..<5, of: Int32.self), Region(of: .byte, byteOffset: -1),
      Region(of: .byte, byteOffset: 16), Region(of: Int64.layout.unit, count: 2, byteOffset: 1),
      Region(of: .byte, count: 17), Region(of: .byte, byteOffset: 1 << 20),
    ]
    for region in bad {
      var regions = none
      regions[world.size - 1] = region
      expectError(.buffer, in: "MPI_Alltoallw") {
        try world.allToAll([Int32](), regions: none, receiveRegions: regions, into: &all)
      }
      expectError(.buffer, in: "MPI_Alltoallw") {
        try world.allToAll(
          [Int32](repeating: 0, count: 4), regions: regions, receiveRegions: none, into: &all)
      }
    }
    for count in [-1, .min] {
      expectError(.count, in: "MPI_Alltoallw") {
        let regions = none.map { _ in Region(of: .byte, count: count) }
        try world.allToAll([1], regions: regions, receiveRegions: none, into: &all)
      }
    }
    expectError(.count, in: "MPI_Alltoallw") {
      try world.allToAll([1], regions: none + none, receiveRegions: none, into: &all)
    }
    expectError(.count, in: "MPI_Alltoallw") {
      try world.allToAll([1], regions: none, receiveRegions: [], into: &all)
    }
    // Nothing is nowhere out of bounds.
    let far = none.map { _ in Region(of: .byte, count: 0, byteOffset: 1 << 20) }
    try world.allToAll([1], regions: far, receiveRegions: none, into: &all)
    #expect(all == [-1, -1, -1, -1])
  }
}
