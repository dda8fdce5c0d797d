import MPI
import Support
import Testing

@Suite struct CommunicatorTests {
  let world = World.world

  @Test func ranksCountFromZeroToTheSize() throws {
    #expect(world.size > 0)
    #expect(try world.allGather(world.rank) == Array(0..<world.size))
  }

  @Test func aDuplicateHasTheSameRanks() throws {
    let duplicate = try world.duplicate()
    #expect(duplicate.rank == world.rank && duplicate.size == world.size)
    #expect(try duplicate.allReduce(1, .sum) == world.size)
    try duplicate.free()
  }

  @Test(.enabled(if: World.canSendAhead)) func messagesOfADuplicateDoNotMixWithTheOriginals() throws {
    try world.withDuplicate { duplicate throws in
      try world.send("original", to: world.right, tag: 1)
      try duplicate.send("duplicate", to: world.right, tag: 1)
      #expect(try duplicate.receive(String.self, from: world.left, tag: 1) == "duplicate")
      #expect(try duplicate.probeNow() == nil)
      #expect(try world.receive(String.self, from: world.left, tag: 1) == "original")
    }
  }

  @Test func communicatorsCompareByTheirRanks() throws {
    #expect(try world.compare(with: world) == .identical)
    try world.withDuplicate { duplicate throws in
      #expect(try world.compare(with: duplicate) == .congruent)
      #expect(try duplicate.compare(with: duplicate) == .identical)
    }
    try world.withSplit(color: 0, key: -world.rank) { reversed throws in
      #expect(try world.compare(with: reversed) == (world.size > 1 ? .similar : .congruent))
    }
    try world.withSplit(color: world.rank) { alone throws in
      #expect(try world.compare(with: alone) == (world.size > 1 ? .unequal : .congruent))
    }
  }

  // So many that an implementation runs out of them, or of memory, if they stay.
  @Test func scopedCommunicatorsAreFreed() throws {
    try world.withSplit(color: world.rank) { alone throws in
      for round in 0..<3000 {
        #expect(try alone.withDuplicate { try $0.allReduce(round, .sum) } == round)
      }
      for round in 0..<300 {
        #expect(try alone.withSplit(color: round) { $0.size } == 1)
        #expect(try alone.withSplitByNode { $0.size } == 1)
      }
    }
  }

  @Test func whatTheBodyThrowsIsThrown() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try world.withDuplicate { _ in throw Stop() } }
    #expect(throws: Stop.self) { try world.withSplit(color: 1) { _ in throw Stop() } }
    #expect(throws: Stop.self) { try world.withSplitByNode { _ in throw Stop() } }
    #expect(try world.allReduce(1, .sum) == world.size)
  }
}
