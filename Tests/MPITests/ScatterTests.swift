import MPI
import Support
import Testing

@Suite struct ScatterTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func eachRankGetsItsEqualPart(_ type: any Sample.Type) throws { try scatterEqual(type) }

  private func scatterEqual<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for root in 0..<world.size {
      for count in countsToTry(&generator) + [700] {
        let all = world.rank == root ? T.elements(ofEach: Array(repeating: count, count: world.size)) : nil
        let expected = T.elements(of: world.rank, count)
        #expect(try world.scatter(all, root: root) == expected)
        // What is given elsewhere than on the root is ignored.
        #expect(try world.scatter(all ?? T.filler(1), root: root) == expected)
        let there = all ?? []
        let start = T.filler(count)
        try expectFilling(start, gives: expected) {
          try world.scatter(there, counts: .equal, into: &$0, root: root)
        }
        try expectFilling(start, gives: expected) {
          try world.scatter(there.inTheMiddle, counts: .equal, into: &$0, root: root)
        }
        try expectFilling(start, gives: expected) {
          try world.scatter(there.span, counts: .equal, into: &$0, root: root)
        }
      }
    }
  }

  @Test(arguments: sampleTypes)
  func eachRankGetsOneValue(_ type: any Sample.Type) throws { try scatterValues(type) }

  private func scatterValues<T: Sample>(_ type: T.Type) throws {
    for root in 0..<world.size {
      let all = world.rank == root ? T.elements(ofEach: Array(repeating: 1, count: world.size)) : []
      var value = T.element(rank: -1, index: -1)
      try world.scatter(all, into: &value, root: root)
      #expect(value == T.element(rank: world.rank, index: 0))
      var part = T.filler(1)
      var span = part.mutableSpan
      try world.scatter(all, into: &span, root: root)
      #expect(part == [value])
    }
  }

  @Test(arguments: sampleTypes)
  func eachRankGetsItsUnequalPart(_ type: any Sample.Type) throws { try scatterUnequal(type) }

  private func scatterUnequal<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for root in 0..<world.size {
      for counts in unevenCountsToTry(ranks: world.size, &generator) {
        let isRoot = world.rank == root
        let expected = T.elements(of: world.rank, counts[world.rank])
        let part = try world.scatter(
          isRoot ? T.elements(ofEach: counts) : nil, counts: isRoot ? counts : [], root: root)
        #expect(part == expected)
        let all = T.elements(ofEach: counts)
        #expect(try world.scatter(all, counts: counts, root: root) == expected)
      }
    }
  }

  @Test(arguments: packableTypes)
  func eachRankGetsItsPackableValue(_ type: any PackableSample.Type) throws { try scatterPacked(type) }

  private func scatterPacked<T: PackableSample>(_ type: T.Type) throws {
    for root in 0..<world.size {
      let all = world.rank == root ? (0..<world.size).map { T.value(of: $0) } : nil
      let mine: T = try world.scatter(all, root: root)
      #expect(mine == T.value(of: world.rank))
    }
  }

  @Test func numbersGoAsNumbersAndStringsArePacked() throws {
    let numbers = try world.scatter(Array(0..<2 * world.size))
    #expect(numbers == [2 * world.rank, 2 * world.rank + 1])
    let text = try world.scatter((0..<world.size).map { "é\($0)" })
    #expect(text == "é\(world.rank)")
  }

  @Test(.enabled(if: World.world.size > 1)) func whatCannotBeDividedEquallyIsRefusedOnAllRanks() throws {
    for root in 0..<world.size {
      let all = world.rank == root ? Array(0...world.size) : nil
      expectError(.count, in: "MPI_Scatter") { _ = try world.scatter(all, root: root) }
    }
  }

  @Test func aRootWithoutElementsIsAnErrorOnAllRanks() throws {
    for root in 0..<world.size {
      let all: [Double]? = world.rank == root ? nil : [1]
      expectError(.buffer, in: "MPI_Scatter") { _ = try world.scatter(all, root: root) }
      expectError(.count, in: "MPI_Scatterv") { _ = try world.scatter(all, counts: [], root: root) }
    }
  }

  @Test func countsThatDoNotDivideTheElementsAreRefusedOnAllRanks() throws {
    let one = Array(repeating: 1, count: world.size)
    let elements = one.map(Double.init)
    var negative = one
    negative[0] = -1
    var huge = Array(repeating: Int.max, count: world.size)
    huge[world.size - 1] = 1
    let wrong = [[], one + [1], one + [0], one.map { $0 + 1 }, one.map { _ in 0 }, negative, huge]
    for root in 0..<world.size {
      for counts in wrong where counts != one {
        let isRoot = world.rank == root
        expectError(.count, in: "MPI_Scatterv") {
          _ = try world.scatter(isRoot ? elements : nil, counts: isRoot ? counts : [], root: root)
        }
      }
      #expect(try world.scatter(elements, counts: world.rank == root ? one : huge, root: root) == [1])
    }
  }

  @Test func moreOrFewerPackableValuesThanRanksAreRefusedOnAllRanks() throws {
    for root in 0..<world.size {
      for count in [0, world.size - 1, world.size + 1] where count != world.size {
        let all = world.rank == root ? Array(repeating: "x", count: count) : nil
        expectError(.count, in: "MPI_Scatterv") {
          let _: String = try world.scatter(all, root: root)
        }
      }
    }
  }

  @Test func memoryOfAnotherLengthIsRefused() throws {
    try world.withSplit(color: world.rank) { alone throws in
      var part = [Double](repeating: 0, count: 2)
      expectError(.count, in: "MPI_Scatter") { try alone.scatter([1.0, 2.0, 3.0], into: &part) }
      #expect(part == [0, 0])
    }
  }
}
