import Foundation
import MPI
import Support
import Testing

extension World {
  /// Whether processes can be spawned here. A single process without a launcher cannot, with settings that are not ours
  /// to make, nor can MPICH 4.
  static let canSpawn =
    Environment.libraryVersion.contains("Open MPI")
    && ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
}

@Suite(.enabled(if: World.canSpawn, "this MPI and launcher do not start processes"))
struct ProcessTests {
  let world = World.world

  /// The program to start, which is beside the tests.
  private static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("Spawned").path

  // One spawn in all, of one program or of several by the number of ranks: where Open MPI 4.1 has spawned before, it
  // sometimes hangs in the new processes' MPI_Init.
  @Test func spawnedProcessesFindTheirParentsAndConnectAgain() throws {
    let root = world.size - 1
    // Only the root's arguments count.
    let isRoot = world.rank == root
    let children: Communicator
    let numbers: [Int]
    let arguments: [String]
    if world.size % 2 == 1 {
      children = try world.spawn(
        isRoot ? Self.program : "no such program", isRoot ? ["one", "two words", "", "värde"] : [],
        count: isRoot ? 2 : -1, root: root)
      numbers = [0, 0]
      arguments = ["one|two words||värde"]
    } else {
      children = try Info.with(["wdir": "/tmp"]) { info in
        let starts = [
          ProcessStart(Self.program, ["first"], count: 1),
          ProcessStart(Self.program, [], count: 2, info: info),
        ]
        return try world.spawn(isRoot ? starts : [], root: root)
      }
      numbers = [0, 1, 1]
      arguments = ["first", ""]
    }
    #expect(children.isIntercommunicator && children.remoteSize == numbers.count)
    #expect(children.size == world.size && children.rank == world.rank)
    for (rank, number) in numbers.enumerated() where world.rank == 0 {
      let report = try children.receive([Int].self, from: rank, tag: 1)
      #expect(report == [rank, numbers.count, rank, numbers.count, world.size, number])
      let received = try children.receive(String.self, from: rank, tag: 2)
      #expect(received == arguments[number])
    }

    try children.withMerge(high: false) { all throws in
      #expect(try all.allReduce(1, .sum) == world.size + numbers.count)
      #expect(all.rank == world.rank)
    }

    let port = world.rank == 0 ? try Port.open() : nil
    if let port { try children.send(port.name, to: 0, tag: 3) }
    let clients = try world.accept(at: port)
    #expect(clients.isIntercommunicator && clients.remoteSize == numbers.count)
    #expect(clients.size == world.size)
    for rank in 0..<(world.rank == 0 ? numbers.count : 0) {
      let greeting = try clients.receive(String.self, from: rank)
      #expect(greeting == "client \(rank)")
    }
    try clients.disconnect()
    try port?.close()
    try children.disconnect()
    let parent = try Environment.parent()
    #expect(parent == nil)
  }

  @Test func portsAreFoundByTheirNames() throws {
    let service = "org.example.\(UUID())"
    if world.rank == 0 {
      let port = try Port.open()
      #expect(throws: MPIError.self) { _ = try Port.lookUp(service) }
      try port.publish(as: service)
      let found = try Port.lookUp(service)
      #expect(found == port && !port.name.isEmpty)
      try port.unpublish(service)
      #expect(throws: MPIError.self) { _ = try Port.lookUp(service) }
      try port.close()
    }
    try world.barrier()
  }

  @Test func impossibleStartsAreRefused() throws {
    // On the root alone: on the other ranks the arguments are ignored, and they would wait.
    try world.withSplit(color: world.rank) { alone throws in
      expectError(.argument, in: "MPI_Comm_spawn") { _ = try alone.spawn(Self.program, count: 0) }
      expectError(.argument, in: "MPI_Comm_spawn") { _ = try alone.spawn("a\0b", count: 1) }
      expectError(.argument, in: "MPI_Comm_spawn") { _ = try alone.spawn(Self.program, ["a\0b"], count: 1) }
      expectError(.argument, in: "MPI_Comm_spawn_multiple") { _ = try alone.spawn([]) }
      expectError(.port, in: "MPI_Comm_accept") { _ = try alone.accept(at: nil) }
      expectError(.port, in: "MPI_Comm_connect") { _ = try alone.connect(to: Port(name: "a\0b")) }
    }
  }
}
