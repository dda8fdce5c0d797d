import MPI
import Support
import Testing

@Suite struct ReduceScatterTests {
  let world = World.world

  @Test(arguments: reductionCases) func eachRankGetsItsEqualPartOfTheResult(_ test: any ReductionCase.Type)
    throws
  {
    try reduceEqual(test)
  }

  private func reduceEqual<Case: ReductionCase>(_ test: Case.Type) throws {
    var generator = try World.generator()
    let operation = try Case.operation()
    for each in countsToTry(&generator) + [Case.longCount / world.size] {
      let mine = Case.Element.elements(of: world.rank, each * world.size)
      let all = combined(0...world.size - 1, count: mine.count, by: Case.combine)
      let expected = Array(all[each * world.rank..<each * (world.rank + 1)])
      #expect(try world.reduceScatter(mine, operation) == expected)
      #expect(try world.reduceScatter(mine.inTheMiddle, operation) == expected)
      let fromSpan = try world.reduceScatter(mine.span, operation)
      #expect(fromSpan == expected)
      try expectFilling(Case.Element.filler(each), gives: expected) {
        try world.reduceScatter(mine, operation, counts: .equal, into: &$0)
      }
    }
  }

  @Test(arguments: reductionCases) func eachRankGetsOneValueOfTheResult(_ test: any ReductionCase.Type) throws
  {
    try reduceToValues(test)
  }

  private func reduceToValues<Case: ReductionCase>(_ test: Case.Type) throws {
    let operation = try Case.operation()
    let mine = Case.Element.elements(of: world.rank, world.size)
    let expected = combined(0...world.size - 1, count: world.size, by: Case.combine)[world.rank]
    var value = Case.Element.element(rank: -1, index: -1)
    try world.reduceScatter(mine, operation, into: &value)
    #expect(value == expected)
    var values = Case.Element.filler(1)
    var span = values.mutableSpan
    try world.reduceScatter(mine, operation, into: &span)
    #expect(values == [expected])
  }

  @Test(arguments: reductionCases) func eachRankGetsItsUnequalPartOfTheResult(_ test: any ReductionCase.Type)
    throws
  {
    try reduceUnequal(test)
  }

  private func reduceUnequal<Case: ReductionCase>(_ test: Case.Type) throws {
    var generator = try World.generator()
    let operation = try Case.operation()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      let mine = Case.Element.elements(of: world.rank, counts.reduce(0, +))
      let all = combined(0...world.size - 1, count: mine.count, by: Case.combine)
      let start = counts[..<world.rank].reduce(0, +)
      let expected = Array(all[start..<start + counts[world.rank]])
      #expect(try world.reduceScatter(mine, operation, counts: counts) == expected)
      let fromSpan = try world.reduceScatter(mine.inTheMiddle.span, operation, counts: counts)
      #expect(fromSpan == expected)
    }
  }

  @Test(.enabled(if: World.world.size > 1)) func whatCannotBeDividedEquallyIsRefused() throws {
    let mine = [Double](repeating: 0, count: world.size + 1)
    expectError(.count, in: "MPI_Reduce_scatter_block") { _ = try world.reduceScatter(mine, .sum) }
  }

  @Test func memoryOfAnotherLengthIsRefused() throws {
    let mine = [Double](repeating: 1, count: world.size)
    var part = [0.0, 0.0]
    expectError(.count, in: "MPI_Reduce_scatter_block") { try world.reduceScatter(mine, .sum, into: &part) }
    #expect(part == [0, 0])
  }

  @Test func countsThatAreWrongAreRefused() throws {
    let one = Array(repeating: 1, count: world.size)
    let mine = one.map(Double.init)
    let wrong = [
      [], one + [0], one.map { $0 + 1 }, one.map { -$0 }, one.map { _ in Int.max }, one.map { _ in Int.min },
    ]
    for counts in wrong {
      expectError(.count, in: "MPI_Reduce_scatter") {
        _ = try world.reduceScatter(mine, .sum, counts: counts)
      }
    }
    #expect(try world.reduceScatter(mine, .sum, counts: one) == [Double(world.size)])
  }
}
