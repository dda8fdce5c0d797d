import MPI
import Support
import Testing

/// Rooted collectives in place, and v-variants into memory that is there.
@Suite struct InPlaceTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func theRootsOwnPartStaysWhereItIs(_ type: any Sample.Type) throws { try gatherAndScatter(type) }

  private func gatherAndScatter<T: Sample>(_ type: T.Type) throws {
    for root in 0..<world.size {
      for count in [0, 1, 7] {
        let all = T.elements(ofEach: Array(repeating: count, count: world.size))
        let mine = T.elements(of: world.rank, count)
        let isRoot = world.rank == root

        var gathered = mine
        if isRoot {
          gathered = T.filler(count * world.size)
          gathered.replaceSubrange(count * root..<count * (root + 1), with: mine)
        }
        try world.gather(inPlace: &gathered, root: root)
        #expect(gathered == (isRoot ? all : mine))

        var scattered = isRoot ? all : T.filler(count)
        try world.scatter(inPlace: &scattered, root: root)
        #expect(scattered == (isRoot ? all : mine))
      }
    }
  }

  @Test(arguments: sampleTypes)
  func unequalPartsGoWhereTheyAreToGo(_ type: any Sample.Type) throws { try unequal(type) }

  private func unequal<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      let all = T.elements(ofEach: counts)
      let mine = T.elements(of: world.rank, counts[world.rank])

      var everywhere = T.filler(all.count)
      try world.allGather(mine, counts: counts, into: &everywhere)
      #expect(everywhere == all)

      for root in 0..<world.size {
        let isRoot = world.rank == root
        var gathered = T.filler(all.count)
        try world.gather(mine.span, counts: isRoot ? counts : [], into: &gathered, root: root)
        #expect(gathered == (isRoot ? all : T.filler(all.count)))

        var part = T.filler(mine.count)
        try world.scatter(isRoot ? all : [], counts: isRoot ? counts : [], into: &part, root: root)
        #expect(part == mine)
      }

      // Everyone sends the same counts, so everyone gets as much from each as it has itself.
      let received = Array(repeating: counts[world.rank], count: world.size)
      var from = T.filler(received.reduce(0, +))
      let known = try world.allToAll(all, counts: counts)
      try world.allToAll(all, counts: counts, receiveCounts: received, into: &from)
      #expect(from == known && from == (0..<world.size).flatMap { _ in mine })
    }
  }

  @Test(arguments: sampleTypes)
  func unequalPartsStayWhereTheyAre(_ type: any Sample.Type) throws { try unequalInPlace(type) }

  private func unequalInPlace<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      let all = T.elements(ofEach: counts)
      let mine = T.elements(of: world.rank, counts[world.rank])
      var own = T.filler(all.count)
      let start = counts[..<world.rank].reduce(0, +)
      own.replaceSubrange(start..<start + mine.count, with: mine)

      try expectFilling(own, gives: all) { try world.allGather(inPlace: &$0, counts: counts) }
      var everywhere = own
      try world.start(.allGather(inPlace: everywhere.mutableSpan, counts: counts)).wait()
      #expect(everywhere == all)

      for root in 0..<world.size {
        let isRoot = world.rank == root
        var gathered = isRoot ? own : mine
        try world.gather(inPlace: &gathered, counts: isRoot ? counts : [], root: root)
        #expect(gathered == (isRoot ? all : mine))
        gathered = isRoot ? own : mine
        try world.start(.gather(inPlace: gathered.mutableSpan, counts: isRoot ? counts : [], root: root))
          .wait()
        #expect(gathered == (isRoot ? all : mine))

        var scattered = isRoot ? all : T.filler(mine.count)
        try world.scatter(inPlace: &scattered, counts: isRoot ? counts : [], root: root)
        #expect(scattered == (isRoot ? all : mine))
        scattered = isRoot ? all : T.filler(mine.count)
        try world.start(
          .scatter(inPlace: scattered.mutableSpan, counts: isRoot ? counts : [], root: root)
        ).wait()
        #expect(scattered == (isRoot ? all : mine))
      }
    }
  }

  @Test func ranksExchangeUnequalPartsInPlace() throws {
    // Ranks r and s exchange (r + s) % 3 elements.
    let counts = (0..<world.size).map { (world.rank + $0) % 3 }
    let mine = (0..<world.size).flatMap { Array(repeating: world.rank * 10 + $0, count: counts[$0]) }
    let expected = (0..<world.size).flatMap { Array(repeating: $0 * 10 + world.rank, count: counts[$0]) }
    var all = mine
    try world.allToAll(inPlace: &all, counts: counts)
    #expect(all == expected)
    all = mine
    try world.start(.allToAll(inPlace: all.mutableSpan, counts: counts)).wait()
    #expect(all == expected)
  }

  @Test func unequalPartsOfAResultGoWhereTheyAreToGo() throws {
    let counts = (0..<world.size).map { $0 % 3 }
    let total = counts.reduce(0, +)
    let mine = (0..<total).map { $0 * (world.rank + 1) }
    let start = counts[..<world.rank].reduce(0, +)
    let factor = world.size * (world.size + 1) / 2
    let expected = (start..<start + counts[world.rank]).map { $0 * factor }
    for operation in [ReduceOperation<Int>.sum, try .custom { $0 + $1 }] {
      var part = [Int](repeating: -1, count: expected.count)
      try world.reduceScatter(mine, operation, counts: counts, into: &part)
      #expect(part == expected)
      var buffer = mine
      try world.reduceScatter(inPlace: &buffer, operation, counts: counts)
      #expect(Array(buffer[..<expected.count]) == expected)
      buffer = mine
      try world.start(.reduceScatter(inPlace: buffer.mutableSpan, operation, counts: counts)).wait()
      #expect(Array(buffer[..<expected.count]) == expected)
    }
  }

  @Test func reduceScatterLeavesThePartInFront() throws {
    for count in [0, 1, 1000] {
      var buffer = (0..<count * world.size).map { $0 * (world.rank + 1) }
      try world.reduceScatter(inPlace: &buffer, .sum)
      let factor = world.size * (world.size + 1) / 2
      #expect(Array(buffer[..<count]) == (count * world.rank..<count * (world.rank + 1)).map { $0 * factor })
    }
  }

  @Test func lengthsThatDoNotFitAreRefused() throws {
    var buffer = [1, 2, 3]
    let counts = Array(repeating: 1, count: world.size)
    var all = Array(repeating: 0, count: world.size + 1)
    expectError(.count, in: "MPI_Allgatherv") { try world.allGather([1], counts: counts, into: &all) }
    expectError(.count, in: "MPI_Alltoallv") {
      try world.allToAll(counts, counts: counts, receiveCounts: counts, into: &all)
    }
    if world.size == 2 {
      expectError(.count, in: "MPI_Reduce_scatter_block") { try world.reduceScatter(inPlace: &buffer, .sum) }
    }
  }
}
