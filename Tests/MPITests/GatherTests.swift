import MPI
import Support
import Testing

@Suite struct GatherTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func equalPartsStandInTheOrderOfTheRanks(_ type: any Sample.Type) throws { try gatherEqual(type) }

  private func gatherEqual<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for root in 0..<world.size {
      for count in countsToTry(&generator) + [700] {
        let mine = T.elements(of: world.rank, count)
        let all = T.elements(ofEach: Array(repeating: count, count: world.size))
        let expected = world.rank == root ? all : nil
        #expect(try world.gather(mine, root: root) == expected)
        #expect(try world.gather(mine.inTheMiddle, root: root) == expected)
        let fromSpan = try world.gather(mine.span, root: root)
        #expect(fromSpan == expected)
        // Elsewhere than on the root the memory may have any length.
        let start = T.filler(world.rank == root ? all.count : 1)
        try expectFilling(start, gives: expected ?? start) {
          try world.gather(mine, counts: .equal, into: &$0, root: root)
        }
      }
    }
  }

  @Test(arguments: sampleTypes)
  func oneValueFromEachMakesAnArray(_ type: any Sample.Type) throws { try gatherValues(type) }

  private func gatherValues<T: Sample>(_ type: T.Type) throws {
    let mine = T.element(rank: world.rank, index: 0)
    for root in 0..<world.size {
      let expected = world.rank == root ? T.elements(ofEach: Array(repeating: 1, count: world.size)) : nil
      #expect(try world.gather(mine, root: root) == expected)
      var all = T.filler(world.size)
      var span = all.mutableSpan
      try world.gather(mine, into: &span, root: root)
      #expect(all == expected ?? T.filler(world.size))
    }
  }

  @Test(arguments: sampleTypes)
  func unequalPartsStandInTheOrderOfTheRanks(_ type: any Sample.Type) throws { try gatherUnequal(type) }

  private func gatherUnequal<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for root in 0..<world.size {
      for counts in unevenCountsToTry(ranks: world.size, &generator) {
        let mine = T.elements(of: world.rank, counts[world.rank])
        let expected = world.rank == root ? T.elements(ofEach: counts) : nil
        #expect(try world.gather(mine, counts: .exchanged, root: root) == expected)
        // Only the root needs to know the counts.
        #expect(try world.gather(mine, counts: world.rank == root ? counts : [], root: root) == expected)
        let fromSpan = try world.gather(mine.inTheMiddle.span, counts: .exchanged, root: root)
        #expect(fromSpan == expected)
      }
    }
  }

  @Test(arguments: packableTypes)
  func packableValuesStandInTheOrderOfTheRanks(_ type: any PackableSample.Type) throws {
    try gatherPacked(type)
  }

  private func gatherPacked<T: PackableSample>(_ type: T.Type) throws {
    for root in 0..<world.size {
      let expected = world.rank == root ? (0..<world.size).map { T.value(of: $0) } : nil
      #expect(try world.gather(T.value(of: world.rank), root: root) == expected)
    }
  }

  @Test func numbersGoAsNumbersAndStringsArePacked() throws {
    let numbers = try world.gather([world.rank, -1])
    #expect(numbers == (world.rank == 0 ? (0..<world.size).flatMap { [$0, -1] } : nil))
    let texts = try world.gather(["é", "\(world.rank)"])
    #expect(texts == (world.rank == 0 ? (0..<world.size).map { ["é", "\($0)"] } : nil))
  }

  @Test func memoryOfAnotherLengthIsRefused() throws {
    try world.withSplit(color: world.rank) { alone throws in
      var short = [Int32](repeating: 0, count: 2)
      expectError(.count, in: "MPI_Gather") {
        try alone.gather([Int32](repeating: 1, count: 3), into: &short)
      }
      #expect(short == [0, 0])
    }
  }

  @Test func countsOnTheRootThatAreWrongAreRefused() throws {
    try world.withSplit(color: world.rank) { alone throws in
      for counts in [[], [1, 1], [2], [-1], [Int.max], [Int.min]] {
        expectError(.count, in: "MPI_Gatherv") { _ = try alone.gather([5.0], counts: counts) }
      }
      #expect(try alone.gather([5.0], counts: [1]) == [5.0])
    }
  }
}
