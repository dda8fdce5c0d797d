import MPI
import Support
import Testing

/// Each operation in its three ways gives what it gives when it is called at once.
@Suite struct OperationTests {
  let world = World.world

  /// Numbers that are another on each rank.
  private func numbers(_ count: Int, of rank: Int) -> [Int] { (0..<count).map { rank * 100 + $0 } }

  private func mine(_ count: Int) -> [Int] { numbers(count, of: world.rank) }

  private func all(_ count: Int) -> [Int] { (0..<world.size).flatMap { numbers(count, of: $0) } }

  @Test func sumsInThreeWays() throws {
    let mine = mine(3)
    let expected = (0..<3).map { index in (0..<world.size).reduce(0) { $0 + $1 * 100 + index } }
    var sum = [0, 0, 0]
    try world.run(.allReduce(mine.span, .sum, into: sum.mutableSpan))
    #expect(sum == expected)

    sum = [0, 0, 0]
    try world.start(.allReduce(mine.span, .sum, into: sum.mutableSpan)).wait()
    #expect(sum == expected)

    var inPlace = mine
    try world.start(.allReduce(inPlace: inPlace.mutableSpan, .sum)).wait()
    #expect(inPlace == expected)

    for root in 0..<world.size {
      sum = [-1, -1, -1]
      try world.start(.reduce(mine.span, .sum, into: sum.mutableSpan, root: root)).wait()
      #expect(sum == (world.rank == root ? expected : [-1, -1, -1]))
    }
  }

  @Test func operationsOfOnesOwnLiveAsLongAsTheirRequests() throws {
    let mine = mine(2)
    var largest = [0, 0]
    // The operation is nobody's but the request's.
    let request = try world.start(
      .allReduce(mine.span, try .custom { $0 < $1 ? $1 : $0 }, into: largest.mutableSpan))
    try request.wait()
    #expect(largest == numbers(2, of: world.size - 1))
  }

  @Test func scansOfTheRanksBefore() throws {
    let mine = mine(2)
    let through = (0..<2).map { index in (0...world.rank).reduce(0) { $0 + $1 * 100 + index } }
    var result = [0, 0]
    try world.start(.scan(mine.span, .sum, into: result.mutableSpan)).wait()
    #expect(result == through)
    var inPlace = mine
    try world.start(.scan(inPlace: inPlace.mutableSpan, .sum)).wait()
    #expect(inPlace == through)
    result = [-1, -1]
    try world.start(.exclusiveScan(mine.span, .sum, into: result.mutableSpan)).wait()
    #expect(result == (world.rank == 0 ? [-1, -1] : zip(through, mine).map { $0 - $1 }))
  }

  @Test func gatheringAndScattering() throws {
    let mine = mine(2)
    let everything = all(2)
    for root in 0..<world.size {
      let isRoot = world.rank == root
      var gathered = [Int](repeating: -1, count: isRoot ? everything.count : 0)
      try world.start(.gather(mine.span, into: gathered.mutableSpan, root: root)).wait()
      #expect(gathered == (isRoot ? everything : []))

      var part = [0, 0]
      try world.start(.scatter(gathered.span, into: part.mutableSpan, root: root)).wait()
      #expect(part == mine)

      var inPlace = isRoot ? everything : [0, 0]
      try world.start(.scatter(inPlace: inPlace.mutableSpan, root: root)).wait()
      #expect(inPlace == (isRoot ? everything : mine))

      var buffer = isRoot ? everything : [0, 0]
      if !isRoot { buffer = mine }
      try world.start(.gather(inPlace: buffer.mutableSpan, root: root)).wait()
      #expect(buffer == (isRoot ? everything : mine))

      var copy = isRoot ? [7, 8, 9] : [0, 0, 0]
      try world.start(.broadcast(copy.mutableSpan, root: root)).wait()
      #expect(copy == [7, 8, 9])
    }
    var gathered = [Int](repeating: -1, count: everything.count)
    try world.start(.allGather(mine.span, into: gathered.mutableSpan)).wait()
    #expect(gathered == everything)
  }

  @Test func unequalPartsKeepTheirCountsUntilTheEnd() throws {
    let counts = (0..<world.size).map { $0 % 3 }
    let mine = mine(counts[world.rank])
    let everything = (0..<world.size).flatMap { numbers(counts[$0], of: $0) }
    let root = world.size - 1
    var gathered = [Int](repeating: -1, count: everything.count)
    try world.start(.allGather(mine.span, counts: counts, into: gathered.mutableSpan)).wait()
    #expect(gathered == everything)

    var onRoot = [Int](repeating: -1, count: world.rank == root ? everything.count : 0)
    try world.start(.gather(mine.span, counts: counts, into: onRoot.mutableSpan, root: root)).wait()
    #expect(onRoot == (world.rank == root ? everything : []))

    var part = [Int](repeating: -1, count: counts[world.rank])
    try world.start(.scatter(onRoot.span, counts: counts, into: part.mutableSpan, root: root)).wait()
    #expect(part == mine)

    // Rank r sends (r + s) % 2 elements to rank s.
    let sent = (0..<world.size).map { (world.rank + $0) % 2 }
    let elements = (0..<world.size).flatMap { Array(repeating: world.rank * 10 + $0, count: sent[$0]) }
    let expected = (0..<world.size).flatMap { Array(repeating: $0 * 10 + world.rank, count: sent[$0]) }
    var received = [Int](repeating: -1, count: expected.count)
    try world.start(
      .allToAll(elements.span, counts: sent, receiveCounts: sent, into: received.mutableSpan)
    ).wait()
    #expect(received == expected)

    var reduced = [Int](repeating: -1, count: counts[world.rank])
    let ones = [Int](repeating: 1, count: everything.count)
    try world.start(.reduceScatter(ones.span, .sum, counts: counts, into: reduced.mutableSpan)).wait()
    #expect(reduced == [Int](repeating: world.size, count: counts[world.rank]))
  }

  @Test func equalPartsForEach() throws {
    let elements = (0..<2 * world.size).map { world.rank * 1000 + $0 }
    var received = [Int](repeating: -1, count: elements.count)
    try world.start(.allToAll(elements.span, into: received.mutableSpan)).wait()
    let first = 2 * world.rank
    let expected: [Int] = (0..<world.size).flatMap { rank in [rank * 1000 + first, rank * 1000 + first + 1] }
    #expect(received == expected)
    var inPlace = elements
    try world.start(.allToAll(inPlace: inPlace.mutableSpan)).wait()
    #expect(inPlace == expected)
    var part = [0, 0]
    try world.start(.reduceScatter(elements.span, .max, into: part.mutableSpan)).wait()
    let largest = (world.size - 1) * 1000 + 2 * world.rank
    #expect(part == [largest, largest + 1])
  }

  @Test func lengthsThatDoNotFitAreRefusedInAllWays() throws {
    let mine = [1, 2, 3]
    var short = [0, 0]
    func expectRefusal(_ body: () throws(MPIError) -> Void) {
      do {
        try body()
        Issue.record("a length that does not fit was accepted")
      } catch {
        #expect(error.errorClass == .count)
      }
    }
    expectRefusal { () throws(MPIError) in
      try world.run(.allReduce(mine.span, .sum, into: short.mutableSpan))
    }
    expectRefusal { () throws(MPIError) in
      try world.start(.allReduce(mine.span, .sum, into: short.mutableSpan)).wait()
    }
    expectRefusal { () throws(MPIError) in
      try world.start(.allGather(mine.span, into: short.mutableSpan)).wait()
    }
    expectRefusal { () throws(MPIError) in
      _ = try world.start(.allGather(mine.span, counts: [-1], into: short.mutableSpan))
    }
  }

  @Test func aPersistentReductionAddsWhatIsThereAtEachStart() throws {
    var mine = [0]
    var sum = [0]
    var total = try world.prepare(.allReduce(mine.mutableSpan, .sum, into: sum.mutableSpan))
    for round in 1...5 {
      total.sent[0] = round * (world.rank + 1)
      try total.start().wait()
      #expect(total.received[0] == round * world.size * (world.size + 1) / 2)
    }
  }

  @Test func aPersistentMessageCarriesWhatIsThereAtEachStart() throws {
    var mine = [0, 0]
    var theirs = [0, 0]
    var receive = try world.prepare(.receive(into: theirs.mutableSpan, from: world.left, tag: 4))
    var send = try world.prepare(.send(mine.mutableSpan, to: world.right, tag: 4))
    for round in 0..<5 {
      send.sent[1] = world.rank * 10 + round
      let receiving = try receive.start()
      let sending = try send.start()
      try sending.wait()
      let status = try receiving.wait()
      #expect(status.source == world.left && status.tag == 4)
      #expect(receive.received[1] == world.left * 10 + round)
    }
  }
}
