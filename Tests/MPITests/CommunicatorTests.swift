import Foundation
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

  @Test func scopedCommunicatorsAreFreed() throws {
    try world.withSplit(color: world.rank) { alone in
      func makeEach(_ rounds: Int) throws -> Int {
        try (0..<rounds).reduce(0) { sum, round in
          try sum + alone.withDuplicate { try $0.allReduce(1, .sum) }
            + (alone.withSplit(color: round) { $0.size } ?? 0) + alone.withSplitByNode { $0.size }
        }
      }
      #expect(try makeEach(100) == 300)
      let before = try residentMemory()
      // So many that an implementation with a limit reaches it, and one without needs many megabytes, if they stay.
      #expect(try makeEach(2000) == 6000)
      #expect(try residentMemory() - before < 4_000_000)
    }
  }

  /// How much memory this process occupies, in bytes.
  private func residentMemory() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(pages[1])) * sysconf(Int32(_SC_PAGESIZE))
  }

  @Test func whatTheBodyThrowsIsThrown() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try world.withDuplicate { _ in throw Stop() } }
    #expect(throws: Stop.self) { try world.withSplit(color: 1) { _ in throw Stop() } }
    #expect(throws: Stop.self) { try world.withSplitByNode { _ in throw Stop() } }
    #expect(try world.allReduce(1, .sum) == world.size)
  }
}
