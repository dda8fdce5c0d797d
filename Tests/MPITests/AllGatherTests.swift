import MPI
import Support
import Testing

@Suite struct AllGatherTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func equalPartsStandInTheOrderOfTheRanks(_ type: any Sample.Type) throws { try allGatherEqual(type) }

  private func allGatherEqual<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for count in countsToTry(&generator) + [2000] {
      let mine = T.elements(of: world.rank, count)
      let expected = T.elements(ofEach: Array(repeating: count, count: world.size))
      #expect(try world.allGather(mine) == expected)
      #expect(try world.allGather(mine.inTheMiddle) == expected)
      let fromSpan = try world.allGather(mine.span)
      #expect(fromSpan == expected)
      try expectFilling(T.filler(expected.count), gives: expected) {
        try world.allGather(mine, counts: .equal, into: &$0)
      }
      var started = T.filler(expected.count)
      started.replaceSubrange(world.rank * count..<(world.rank + 1) * count, with: mine)
      try expectFilling(started, gives: expected) { try world.allGather(inPlace: &$0) }
    }
  }

  @Test(arguments: sampleTypes)
  func oneValueFromEachMakesAnArray(_ type: any Sample.Type) throws { try allGatherValues(type) }

  private func allGatherValues<T: Sample>(_ type: T.Type) throws {
    let mine = T.element(rank: world.rank, index: 0)
    let expected = T.elements(ofEach: Array(repeating: 1, count: world.size))
    #expect(try world.allGather(mine) == expected)
    var all = T.filler(world.size)
    var span = all.mutableSpan
    try world.allGather(mine, into: &span)
    #expect(all == expected)
    var inPlace = T.filler(world.size)
    inPlace[world.rank] = mine
    var placeSpan = inPlace.mutableSpan
    try world.allGather(inPlace: &placeSpan)
    #expect(inPlace == expected)
  }

  @Test(arguments: sampleTypes)
  func unequalPartsStandInTheOrderOfTheRanks(_ type: any Sample.Type) throws { try allGatherUnequal(type) }

  private func allGatherUnequal<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      let mine = T.elements(of: world.rank, counts[world.rank])
      let expected = T.elements(ofEach: counts)
      #expect(try world.allGather(mine, counts: .exchanged) == expected)
      #expect(try world.allGather(mine, counts: counts) == expected)
      let fromSpan = try world.allGather(mine.inTheMiddle.span, counts: counts)
      #expect(fromSpan == expected)
    }
  }

  @Test(arguments: packableTypes)
  func packableValuesStandInTheOrderOfTheRanks(_ type: any PackableSample.Type) throws {
    try allGatherPacked(type)
  }

  private func allGatherPacked<T: PackableSample>(_ type: T.Type) throws {
    #expect(try world.allGather(T.value(of: world.rank)) == (0..<world.size).map { T.value(of: $0) })
  }

  @Test func numbersGoAsNumbersAndStringsArePacked() throws {
    #expect(try world.allGather([world.rank, -1]) == (0..<world.size).flatMap { [$0, -1] })
    #expect(try world.allGather(["é", "\(world.rank)"]) == (0..<world.size).map { ["é", "\($0)"] })
  }

  @Test func memoryOfAnotherLengthIsRefused() throws {
    var all = [Double](repeating: 0, count: 2 * world.size + 1)
    expectError(.count, in: "MPI_Allgather") { try world.allGather([1.0, 2.0], into: &all) }
    #expect(all.allSatisfy { $0 == 0 })
  }

  @Test(.enabled(if: World.world.size > 1)) func aBufferThatCannotBeDividedEquallyIsRefused() throws {
    var all = [Double](repeating: 0, count: 2 * world.size + 1)
    expectError(.count, in: "MPI_Allgather") { try world.allGather(inPlace: &all) }
  }

  @Test func countsThatAreWrongAreRefused() throws {
    let one = Array(repeating: 1, count: world.size)
    let wrong = [
      [], one + [1], one.map { $0 + 1 }, one.map { -$0 }, one.map { _ in Int.max }, one.map { _ in Int.min },
    ]
    for counts in wrong {
      expectError(.count, in: "MPI_Allgatherv") { _ = try world.allGather([5.0], counts: counts) }
    }
    #expect(try world.allGather([5.0], counts: one) == one.map { _ in 5.0 })
  }
}
