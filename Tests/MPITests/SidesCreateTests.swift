import MPI
import Support
import Testing

/// Communicators of two sides that are made of one.
@Suite(.enabled(if: World.world.size > 1)) struct SidesCreateTests {
  let world = World.world

  /// Expects two sides of these ranks of the world, from which this one is seen.
  private func expect(
    _ both: Communicator, own: [Int], other: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(both.isIntercommunicator, sourceLocation: sourceLocation)
    #expect(both.size == own.count && both.remoteSize == other.count, sourceLocation: sourceLocation)
    #expect(both.rank == own.firstIndex(of: world.rank), sourceLocation: sourceLocation)
    #expect(try both.allGather(world.rank) == other, sourceLocation: sourceLocation)
    for (rank, number) in other.enumerated() {
      var theirs = -1
      try both.sendReceive(world.rank, to: rank, tag: 1, into: &theirs, from: rank, receiveTag: 1)
      #expect(theirs == number, sourceLocation: sourceLocation)
    }
  }

  @Test func partsHaveThoseOfTheirColourOnBothSides() throws {
    try Sides.with { sides throws in
      // Reversed; ranks by their number on their side.
      for colors in 1...2 {
        let mine = sides.both.rank % colors
        let own = sides.own.enumerated().filter { $0.offset % colors == mine }.map(\.element)
        let other = sides.other.enumerated().filter { $0.offset % colors == mine }.map(\.element)
        let part = try sides.both.split(color: mine, key: -sides.both.rank)
        // A colour that one side has alone makes no part.
        #expect((part != nil) == !other.isEmpty)
        if let part {
          try expect(part, own: own.reversed(), other: other.reversed())
          try part.free()
        }
      }
    }
  }

  // Where it is the first of several ranks of a side, MPICH 4.0 does not return, from C too.
  @Test(.enabled(if: !World.isMPICH("4.0."))) func whoGivesNoColourJoinsNoPart() throws {
    try Sides.with { sides throws in
      // The low side's first rank.
      let joins = !(sides.isLow && sides.both.rank == 0)
      let part = try sides.both.split(color: joins ? 5 : nil)
      let rest = Array(sides.low.dropFirst())
      #expect((part != nil) == (joins && !rest.isEmpty))
      if let part {
        try expect(part, own: sides.isLow ? rest : sides.high, other: sides.isLow ? sides.high : rest)
        try part.free()
      }
    }
  }

  @Test func membersOfGroupsOfBothSidesGetACommunicator() throws {
    try Sides.with { sides throws in
      // All but the last of the high side, unless that is all, reversed. Groups in another order than the ranks have
      // Open MPI 4.1 makes communicators of that do not work, from C too.
      var high = sides.high.count > 1 ? Array(sides.high.dropLast()) : sides.high
      if !Environment.libraryVersion.contains("Open MPI v4") { high.reverse() }
      let own = sides.isLow ? sides.low : high
      let all = try sides.both.group()
      let group = try all.include(own.compactMap { sides.own.firstIndex(of: $0) })
      let part = try sides.both.create(from: group)
      #expect((part != nil) == own.contains(world.rank))
      if let part {
        try expect(part, own: own, other: sides.isLow ? high : sides.low)
        try part.free()
      }
      try group.free()
      try all.free()
    }
  }

  @Test func comparedAreBothSides() throws {
    try Sides.with { sides throws in
      let both = sides.both
      #expect(try both.compare(with: both) == .identical)
      let duplicate = try both.duplicate()
      #expect(try both.compare(with: duplicate) == .congruent)
      let reversed = try #require(try both.split(color: 0, key: -both.rank))
      let isSame = sides.low.count == 1 && sides.high.count == 1
      #expect(try both.compare(with: reversed) == (isSame ? .congruent : .similar))
      try reversed.free()
      try duplicate.free()
    }
  }

  @Test func aStartedDuplicateHasBothSides() throws {
    try Sides.with { sides throws in
      let request = try sides.both.startDuplicate()
      let sending = try sides.both.start(.send(OwnedBuffer([world.rank]), to: 0, tag: 6))
      let duplicate = try request.wait()
      #expect(try sides.both.compare(with: duplicate) == .congruent)
      try expect(duplicate, own: sides.own, other: sides.other)
      // Messages of the one are not those of the other.
      #expect(try duplicate.probeNow() == nil)
      for rank in sides.both.rank == 0 ? Array(sides.other.indices) : [] {
        let number = try sides.both.receive(Int.self, from: rank, tag: 6)
        #expect(number == sides.other[rank])
      }
      try sending.wait()
      expectError(.rank, in: "MPI_Send") { try duplicate.send(1, to: sides.other.count) }
      try duplicate.free()
    }
  }
}
