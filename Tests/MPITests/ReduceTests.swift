import MPI
import Support
import Testing

@Suite struct ReduceTests {
  let world = World.world

  @Test(arguments: reductionCases) func theRootGetsAllRanksCombined(_ test: any ReductionCase.Type) throws {
    try reduceArrays(test)
  }

  private func reduceArrays<Case: ReductionCase>(_ test: Case.Type) throws {
    var generator = try World.generator()
    let operation = try Case.operation()
    for root in 0..<world.size {
      for count in countsToTry(&generator) {
        let mine = Case.Element.elements(of: world.rank, count)
        let all = combined(0...world.size - 1, count: count, by: Case.combine)
        let expected = world.rank == root ? all : nil
        #expect(try world.reduce(mine, operation, root: root) == expected)
        #expect(try world.reduce(mine.inTheMiddle, operation, root: root) == expected)
        let fromSpan = try world.reduce(mine.span, operation, root: root)
        #expect(fromSpan == expected)
        let start = Case.Element.filler(count)
        try expectFilling(start, gives: expected ?? start) {
          try world.reduce(mine, operation, into: &$0, root: root)
        }
        try expectFilling(mine, gives: expected ?? mine) {
          try world.reduce(inPlace: &$0, operation, root: root)
        }
      }
    }
  }

  @Test(arguments: reductionCases) func aValueIsReducedToAValue(_ test: any ReductionCase.Type) throws {
    try reduceValues(test)
  }

  private func reduceValues<Case: ReductionCase>(_ test: Case.Type) throws {
    let operation = try Case.operation()
    let mine = Case.Element.element(rank: world.rank, index: 4)
    let all = (0..<world.size).map { Case.Element.element(rank: $0, index: 4) }
    let expected = all.dropFirst().reduce(all[0], Case.combine)
    for root in 0..<world.size {
      let isRoot = world.rank == root
      #expect(try world.reduce(mine, operation, root: root) == (isRoot ? expected : nil))
      var value = mine
      try world.reduce(inPlace: &value, operation, root: root)
      #expect(value == (isRoot ? expected : mine))
      var values = [mine]
      var span = values.mutableSpan
      try world.reduce(mine, operation, into: &span, root: root)
      #expect(values == [isRoot ? expected : mine])
    }
    #expect(try world.allReduce(mine, operation) == expected)
    var value = mine
    try world.allReduce(inPlace: &value, operation)
    #expect(value == expected)
    var values = [mine]
    var span = values.mutableSpan
    try world.allReduce(inPlace: &span, operation)
    #expect(values == [expected])
  }

  @Test(arguments: reductionCases) func everyoneGetsAllRanksCombined(_ test: any ReductionCase.Type) throws {
    try allReduceArrays(test)
  }

  private func allReduceArrays<Case: ReductionCase>(_ test: Case.Type) throws {
    var generator = try World.generator()
    let operation = try Case.operation()
    for count in countsToTry(&generator) {
      let mine = Case.Element.elements(of: world.rank, count)
      let expected = combined(0...world.size - 1, count: count, by: Case.combine)
      #expect(try world.allReduce(mine, operation) == expected)
      #expect(try world.allReduce(mine.inTheMiddle, operation) == expected)
      let fromSpan = try world.allReduce(mine.span, operation)
      #expect(fromSpan == expected)
      try expectFilling(Case.Element.filler(count), gives: expected) {
        try world.allReduce(mine, operation, into: &$0)
      }
      try expectFilling(mine, gives: expected) { try world.allReduce(inPlace: &$0, operation) }
    }
  }

  @Test(arguments: reductionCases) func longArraysAreCombinedInTheOrderOfTheRanks(
    _ test: any ReductionCase.Type
  ) throws { try reduceLong(test) }

  private func reduceLong<Case: ReductionCase>(_ test: Case.Type) throws {
    let operation = try Case.operation()
    let mine = Case.Element.elements(of: world.rank, Case.longCount)
    let all = combined(0...world.size - 1, count: mine.count, by: Case.combine)
    for root in 0..<world.size {
      let expected = world.rank == root ? all : nil
      #expect(try world.reduce(mine, operation, root: root) == expected)
      var inPlace = mine
      try world.reduce(inPlace: &inPlace, operation, root: root)
      #expect(inPlace == expected ?? mine)
    }
    #expect(try world.allReduce(mine, operation) == all)
    var inPlace = mine
    try world.allReduce(inPlace: &inPlace, operation)
    #expect(inPlace == all)
  }

  @Test func aResultOfAnotherLengthIsRefused() throws {
    var short = [Int32](repeating: 0, count: 2)
    expectError(.count, in: "MPI_Reduce") { try world.reduce([1, 2, 3], .sum, into: &short) }
    expectError(.count, in: "MPI_Allreduce") { try world.allReduce([1, 2, 3], .sum, into: &short) }
    #expect(short == [0, 0])
  }
}
