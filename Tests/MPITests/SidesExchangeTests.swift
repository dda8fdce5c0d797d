import MPI
import Support
import Testing

/// Operations between the two sides of an intercommunicator in which all ranks send and receive.
@Suite(.enabled(if: World.world.size > 1)) struct SidesExchangeTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func eachSideGathersTheOther(_ type: any Sample.Type) throws { try allGather(type) }

  private func allGather<T: Sample>(_ type: T.Type) throws {
    try Sides.with { sides throws in
      for count in [0, 1, 9, 700] {
        let mine = T.elements(of: world.rank, count)
        let all = sides.other.flatMap { T.elements(of: $0, count) }
        #expect(try sides.both.allGather(mine) == all)
        #expect(try sides.both.allGather(mine, counts: .exchanged) == all)
      }
      // The sides need not have equally many: one may even send nothing.
      for (low, high) in [(5, 2), (0, 7), (300, 0)] {
        let mine = T.elements(of: world.rank, sides.isLow ? low : high)
        let all = sides.other.flatMap { T.elements(of: $0, sides.isLow ? high : low) }
        try expectFilling(T.filler(all.count), gives: all) {
          try sides.both.allGather(mine, counts: .equal, into: &$0)
        }
        for way in Way.allCases {
          var buffer = T.filler(all.count)
          try sides.both.complete(.allGather(mine.span, into: buffer.mutableSpan), way)
          #expect(buffer == all)
        }
      }
      // Unequally many.
      let counts = sides.other.map { $0 * 3 % 4 * 100 }
      let mine = T.elements(of: world.rank, world.rank * 3 % 4 * 100)
      let all = zip(sides.other, counts).flatMap { T.elements(of: $0, $1) }
      #expect(try sides.both.allGather(mine, counts: .exchanged) == all)
      #expect(try sides.both.allGather(mine, counts: counts) == all)
      try expectFilling(T.filler(all.count), gives: all) {
        try sides.both.allGather(mine, counts: counts, into: &$0)
      }
      for way in Way.allCases {
        var buffer = T.filler(all.count)
        try sides.both.complete(.allGather(mine.span, counts: counts, into: buffer.mutableSpan), way)
        #expect(buffer == all)
      }
      #expect(try sides.both.allGather("of \(world.rank)") == sides.other.map { "of \($0)" })
    }
  }

  /// What a rank has for another.
  private func elements<T: Sample>(from rank: Int, to other: Int, _ count: Int) -> [T] {
    T.elements(of: rank * 10 + other, count)
  }

  @Test(arguments: sampleTypes)
  func everyoneHasSomethingForEachOfTheOtherSide(_ type: any Sample.Type) throws { try allToAll(type) }

  private func allToAll<T: Sample>(_ type: T.Type) throws {
    try Sides.with { sides throws in
      for count in [0, 1, 9, 700] {
        let mine: [T] = sides.other.flatMap { elements(from: world.rank, to: $0, count) }
        let all: [T] = sides.other.flatMap { elements(from: $0, to: world.rank, count) }
        #expect(try sides.both.allToAll(mine) == all)
      }
      for (low, high) in [(5, 2), (0, 7)] {
        let (out, back) = sides.isLow ? (low, high) : (high, low)
        let mine: [T] = sides.other.flatMap { elements(from: world.rank, to: $0, out) }
        let all: [T] = sides.other.flatMap { elements(from: $0, to: world.rank, back) }
        try expectFilling(T.filler(all.count), gives: all) { try sides.both.allToAll(mine, into: &$0) }
        for way in Way.allCases {
          var buffer = T.filler(all.count)
          try sides.both.complete(.allToAll(mine.span, into: buffer.mutableSpan), way)
          #expect(buffer == all)
        }
      }
      func count(_ from: Int, _ to: Int) -> Int { (from * 2 + to) % 3 * 50 }
      let counts = sides.other.map { count(world.rank, $0) }
      let received = sides.other.map { count($0, world.rank) }
      let mine: [T] = sides.other.flatMap { elements(from: world.rank, to: $0, count(world.rank, $0)) }
      let all: [T] = sides.other.flatMap { elements(from: $0, to: world.rank, count($0, world.rank)) }
      #expect(try sides.both.allToAll(mine, counts: counts) == all)
      #expect(try sides.both.allToAll(mine, counts: counts, receiveCounts: received) == all)
      try expectFilling(T.filler(all.count), gives: all) {
        try sides.both.allToAll(mine, counts: counts, receiveCounts: received, into: &$0)
      }
      for way in Way.allCases {
        var buffer = T.filler(all.count)
        try sides.both.complete(
          .allToAll(mine.span, counts: counts, receiveCounts: received, into: buffer.mutableSpan), way)
        #expect(buffer == all)
        var regions = T.filler(all.count)
        try sides.both.complete(
          .allToAll(
            mine.span, regions: consecutive(counts, T.self), receiveRegions: consecutive(received, T.self),
            into: regions.mutableSpan), way)
        #expect(regions == all)
      }
      let texts = try sides.both.allToAll(sides.other.map { "\(world.rank) to \($0)" })
      #expect(texts == sides.other.map { "\($0) to \(world.rank)" })
    }
  }

  private func consecutive<T: Sample>(_ counts: [Int], _ type: T.Type) -> [Region] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return Region(start..<start + count, of: T.self)
    }
  }

  @Test(arguments: reductionCases)
  func eachSideGetsWhatTheOtherReduces(_ type: any ReductionCase.Type) throws { try reduce(type) }

  private func reduce<Case: ReductionCase>(_ type: Case.Type) throws {
    let operation = try Case.operation()
    try Sides.with { sides throws in
      func result(_ count: Int) -> [Case.Element] {
        let others = sides.other.map { Case.Element.elements(of: $0, count) }
        return others[0].combined(with: others.dropFirst(), by: Case.combine)
      }
      for count in [0, 1, Case.longCount] {
        let mine = Case.Element.elements(of: world.rank, count)
        #expect(try sides.both.allReduce(mine, operation) == result(count))
        for way in Way.allCases {
          var buffer = Case.Element.filler(count)
          try sides.both.complete(.allReduce(mine.span, operation, into: buffer.mutableSpan), way)
          #expect(buffer == result(count))
        }
      }
      let (size, index) = (sides.both.size, sides.both.rank)
      for each in [0, 1, 5] {
        // As many in all on both sides.
        let count = each * sides.low.count * sides.high.count
        let mine = Case.Element.elements(of: world.rank, count)
        let part = Array(result(count)[count / size * index..<count / size * (index + 1)])
        #expect(try sides.both.reduceScatter(mine, operation) == part)
        try expectFilling(Case.Element.filler(part.count), gives: part) {
          try sides.both.reduceScatter(mine, operation, counts: .equal, into: &$0)
        }
        for way in Way.allCases {
          var buffer = Case.Element.filler(part.count)
          try sides.both.complete(.reduceScatter(mine.span, operation, into: buffer.mutableSpan), way)
          #expect(buffer == part)
        }
      }
      // All to the last rank but one element for each before it.
      let count = 20
      let counts = (0..<size).map { $0 == size - 1 ? count - size + 1 : 1 }
      let mine = Case.Element.elements(of: world.rank, count)
      let part = Array(result(count)[index..<index + counts[index]])
      #expect(try sides.both.reduceScatter(mine, operation, counts: counts) == part)
      for way in Way.allCases {
        var buffer = Case.Element.filler(part.count)
        try sides.both.complete(
          .reduceScatter(mine.span, operation, counts: counts, into: buffer.mutableSpan), way)
        #expect(buffer == part)
      }
    }
  }

  @Test func barriersAreOfBothSides() throws {
    try Sides.with { sides throws in
      for way in Way.allCases { try sides.both.complete(.barrier(), way) }
      try sides.both.barrier()
    }
  }

  @Test func whatHasNoMeaningBetweenSidesIsRefused() throws {
    try Sides.with { sides throws in
      let both = sides.both
      expectError(.communicator, in: "MPI_Scan") { _ = try both.scan(1, .sum) }
      expectError(.communicator, in: "MPI_Exscan") { _ = try both.exclusiveScan(1, .sum) }
      expectError(.communicator, in: "MPI_Neighbor_allgatherv") {
        var all = [0]
        try both.neighborAllGather([1], counts: [1], into: &all)
      }
      var buffer = Array(repeating: 1, count: both.size * both.peers)
      expectError(.communicator, in: "MPI_Allreduce") { try both.allReduce(inPlace: &buffer, .sum) }
      expectError(.communicator, in: "MPI_Allgather") { try both.allGather(inPlace: &buffer) }
      expectError(.communicator, in: "MPI_Alltoall") { try both.allToAll(inPlace: &buffer) }
      expectError(.communicator, in: "MPI_Reduce_scatter_block") {
        try both.reduceScatter(inPlace: &buffer, .sum)
      }
      expectError(.communicator, in: "MPI_Reduce") { try both.reduce(inPlace: &buffer, .sum, root: .here) }
      expectError(.communicator, in: "MPI_Gather") { try both.gather(inPlace: &buffer, root: .here) }
      expectError(.communicator, in: "MPI_Scatter") { try both.scatter(inPlace: &buffer, root: .here) }
      expectError(.count, in: "MPI_Allgatherv") {
        _ = try both.allGather([1], counts: Array(repeating: 1, count: both.peers + 1))
      }
    }
  }

  @Test func valuesThatCannotBePackedHangNobody() throws {
    try Sides.with { sides throws in
      // A rank of the upper side is the one that cannot.
      let culprit = sides.high[0]
      func secret() -> MaybeSecret { MaybeSecret(isSecret: world.rank == culprit) }
      let name = world.rank == culprit ? "pack" : "MPI_Allgatherv"
      expectError(.conversion, in: name) { _ = try sides.both.allGather(secret()) }
      expectError(.conversion, in: world.rank == culprit ? "pack" : "MPI_Alltoallv") {
        _ = try sides.both.allToAll(sides.other.map { _ in secret() })
      }
    }
  }
}

/// A value that cannot always be packed.
private struct MaybeSecret: Packable {
  var isSecret: Bool

  init(isSecret: Bool) { self.isSecret = isSecret }

  init(from unpacker: inout Unpacker) throws(MPIError) { isSecret = try Bool(from: &unpacker) }

  func pack(into packer: inout Packer) throws(MPIError) {
    if isSecret { try Secret().pack(into: &packer) }
    try isSecret.pack(into: &packer)
  }
}
