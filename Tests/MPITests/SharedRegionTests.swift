import MPI
import Support
import Testing

/// Regions that overlap where they are sent, and stand in any order, with gaps, where they are received; some are empty.
@Suite struct SharedRegionTests {
  let world = World.world

  /// How many blocks of three elements, each two apart from the next, go from a rank to another.
  private func patterns(_ sender: Int, _ receiver: Int) -> [Int] {
    [0, 2, (sender + receiver) % 3, receiver == 0 ? 1 + sender % 2 : 0, sender == 0 ? 2 : 0]
  }

  @Test(arguments: sampleTypes) func ranksGetWhatOthersGetToo(_ type: any Sample.Type) throws {
    try share(type)
  }

  private func share<T: Sample>(_ type: T.Type) throws {
    let (rank, ranks) = (world.rank, 0..<world.size)
    let stride = MemoryLayout<T>.stride
    let block = try Datatype(of: T.self).vector(count: 3, blockLength: 1, stride: 2)
    for pattern in patterns(0, 0).indices {
      func count(_ sender: Int, _ receiver: Int) -> Int { patterns(sender, receiver)[pattern] }
      // A rank gets the elements from its number on.
      let mine = T.elements(of: rank, ranks.count + 10)
      let sent = ranks.map { Region(of: block, count: count(rank, $0), byteOffset: $0 * stride) }
      // First those of the ranks with even numbers, down from the last, and then those of the others.
      let order = ranks.reversed().filter { $0 % 2 == 0 } + ranks.reversed().filter { $0 % 2 == 1 }
      var starts: [Int: Int] = [:]
      var end = 1
      for sender in order {
        starts[sender] = end
        end += 5 * count(sender, rank) + 1
      }
      let filler = T.filler(end)
      var expected = filler
      let received = try ranks.map { sender in
        let start = try #require(starts[sender])
        let theirs = T.elements(of: sender, ranks.count + 10)
        // A block is as long as five elements, of which it has three.
        for index in 0..<3 * count(sender, rank) {
          let place = index / 3 * 5 + index % 3 * 2
          expected[start + place] = theirs[rank + place]
        }
        return Region(of: block, count: count(sender, rank), byteOffset: start * stride)
      }
      try expectFilling(filler, gives: expected) {
        try world.allToAll(mine, regions: sent, receiveRegions: received, into: &$0)
      }
      try expectEachWay(filler, gives: expected) {
        try world.complete(
          .allToAll(mine.span, regions: sent, receiveRegions: received, into: $0.mutableSpan), $1)
      }
    }
  }

  @Test func everyoneGetsAllOfIt() throws {
    let (size, count) = (world.size, 7)
    let mine = Double.elements(of: world.rank, count)
    let whole = Array(repeating: Region(0..<count, of: Double.self), count: size)
    let received = (0..<size).map { rank in
      let start = (size - 1 - rank) * count
      return Region(start..<start + count, of: Double.self)
    }
    let expected = (0..<size).reversed().flatMap { Double.elements(of: $0, count) }
    try expectEachWay(Double.filler(expected.count), gives: expected) {
      try world.complete(
        .allToAll(mine.span, regions: whole, receiveRegions: received, into: $0.mutableSpan), $1)
    }
  }

  @Test(arguments: sampleTypes) func regionsAreExchangedInPlace(_ type: any Sample.Type) throws {
    try exchange(type)
  }

  private func exchange<T: Sample>(_ type: T.Type) throws {
    let (rank, ranks) = (world.rank, 0..<world.size)
    let stride = MemoryLayout<T>.stride
    // Two ranks exchange as many elements, which lie closer together on one of them.
    func count(_ one: Int, _ other: Int, _ factor: Int) -> Int { (one + other) % 3 * factor }
    let step = rank % 2 + 1
    for factor in [0, 1, 20] {
      var mine: [T] = T.filler(1)
      var expected = mine
      var regions = Array(repeating: Region.nothing, count: ranks.count)
      for other in ranks.reversed() {
        let number = count(rank, other, factor)
        regions[other] = Region(
          of: try Datatype(of: T.self).vector(count: number, blockLength: 1, stride: step),
          byteOffset: mine.count * stride)
        for index in 0..<number {
          let gap = T.elements(of: 99, step - 1)
          mine += [.element(rank: rank * ranks.count + other, index: index)] + gap
          expected += [.element(rank: other * ranks.count + rank, index: index)] + gap
        }
      }
      try expectFilling(mine, gives: expected) { try world.allToAll(inPlace: &$0, regions: regions) }
      if World.isMPICH("4.") {
        for way in [Way.start, .prepare] {
          expectError(.unsupported, in: way == .start ? "MPI_Ialltoallw" : "MPI_Alltoallw_init") {
            try world.complete(.allToAll(inPlace: mine.mutableSpan, regions: regions), way)
          }
        }
        try world.run(.allToAll(inPlace: mine.mutableSpan, regions: regions))
        #expect(mine == expected)
        continue
      }
      try expectEachWay(mine, gives: expected) {
        try world.complete(.allToAll(inPlace: $0.mutableSpan, regions: regions), $1, rounds: 1)
      }
    }
    var few = T.filler(3)
    expectError(.count, in: "MPI_Alltoallw") {
      try world.allToAll(inPlace: &few, regions: Array(repeating: .nothing, count: ranks.count + 1))
    }
    var beyond = Array(repeating: Region.nothing, count: ranks.count)
    beyond[0] = Region(0..<4, of: T.self)
    expectError(.buffer, in: "MPI_Alltoallw") { try world.allToAll(inPlace: &few, regions: beyond) }
  }
}
