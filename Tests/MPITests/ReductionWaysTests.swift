import MPI
import Support
import Testing

/// Each reduction run, started and prepared, beside its memory and in place, with each rank as root. The operands are
/// combined in the order of the ranks, whoever is the root: some of the operations are not commutative.
@Suite struct ReductionWaysTests {
  let world = World.world

  @Test(arguments: reductionCases) func wholeArrays(_ test: any ReductionCase.Type) throws {
    try reduceWhole(test)
  }

  private func reduceWhole<Case: ReductionCase>(_ test: Case.Type) throws {
    typealias Element = Case.Element
    let operation = try Case.operation()
    let (rank, last) = (world.rank, world.size - 1)
    for count in [0, 1, 40, Case.longCount] {
      let mine = Element.elements(of: rank, count)
      let all = combined(0...last, count: count, by: Case.combine)
      let start = Element.filler(count)
      for root in Set([0, last / 2, last]).sorted() {
        try expectEachWay(start, gives: rank == root ? all : start) {
          try world.complete(.reduce(mine.span, operation, into: $0.mutableSpan, root: root), $1)
        }
        if root > 0 && World.isMPICH("4.0.") {
          var buffer = mine
          expectError(.unsupported, in: "MPI_Reduce") {
            try world.run(.reduce(inPlace: buffer.mutableSpan, operation, root: root))
          }
          continue
        }
        try expectEachWay(mine, gives: rank == root ? all : mine) {
          try world.complete(.reduce(inPlace: $0.mutableSpan, operation, root: root), $1, rounds: 1)
        }
      }
      try expectEachWay(start, gives: all) {
        try world.complete(.allReduce(mine.span, operation, into: $0.mutableSpan), $1)
      }
      try expectEachWay(mine, gives: all) {
        try world.complete(.allReduce(inPlace: $0.mutableSpan, operation), $1, rounds: 1)
      }
      let through = combined(0...rank, count: count, by: Case.combine)
      try expectEachWay(start, gives: through) {
        try world.complete(.scan(mine.span, operation, into: $0.mutableSpan), $1)
      }
      try expectEachWay(mine, gives: through) {
        try world.complete(.scan(inPlace: $0.mutableSpan, operation), $1, rounds: 1)
      }
      // On rank 0 the memory stays as it is.
      let before = rank == 0 ? nil : combined(0...rank - 1, count: count, by: Case.combine)
      try expectEachWay(start, gives: before ?? start) {
        try world.complete(.exclusiveScan(mine.span, operation, into: $0.mutableSpan), $1)
      }
      try expectEachWay(mine, gives: before ?? mine) {
        try world.complete(.exclusiveScan(inPlace: $0.mutableSpan, operation), $1, rounds: 1)
      }
    }
  }

  @Test(arguments: reductionCases) func partsOfTheResult(_ test: any ReductionCase.Type) throws {
    try reduceToParts(test)
  }

  private func reduceToParts<Case: ReductionCase>(_ test: Case.Type) throws {
    let (size, last) = (world.size, world.size - 1)
    for each in [0, 1, 15, Case.longCount / size] {
      try expectPart(test, Array(repeating: each, count: size), known: .equal)
    }
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: size, &generator) { try expectPart(test, counts, known: counts) }
    // All to one rank, of which the others are before or behind.
    for rank in [0, last] {
      let counts = (0..<size).map { $0 == rank ? 3000 : 0 }
      try expectPart(test, counts, known: counts)
    }
  }

  /// Expects each rank to get its part, of which there is one for each.
  private func expectPart<Case: ReductionCase>(
    _ test: Case.Type, _ counts: [Int], known: some PartCounts
  ) throws {
    let operation = try Case.operation()
    let rank = world.rank
    let mine = Case.Element.elements(of: rank, counts.reduce(0, +))
    let all = combined(0...world.size - 1, count: mine.count, by: Case.combine)
    let first = counts[..<rank].reduce(0, +)
    let part = Array(all[first..<first + counts[rank]])
    try expectEachWay(Case.Element.filler(part.count), gives: part) {
      try world.complete(.reduceScatter(mine.span, operation, counts: known, into: $0.mutableSpan), $1)
    }
    try expectFilling(Case.Element.filler(part.count), gives: part) {
      try world.reduceScatter(mine, operation, counts: known, into: &$0)
    }
    // In place the part is in front, and what is behind it is left open.
    var buffer = mine
    try world.reduceScatter(inPlace: &buffer, operation, counts: known)
    #expect(Array(buffer[..<part.count]) == part)
    for way in Way.allCases {
      buffer = mine
      try world.complete(
        .reduceScatter(inPlace: buffer.mutableSpan, operation, counts: known), way, rounds: 1)
      #expect(Array(buffer[..<part.count]) == part, "\(way)")
    }
  }
}
