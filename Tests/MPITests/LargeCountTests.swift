import MPI
import Support
import Testing

/// The ways that counts go which are too large for MPI's functions, with a limit so small that little data go them.
/// `Tests/Large` is the test with large data.
@Suite struct LargeCountTests {
  let world = World.world
  let counts = [0, 1, 7, 8, 50, 301]

  private func largely(_ limit: Int = 7, _ body: (Way) throws -> Void) throws {
    for way in Way.allCases { try withCountLimit(limit) { try body(way) } }
  }

  @Test(arguments: sampleTypes)
  func messages(_ type: any Sample.Type) throws { try sendAndReceive(type) }

  private func sendAndReceive<T: Sample>(_ type: T.Type) throws {
    for count in counts {
      let mine = T.elements(of: world.rank, count)
      let expected = T.elements(of: world.left, count)
      try withCountLimit(7) {
        var buffer = T.filler(count + 9)
        let receive = try world.startLarge(.receive(into: buffer.mutableSpan, from: world.left))
        // To a receive that has begun even a rank alone can send.
        _ = try world.runLarge(.send(mine.span, to: world.right))
        let status = try receive.wait()
        #expect(try status.count(of: T.self) == count)
        #expect(buffer == expected + T.filler(count + 9)[count...])

        buffer = T.filler(count)
        let exchanged = try world.runLarge(
          .sendReceive(mine.span, to: world.right, into: buffer.mutableSpan, from: world.left))
        #expect(try exchanged.count(of: T.self) == count)
        #expect(buffer == expected)

        // One side counts, the other does not.
        buffer = T.filler(count)
        let plain = try world.start(.receive(into: buffer.mutableSpan, from: world.left))
        try world.startLarge(.send(mine.span, to: world.right)).wait()
        try plain.wait()
        #expect(buffer == expected)
      }
    }
  }

  @Test(arguments: sampleTypes)
  func equalParts(_ type: any Sample.Type) throws {
    // MPICH 4.0 says that long messages of elements with gaps do not fit in place, in C too.
    if type == Particle.self && World.isMPICH("4.0.") { return }
    try moveEqual(type)
  }

  private func moveEqual<T: Sample>(_ type: T.Type) throws {
    for count in counts {
      try largely { way throws in
        let mine = T.elements(of: world.rank, count)
        let all = T.elements(ofEach: Array(repeating: count, count: world.size))
        for root in 0..<world.size {
          let isRoot = world.rank == root
          var buffer = isRoot ? mine : T.filler(count)
          try world.complete(.broadcast(buffer.mutableSpan, root: root), way, isLarge: true)
          #expect(buffer == T.elements(of: root, count))

          var gathered = T.filler(isRoot ? all.count : 0)
          try world.complete(
            .gather(mine.span, into: gathered.mutableSpan, root: root), way, isLarge: true)
          #expect(gathered == (isRoot ? all : []))
          var part = T.filler(count)
          try world.complete(.scatter(gathered.span, into: part.mutableSpan, root: root), way, isLarge: true)
          #expect(part == mine)

          var inPlace = isRoot ? all : T.filler(count)
          try world.complete(.scatter(inPlace: inPlace.mutableSpan, root: root), way, isLarge: true)
          #expect(inPlace == (isRoot ? all : mine))
          if isRoot {
            for index in inPlace.indices where index / max(count, 1) != root {
              inPlace[index] = T.filler(1)[0]
            }
          }
          try world.complete(.gather(inPlace: inPlace.mutableSpan, root: root), way, isLarge: true)
          #expect(inPlace == (isRoot ? all : mine))
        }
        var everywhere = T.filler(all.count)
        try world.complete(.allGather(mine.span, into: everywhere.mutableSpan), way, isLarge: true)
        #expect(everywhere == all)
        everywhere = T.filler(all.count)
        everywhere.replaceSubrange(count * world.rank..<count * (world.rank + 1), with: mine)
        try world.complete(.allGather(inPlace: everywhere.mutableSpan), way, isLarge: true)
        #expect(everywhere == all)

        // Everyone sends the same to all.
        let sent = Array(repeating: mine, count: world.size).flatMap { $0 }
        var received = T.filler(sent.count)
        try world.complete(.allToAll(sent.span, into: received.mutableSpan), way, isLarge: true)
        #expect(received == all)
        received = sent
        try world.complete(.allToAll(inPlace: received.mutableSpan), way, isLarge: true)
        #expect(received == all, "\(way) \(count)")
      }
    }
  }

  @Test(arguments: sampleTypes)
  func unequalPartsInRuns(_ type: any Sample.Type) throws { try moveRuns(type) }

  // Parts of 12, 0, 24, … elements: no more than the limit of twelve each, and more elements than that.
  private func moveRuns<T: Sample>(_ type: T.Type) throws {
    let parts = (0..<world.size).map { ($0 + 1) % 2 * ($0 + 1) * 12 }
    let mine = T.elements(of: world.rank, parts[world.rank])
    let all = T.elements(ofEach: parts)
    try largely(9) { way throws in
      for root in 0..<world.size {
        let isRoot = world.rank == root
        let known = isRoot ? parts : []
        var gathered = T.filler(isRoot ? all.count : 0)
        try world.complete(
          .gather(mine.span, counts: known, into: gathered.mutableSpan, root: root), way, isLarge: true)
        #expect(gathered == (isRoot ? all : []))
        var part = T.filler(mine.count)
        try world.complete(
          .scatter(gathered.span, counts: known, into: part.mutableSpan, root: root), way, isLarge: true)
        #expect(part == mine)
        #expect(try world.gather(mine, counts: known, root: root) == (isRoot ? all : nil))
        #expect(try world.gather(mine, counts: .exchanged, root: root) == (isRoot ? all : nil))
        #expect(try world.scatter(gathered, counts: known, root: root) == mine)
      }
      var everywhere = T.filler(all.count)
      try world.complete(
        .allGather(mine.span, counts: parts, into: everywhere.mutableSpan), way, isLarge: true)
      #expect(everywhere == all)
      #expect(try world.allGather(mine, counts: parts) == all)

      let sent = all
      let from = Array(repeating: parts[world.rank], count: world.size)
      let expected = (0..<world.size).flatMap { _ in mine }
      var received = T.filler(expected.count)
      try world.complete(
        .allToAll(sent.span, counts: parts, receiveCounts: from, into: received.mutableSpan), way,
        isLarge: true)
      #expect(received == expected)
      #expect(try world.allToAll(sent, counts: parts) == expected)
    }
  }

  @Test(arguments: sampleTypes)
  func unequalPartsOfNothingInCommon(_ type: any Sample.Type) throws { try moveOdd(type) }

  private func moveOdd<T: Sample>(_ type: T.Type) throws {
    let parts = (0..<world.size).map { 11 + $0 * 2 % 5 }
    let mine = T.elements(of: world.rank, parts[world.rank])
    let all = T.elements(ofEach: parts)
    try largely(5) { way throws in
      var everywhere = T.filler(all.count)
      try world.complete(
        .allGather(mine.span, counts: parts, into: everywhere.mutableSpan), way, isLarge: true)
      #expect(everywhere == all)
    }
    if world.size > 1 {
      try world.withSplit(color: world.rank) { alone throws in
        withCountLimit(0) {
          var buffer = [1, 2, 3]
          expectError(.count, in: "MPI_Gatherv") {
            _ = try alone.runLarge(.gather([1, 2, 3].span, counts: [3], into: buffer.mutableSpan))
          }
        }
      }
    }
  }

  @Test(arguments: reductionCases)
  func reductions(_ type: any ReductionCase.Type) throws { try reduce(type) }

  private func reduce<Case: ReductionCase>(_ type: Case.Type) throws {
    typealias T = Case.Element
    let operation = try Case.operation()
    // Some so long that MPI has other ways for them.
    for count in [0, 3, 8, 70_000 / MemoryLayout<T>.stride] {
      let mine = T.elements(of: world.rank, count)
      let all = combined(0...world.size - 1, count: count, by: Case.combine)
      let through = combined(0...world.rank, count: count, by: Case.combine)
      try largely(count > 1000 ? 999 : 7) { way throws in
        var result = T.filler(count)
        try world.complete(.allReduce(mine.span, operation, into: result.mutableSpan), way, isLarge: true)
        #expect(result == all)
        result = mine
        try world.complete(.allReduce(inPlace: result.mutableSpan, operation), way, isLarge: true)
        #expect(result == all)
        result = T.filler(count)
        try world.complete(.scan(mine.span, operation, into: result.mutableSpan), way, isLarge: true)
        #expect(result == through)
        result = T.filler(count)
        try world.complete(.exclusiveScan(mine.span, operation, into: result.mutableSpan), way, isLarge: true)
        if world.rank > 0 {
          #expect(result == combined(0...world.rank - 1, count: count, by: Case.combine))
        }
        for root in [0, world.size - 1] {
          result = T.filler(count)
          try world.complete(
            .reduce(mine.span, operation, into: result.mutableSpan, root: root), way, isLarge: true)
          #expect(result == (world.rank == root ? all : T.filler(count)))
        }
      }
    }
  }

  @Test(arguments: reductionCases)
  func dividedReductions(_ type: any ReductionCase.Type) throws { try reduceScatter(type) }

  private func reduceScatter<Case: ReductionCase>(_ type: Case.Type) throws {
    typealias T = Case.Element
    let operation = try Case.operation()
    for each in [0, 1, 8, 12] {
      let count = each * world.size
      let mine = T.elements(of: world.rank, count)
      let all = combined(0...world.size - 1, count: count, by: Case.combine)
      let part = Array(all[each * world.rank..<each * (world.rank + 1)])
      try largely { way throws in
        var result = T.filler(each)
        try world.complete(.reduceScatter(mine.span, operation, into: result.mutableSpan), way, isLarge: true)
        #expect(result == part)
        result = mine
        try world.complete(.reduceScatter(inPlace: result.mutableSpan, operation), way, isLarge: true)
        #expect(Array(result[..<each]) == part)
      }
      // Parts of nothing, of eight and of sixteen, from the rank that is first in them.
      let parts = (0..<world.size).map { $0 % 3 * each }
      let total = parts.reduce(0, +)
      let longer = T.elements(of: world.rank, total)
      let start = parts[..<world.rank].reduce(0, +)
      let expected = combined(0...world.size - 1, count: total, by: Case.combine)[
        start..<start + parts[world.rank]]
      guard total > 7 else { continue }
      try largely { way throws in
        var result = T.filler(expected.count)
        try world.complete(
          .reduceScatter(longer.span, operation, counts: parts, into: result.mutableSpan), way, isLarge: true)
        #expect(result == Array(expected))
      }
    }
  }

  @Test func regionsThatAreLongOrFarAway() throws {
    let sent = (0..<world.size * 20).map { world.rank * 1000 + $0 }
    let regions = (0..<world.size).map { Region($0 * 20..<$0 * 20 + 20, of: Int.self) }
    let expected = (0..<world.size).flatMap { rank in
      (0..<20).map { rank * 1000 + world.rank * 20 + $0 }
    }
    try largely { way throws in
      var received = Array(repeating: -1, count: sent.count)
      try world.complete(
        .allToAll(sent.span, regions: regions, receiveRegions: regions, into: received.mutableSpan), way)
      #expect(received == expected)
      expectError(.buffer, in: "MPI_Alltoallw") {
        try world.run(
          .allToAll(
            sent.span, regions: regions.map { Region(of: $0.datatype, count: $0.count, byteOffset: 8) },
            receiveRegions: regions.map { Region(of: $0.datatype, count: sent.count, byteOffset: 8) },
            into: received.mutableSpan))
      }
    }
  }

  @Test func reductionsWithinOneProcess() throws {
    try withCountLimit(7) {
      var sums = Array(0..<50)
      try ReduceOperation<Int>.sum.combine(Array(0..<50), into: &sums)
      #expect(sums == (0..<50).map { $0 * 2 })
    }
  }

  @Test(.enabled(if: World.world.size > 1)) func betweenTwoSides() throws {
    try Sides.with { sides throws in
      let mine = (0..<40).map { world.rank * 100 + $0 }
      let all = sides.other.flatMap { rank in (0..<40).map { rank * 100 + $0 } }
      let sum = (0..<40).map { index in sides.other.reduce(0) { $0 + $1 * 100 + index } }
      try largely { way throws in
        var gathered = Array(repeating: -1, count: all.count)
        try sides.both.complete(.allGather(mine.span, into: gathered.mutableSpan), way, isLarge: true)
        #expect(gathered == all)
        gathered = Array(repeating: -1, count: all.count)
        try sides.both.complete(
          .allGather(mine.span, counts: sides.other.map { _ in 40 }, into: gathered.mutableSpan), way,
          isLarge: true)
        #expect(gathered == all)
        var result = Array(repeating: -1, count: 40)
        try sides.both.complete(.allReduce(mine.span, .sum, into: result.mutableSpan), way, isLarge: true)
        #expect(result == sum)
        for rooted in sides.roots {
          result = Array(repeating: -1, count: 40)
          try sides.both.complete(
            .reduce(mine.span, .sum, into: result.mutableSpan, root: rooted.place), way, isLarge: true)
          #expect(result == (rooted.isRoot ? sum : Array(repeating: -1, count: 40)))
        }
      }
    }
  }
}
