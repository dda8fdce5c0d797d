import MPI
import Support
import Testing

@Suite struct IntercommunicatorTests {
  let world = World.world

  @Test(.enabled(if: World.world.size > 1)) func messagesGoToTheOtherSide() throws {
    try Sides.with { both throws in
      let (sides, low, high) = (both.both, both.low, both.high)
      let (own, other) = low.contains(world.rank) ? (low, high) : (high, low)
      #expect(sides.isIntercommunicator && !world.isIntercommunicator)
      #expect(sides.size == own.count && sides.rank == own.firstIndex(of: world.rank))
      #expect(sides.remoteSize == other.count && sides.peers == other.count)
      #expect(world.remoteSize == nil && world.peers == world.size)
      // Everyone asks the other side's ranks who they are, in turn.
      for (rank, expected) in other.enumerated() {
        var answer = -1
        let status = try sides.sendReceive(world.rank, to: rank, into: &answer, from: rank)
        #expect(answer == expected && status.source == rank)
      }
      expectError(.rank, in: "MPI_Send") { try sides.send(1, to: other.count) }
    }
  }

  @Test(.enabled(if: World.world.size > 1)) func theOtherSideIsAGroup() throws {
    try Sides.with { both throws in
      let (sides, low, high) = (both.both, both.low, both.high)
      let (own, other) = low.contains(world.rank) ? (low, high) : (high, low)
      let (all, local, remote) = (try world.group(), try sides.group(), try sides.remoteGroup())
      #expect(try local.translate(Array(0..<local.size), to: all) == own)
      #expect(try remote.translate(Array(0..<remote.size), to: all) == other)
      #expect(remote.rank == nil && local.rank == sides.rank)
      for group in [all, local, remote] { try group.free() }
    }
  }

  @Test(.enabled(if: World.world.size > 1)) func sidesMergeInTheOrderThatTheyChoose() throws {
    try Sides.with { both throws in
      let (sides, low, high) = (both.both, both.low, both.high)
      let isLow = low.contains(world.rank)
      for isReversed in [false, true] {
        let merged = try sides.merge(high: isLow == isReversed)
        #expect(!merged.isIntercommunicator && merged.peers == world.size)
        #expect(try merged.allGather(world.rank) == (isReversed ? high + low : low + high))
        try merged.free()
      }
      #expect(try sides.withMerge(high: isLow) { try $0.allReduce(1, .sum) } == world.size)
      let duplicate = try sides.duplicate()
      #expect(duplicate.isIntercommunicator && duplicate.remoteSize == sides.remoteSize)
      try duplicate.disconnect()
    }
  }

  @Test func whatNeedsAnotherSideIsRefusedWithout() throws {
    expectError(.communicator, in: "MPI_Intercomm_merge") { _ = try world.merge(high: true) }
    expectError(.communicator, in: "MPI_Comm_remote_group") { _ = try world.remoteGroup() }
    expectError(.communicator, in: "MPI_Intercomm_create") {
      _ = try world.createIntercommunicator(localLeader: world.rank, remoteLeader: 0, by: nil)
    }
    for huge in [Int.max, .min] {
      expectError(.argument, in: "MPI_Intercomm_create") {
        _ = try world.createIntercommunicator(localLeader: huge, remoteLeader: 0, by: world)
      }
      expectError(.argument, in: "MPI_Intercomm_create") {
        _ = try world.createIntercommunicator(remoteLeader: 0, by: world, tag: huge)
      }
    }
  }
}
