import MPI
import Support
import Testing

@Suite struct ScanTests {
  let world = World.world

  @Test(arguments: reductionCases) func aRankGetsThoseUpToItselfCombined(_ test: any ReductionCase.Type)
    throws
  {
    try scanArrays(test)
  }

  private func scanArrays<Case: ReductionCase>(_ test: Case.Type) throws {
    var generator = try World.generator()
    let operation = try Case.operation()
    for count in countsToTry(&generator) + [Case.longCount] {
      let mine = Case.Element.elements(of: world.rank, count)
      let expected = combined(0...world.rank, count: count, by: Case.combine)
      #expect(try world.scan(mine, operation) == expected)
      #expect(try world.scan(mine.inTheMiddle, operation) == expected)
      let fromSpan = try world.scan(mine.span, operation)
      #expect(fromSpan == expected)
      try expectFilling(Case.Element.filler(count), gives: expected) {
        try world.scan(mine, operation, into: &$0)
      }
      try expectFilling(mine, gives: expected) { try world.scan(inPlace: &$0, operation) }
    }
  }

  @Test(arguments: reductionCases) func aRankGetsThoseBeforeItCombined(_ test: any ReductionCase.Type) throws
  {
    try exclusiveScanArrays(test)
  }

  private func exclusiveScanArrays<Case: ReductionCase>(_ test: Case.Type) throws {
    var generator = try World.generator()
    let operation = try Case.operation()
    for count in countsToTry(&generator) + [Case.longCount] {
      let mine = Case.Element.elements(of: world.rank, count)
      let expected = world.rank == 0 ? nil : combined(0...world.rank - 1, count: count, by: Case.combine)
      #expect(try world.exclusiveScan(mine, operation) == expected)
      #expect(try world.exclusiveScan(mine.inTheMiddle, operation) == expected)
      let fromSpan = try world.exclusiveScan(mine.span, operation)
      #expect(fromSpan == expected)
      // On rank 0 the memory stays as it is.
      let start = Case.Element.filler(count)
      try expectFilling(start, gives: expected ?? start) {
        try world.exclusiveScan(mine, operation, into: &$0)
      }
      try expectFilling(mine, gives: expected ?? mine) { try world.exclusiveScan(inPlace: &$0, operation) }
    }
  }

  @Test(arguments: reductionCases) func aValueIsScannedToAValue(_ test: any ReductionCase.Type) throws {
    try scanValues(test)
  }

  private func scanValues<Case: ReductionCase>(_ test: Case.Type) throws {
    let operation = try Case.operation()
    let mine = Case.Element.elements(of: world.rank, 1)
    let upToHere = combined(0...world.rank, count: 1, by: Case.combine)
    let before = world.rank == 0 ? nil : combined(0...world.rank - 1, count: 1, by: Case.combine)
    #expect(try world.scan(mine[0], operation) == upToHere[0])
    #expect(try world.exclusiveScan(mine[0], operation) == before?[0])
    var value = mine[0]
    try world.scan(inPlace: &value, operation)
    #expect(value == upToHere[0])
    value = mine[0]
    try world.exclusiveScan(inPlace: &value, operation)
    #expect(value == before?[0] ?? mine[0])
    var values = mine
    var span = values.mutableSpan
    try world.scan(mine, operation, into: &span)
    #expect(values == upToHere)
  }

  @Test func aResultOfAnotherLengthIsRefused() throws {
    var short = [Int32](repeating: 0, count: 2)
    expectError(.count, in: "MPI_Scan") { try world.scan([1, 2, 3], .sum, into: &short) }
    expectError(.count, in: "MPI_Exscan") { try world.exclusiveScan([1, 2, 3], .sum, into: &short) }
    #expect(short == [0, 0])
  }
}
