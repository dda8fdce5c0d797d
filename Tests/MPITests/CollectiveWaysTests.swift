import MPI
import Support
import Testing

/// Each collective operation that moves elements, run, started and prepared, beside its memory and in place, with each
/// rank as root, and with parts that are empty on all ranks, on all but one, or on some.
@Suite struct CollectiveWaysTests {
  let world = World.world

  @Test(arguments: sampleTypes) func equalParts(_ type: any Sample.Type) throws { try moveEqual(type) }

  private func moveEqual<T: Sample>(_ type: T.Type) throws {
    for count in [0, 1, 23] {
      let (rank, size) = (world.rank, world.size)
      let mine = T.elements(of: rank, count)
      let all = T.elements(ofEach: Array(repeating: count, count: size))
      var own = T.filler(all.count)
      own.replaceSubrange(rank * count..<(rank + 1) * count, with: mine)
      for root in 0..<size {
        let isRoot = rank == root
        try expectEachWay(mine, gives: T.elements(of: root, count)) {
          try world.complete(.broadcast($0.mutableSpan, root: root), $1)
        }
        try expectEachWay(T.filler(isRoot ? all.count : 1), gives: isRoot ? all : T.filler(1)) {
          try world.complete(.gather(mine.span, into: $0.mutableSpan, root: root), $1)
        }
        try expectEachWay(isRoot ? own : mine, gives: isRoot ? all : mine) {
          try world.complete(.gather(inPlace: $0.mutableSpan, root: root), $1)
        }
        let sent = isRoot ? all : T.filler(1)
        try expectEachWay(T.filler(count), gives: mine) {
          try world.complete(
            .scatter(sent.span, into: $0.mutableSpan, root: root), $1)
        }
        try expectEachWay(isRoot ? all : T.filler(count), gives: isRoot ? all : mine) {
          try world.complete(.scatter(inPlace: $0.mutableSpan, root: root), $1)
        }
      }
      try expectEachWay(T.filler(all.count), gives: all) {
        try world.complete(.allGather(mine.span, into: $0.mutableSpan), $1)
      }
      try expectEachWay(own, gives: all) { try world.complete(.allGather(inPlace: $0.mutableSpan), $1) }

      let parcels: [T] = (0..<size).flatMap { parcel(from: rank, to: $0, count) }
      let received: [T] = (0..<size).flatMap { parcel(from: $0, to: rank, count) }
      try expectEachWay(T.filler(parcels.count), gives: received) {
        try world.complete(.allToAll(parcels.span, into: $0.mutableSpan), $1)
      }
      try expectEachWay(parcels, gives: received) {
        try world.complete(.allToAll(inPlace: $0.mutableSpan), $1, rounds: 1)
      }
    }
  }

  @Test(arguments: sampleTypes) func unequalParts(_ type: any Sample.Type) throws { try moveUnequal(type) }

  private func moveUnequal<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for counts in unevenCountsToTry(ranks: world.size, &generator) {
      let rank = world.rank
      let mine = T.elements(of: rank, counts[rank])
      let all = T.elements(ofEach: counts)
      let first = counts[..<rank].reduce(0, +)
      var own = T.filler(all.count)
      own.replaceSubrange(first..<first + mine.count, with: mine)
      for root in 0..<world.size {
        let isRoot = rank == root
        // Only the root needs to know the counts.
        let known = isRoot ? counts : []
        try expectEachWay(T.filler(isRoot ? all.count : 1), gives: isRoot ? all : T.filler(1)) {
          try world.complete(.gather(mine.span, counts: known, into: $0.mutableSpan, root: root), $1)
        }
        try expectEachWay(isRoot ? own : mine, gives: isRoot ? all : mine) {
          try world.complete(.gather(inPlace: $0.mutableSpan, counts: known, root: root), $1)
        }
        let sent = isRoot ? all : []
        try expectEachWay(T.filler(mine.count), gives: mine) {
          try world.complete(.scatter(sent.span, counts: known, into: $0.mutableSpan, root: root), $1)
        }
        try expectEachWay(isRoot ? all : T.filler(mine.count), gives: isRoot ? all : mine) {
          try world.complete(.scatter(inPlace: $0.mutableSpan, counts: known, root: root), $1)
        }
      }
      try expectEachWay(T.filler(all.count), gives: all) {
        try world.complete(.allGather(mine.span, counts: counts, into: $0.mutableSpan), $1)
      }
      try expectEachWay(own, gives: all) {
        try world.complete(.allGather(inPlace: $0.mutableSpan, counts: counts), $1)
      }
    }
  }

  @Test(arguments: sampleTypes)
  func unequalPartsForEach(_ type: any Sample.Type) throws { try exchangeUnequal(type) }

  private func exchangeUnequal<T: Sample>(_ type: T.Type) throws {
    let (rank, ranks) = (world.rank, 0..<world.size)
    // From whom to whom how many: none at all, to one rank only, from one rank only, some.
    let patterns: [(Int, Int) -> Int] = [
      { _, _ in 0 }, { [last = ranks.count - 1] in $1 == last ? 5 + $0 : 0 }, { $0 == 0 ? 3 + $1 : 0 },
      { ($0 * 2 + $1) % 3 * 17 },
    ]
    for count in patterns {
      let sent = ranks.map { count(rank, $0) }
      let back = ranks.map { count($0, rank) }
      let mine: [T] = ranks.flatMap { parcel(from: rank, to: $0, sent[$0]) }
      let expected: [T] = ranks.flatMap { parcel(from: $0, to: rank, back[$0]) }
      try expectEachWay(T.filler(expected.count), gives: expected) {
        try world.complete(
          .allToAll(mine.span, counts: sent, receiveCounts: back, into: $0.mutableSpan), $1)
      }
      try expectFilling(T.filler(expected.count), gives: expected) {
        try world.allToAll(mine, counts: sent, receiveCounts: back, into: &$0)
      }
      // In place as many go to a rank as come from it.
      let same = ranks.map { count(min(rank, $0), max(rank, $0)) }
      let before: [T] = ranks.flatMap { parcel(from: rank, to: $0, same[$0]) }
      let after: [T] = ranks.flatMap { parcel(from: $0, to: rank, same[$0]) }
      try expectEachWay(before, gives: after) {
        try world.complete(.allToAll(inPlace: $0.mutableSpan, counts: same), $1, rounds: 1)
      }
      try expectFilling(before, gives: after) { try world.allToAll(inPlace: &$0, counts: same) }
    }
  }

  /// What a rank has for another.
  private func parcel<T: Sample>(from sender: Int, to receiver: Int, _ count: Int) -> [T] {
    T.elements(of: sender * world.size + receiver, count)
  }
}
