import MPI
import Support
import Testing

/// Two halves of the world that know nothing of one another but the name of a port.
@Suite(.enabled(if: World.canSpawn && World.world.size > 1, "this MPI and launcher do not connect processes"))
struct PortTests {
  let world = World.world

  @Test func halvesOfTheWorldConnectAgainAndAgain() throws {
    let isServer = world.rank < world.size / 2
    try world.withSplit(color: isServer ? 0 : 1, key: -world.rank) { half throws in
      // The last of each half is the root, which alone knows the port.
      let root = half.size - 1
      let port = isServer && half.rank == root ? try Port.open() : nil
      // Both are the first of their half in the world.
      let name = try world.broadcast(port?.name ?? "", root: 0)
      for round in 0..<2 {
        let isConnecting = !isServer && half.rank == root
        let both =
          isServer
          ? try half.accept(at: port, root: root)
          : try half.connect(to: isConnecting ? Port(name: name) : nil, root: root)
        #expect(both.isIntercommunicator && both.size == half.size && both.rank == half.rank)
        #expect(both.remoteSize == world.size - half.size)
        let others = (0..<world.size).filter { ($0 < world.size / 2) != isServer }.reversed()
        #expect(try both.allGather(world.rank) == Array(others))
        for (rank, number) in others.enumerated() {
          var theirs = -1
          try both.sendReceive(world.rank + round, to: rank, into: &theirs, from: rank)
          #expect(theirs == number + round)
        }
        try both.withMerge(high: !isServer) { all throws in
          let sum = try all.allReduce(world.rank, .sum)
          #expect(sum == (0..<world.size).reduce(0, +))
        }
        try both.disconnect()
      }
      try port?.close()
    }
  }
}
