import MPI
import Support
import Testing

@Suite struct NeighborTests {
  let world = World.world

  /// Some that differ in most: there are many neighbourhoods to try them in.
  static let types: [any Sample.Type] = [Int32.self, Padded.self, Particle.self]

  private func zeros<T: Sample>(_ type: T.Type, _ count: Int) -> [T] {
    unsafe [T](unsafeUninitializedCapacity: count) { memory, initialized in
      _ = unsafe UnsafeMutableRawBufferPointer(memory).initializeMemory(as: UInt8.self, repeating: 0)
      initialized = count
    }
  }

  /// What a rank has for the one at a place among its destinations.
  private func parcel<T: Sample>(_ type: T.Type, from sender: Int, at place: Int, _ count: Int) -> [T] {
    T.elements(of: 100 * sender + place, count)
  }

  @Test(arguments: Self.types)
  func everyoneGetsWhatTheSourcesHave(_ type: any Sample.Type) throws { try gather(type) }

  private func gather<T: Sample>(_ type: T.Type) throws {
    try Neighbourhood.forEach { hood in
      for count in [0, 1, 37] {
        let mine = T.elements(of: hood.communicator.rank, count)
        let expected = hood.sources.flatMap {
          $0 == noProcess ? zeros(T.self, count) : T.elements(of: $0, count)
        }
        #expect(try hood.communicator.neighborAllGather(mine) == expected, "\(hood.name)")
        let filler = T.filler(count * hood.sources.count)
        let filled = hood.sources.enumerated().flatMap { index, source in
          source == noProcess
            ? Array(filler[index * count..<(index + 1) * count]) : T.elements(of: source, count)
        }
        try expectFilling(filler, gives: filled) {
          try hood.communicator.neighborAllGather(mine, counts: .equal, into: &$0)
        }
        var all = filler
        try hood.communicator.run(.neighborAllGather(mine.span, into: all.mutableSpan))
        #expect(all == filled)
        all = filler
        let request = try hood.communicator.start(.neighborAllGather(mine.span, into: all.mutableSpan))
        try request.wait()
        #expect(all == filled)
        all = filler
        try hood.communicator.complete(
          .neighborAllGather(mine.span, into: all.mutableSpan), .prepare)
        #expect(all == filled)
      }
    }
  }

  @Test(arguments: Self.types)
  func unequalPartsOfTheSourcesAreGathered(_ type: any Sample.Type) throws {
    // None at all, and some.
    for factor in [0, 1] { try gatherUnequal(type, factor) }
  }

  private func gatherUnequal<T: Sample>(_ type: T.Type, _ factor: Int) throws {
    func count(_ rank: Int) -> Int { rank == noProcess ? 0 : (rank * 7) % 5 * 3 * factor }
    try Neighbourhood.forEach { hood in
      let mine = T.elements(of: hood.communicator.rank, count(hood.communicator.rank))
      let expected = hood.sources.flatMap { T.elements(of: $0, count($0)) }
      let counts = hood.sources.map(count)
      #expect(try hood.communicator.neighborAllGather(mine, counts: .exchanged) == expected, "\(hood.name)")
      #expect(try hood.communicator.neighborAllGather(mine, counts: counts) == expected)
      try expectFilling(T.filler(expected.count), gives: expected) {
        try hood.communicator.neighborAllGather(mine, counts: counts, into: &$0)
      }
      var all = T.filler(expected.count)
      let request = try hood.communicator.start(
        .neighborAllGather(mine.span, counts: counts, into: all.mutableSpan))
      try request.wait()
      #expect(all == expected)
      all = T.filler(expected.count)
      try hood.communicator.complete(
        .neighborAllGather(mine.span, counts: counts, into: all.mutableSpan), .prepare)
      #expect(all == expected)
      expectError(.count, in: "MPI_Neighbor_allgatherv") {
        _ = try hood.communicator.neighborAllGather(mine, counts: counts + [1])
      }
    }
  }

  @Test(arguments: Self.types)
  func equalPartsGoToTheNeighbours(_ type: any Sample.Type) throws { try exchange(type) }

  private func exchange<T: Sample>(_ type: T.Type) throws {
    try Neighbourhood.forEach { hood in
      guard try hood.isInOrder(whenStarted: false) else { return }
      let rank = hood.communicator.rank
      for count in [0, 1, 37] {
        let mine = hood.destinations.indices.flatMap { parcel(T.self, from: rank, at: $0, count) }
        let parts = zip(hood.sources, hood.places).map { source, place in
          source == noProcess ? nil : parcel(T.self, from: source, at: place, count)
        }
        #expect(
          try hood.communicator.neighborAllToAll(mine, count: count)
            == parts.flatMap { $0 ?? zeros(T.self, count) }, "\(hood.name)")
        if hood.destinations.count > 0 || hood.sources.isEmpty {
          #expect(
            try hood.communicator.neighborAllToAll(mine) == parts.flatMap { $0 ?? zeros(T.self, count) })
        } else {
          // Those who could say it must all the same take part.
          expectError(.count, in: "MPI_Neighbor_alltoall") {
            _ = try hood.communicator.neighborAllToAll(mine)
          }
          _ = try hood.communicator.neighborAllToAll(mine, count: count)
        }
        let filler = T.filler(count * hood.sources.count)
        let filled = parts.enumerated().flatMap { index, part in
          part ?? Array(filler[index * count..<(index + 1) * count])
        }
        try expectFilling(filler, gives: filled) { try hood.communicator.neighborAllToAll(mine, into: &$0) }
        if try !hood.isInOrder(whenStarted: true) { continue }
        var all = filler
        let request = try hood.communicator.start(.neighborAllToAll(mine.span, into: all.mutableSpan))
        try request.wait()
        #expect(all == filled)
        all = filler
        try hood.communicator.complete(
          .neighborAllToAll(mine.span, into: all.mutableSpan), .prepare)
        #expect(all == filled)
      }
    }
  }

  @Test(arguments: Self.types)
  func unequalPartsGoToTheNeighbours(_ type: any Sample.Type) throws {
    // None at all, and some.
    for factor in [0, 1] { try exchangeUnequal(type, factor) }
  }

  private func exchangeUnequal<T: Sample>(_ type: T.Type, _ factor: Int) throws {
    func count(_ sender: Int, _ place: Int) -> Int {
      sender == noProcess ? 0 : (sender * 3 + place * 5) % 7 * factor
    }
    try Neighbourhood.forEach { hood in
      guard try hood.isInOrder(whenStarted: false) else { return }
      let rank = hood.communicator.rank
      let counts = hood.destinations.indices.map { count(rank, $0) }
      let mine = hood.destinations.indices.flatMap { parcel(T.self, from: rank, at: $0, counts[$0]) }
      let known = zip(hood.sources, hood.places).map(count)
      let expected = zip(hood.sources, hood.places).flatMap { source, place in
        parcel(T.self, from: source, at: place, count(source, place))
      }
      #expect(try hood.communicator.neighborAllToAll(mine, counts: counts) == expected, "\(hood.name)")
      #expect(
        try hood.communicator.neighborAllToAll(mine, counts: counts, receiveCounts: known) == expected)
      try expectFilling(T.filler(expected.count), gives: expected) {
        try hood.communicator.neighborAllToAll(mine, counts: counts, receiveCounts: known, into: &$0)
      }
      if try !hood.isInOrder(whenStarted: true) { return }
      var all = T.filler(expected.count)
      let request = try hood.communicator.start(
        .neighborAllToAll(mine.span, counts: counts, receiveCounts: known, into: all.mutableSpan))
      try request.wait()
      #expect(all == expected)
      all = T.filler(expected.count)
      try hood.communicator.complete(
        .neighborAllToAll(mine.span, counts: counts, receiveCounts: known, into: all.mutableSpan), .prepare)
      #expect(all == expected)
    }
  }

  @Test func lengthsThatAreWrongAreRefusedBeforeAnythingIsSent() throws {
    try Neighbourhood.forEach { hood in
      let (sources, destinations) = (hood.sources.count, hood.destinations.count)
      var all = [Double](repeating: 0, count: sources * 2 + 1)
      expectError(.count, in: "MPI_Neighbor_allgather") {
        try hood.communicator.neighborAllGather([1.0, 2.0], into: &all)
      }
      expectError(.count, in: "MPI_Neighbor_allgatherv") {
        let counts = Array(repeating: 2, count: sources)
        try hood.communicator.neighborAllGather([1.0], counts: counts, into: &all)
      }
      expectError(.count, in: "MPI_Neighbor_alltoallv") {
        _ = try hood.communicator.neighborAllToAll(
          [Double](repeating: 1, count: destinations + 1), counts: Array(repeating: 1, count: destinations))
      }
      expectError(.count, in: "MPI_Neighbor_alltoallv") {
        _ = try hood.communicator.neighborAllToAll(
          [1.0], counts: Array(repeating: 1, count: destinations + 1))
      }
      if sources != 1 {
        expectError(.count, in: "MPI_Neighbor_alltoall") {
          try hood.communicator.neighborAllToAll([Double](repeating: 1, count: destinations), into: &all)
        }
      }
      #expect(all.allSatisfy { $0 == 0 })
    }
    expectError(.topology, in: "MPI_Topo_test") { _ = try world.neighborAllGather(1) }
    expectError(.topology, in: "MPI_Topo_test") { _ = try world.neighborAllToAll([1]) }
  }
}
