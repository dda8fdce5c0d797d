import MPI

/// A program that tests spawn. It tells those who started it what it is, merges with them, and connects to them anew.
@main struct Spawned {
  static func main() throws {
    let mpi = try Environment()
    guard let parent = try Environment.parent() else { throw NotSpawned() }
    let world = mpi.world
    let number = try world.applicationNumber ?? -1
    try parent.send([world.rank, world.size, parent.rank, parent.size, parent.peers, number], to: 0, tag: 1)
    try parent.send(CommandLine.arguments.dropFirst().joined(separator: "|"), to: 0, tag: 2)

    let all = try parent.merge(high: true)
    _ = try all.allReduce(1, .sum)
    try all.free()

    // Only rank 0 learns the port.
    let port = world.rank == 0 ? Port(name: try parent.receive(String.self, from: 0, tag: 3)) : nil
    let server = try world.connect(to: port)
    try server.send("client \(world.rank)", to: 0)
    try server.disconnect()

    try parent.disconnect()
    try mpi.finalize()
  }

  struct NotSpawned: Error {}
}
