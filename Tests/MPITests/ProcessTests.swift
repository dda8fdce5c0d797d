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

  /// Expects what so many spawned processes tell rank 0 of the parents, does something with them, and waits for their
  /// end: in Open MPI 4.1 a spawned process sometimes hangs in MPI_Init if others end at that moment.
  private func expectReports(
    _ children: Communicator, _ arguments: [String], numbers: [Int], then body: () throws -> Void = {}
  ) throws {
    try expectReports(children, arguments, numbers)
    let processes = try (0..<(world.rank == 0 ? numbers.count : 0)).map {
      pid_t(try children.receive(Int.self, from: $0, tag: 4))
    }
    try body()
    try children.disconnect()
    let clock = ContinuousClock()
    let start = clock.now
    for process in processes {
      while kill(process, 0) == 0 && clock.now - start < .seconds(20) { usleep(1000) }
      #expect(kill(process, 0) != 0, "the spawned process \(process) does not end")
    }
    try world.barrier()
  }

  private func expectReports(_ children: Communicator, _ arguments: [String], _ numbers: [Int]) throws {
    #expect(children.isIntercommunicator && children.remoteSize == numbers.count)
    #expect(children.size == world.size && children.rank == world.rank)
    guard world.rank == 0 else { return }
    for (rank, number) in numbers.enumerated() {
      let report = try children.receive([Int].self, from: rank, tag: 1)
      #expect(report == [rank, numbers.count, rank, numbers.count, world.size, number])
      let received = try children.receive(String.self, from: rank, tag: 2)
      #expect(received == arguments[number])
    }
  }

  @Test func spawnedProcessesFindTheirParents() throws {
    let root = world.size - 1
    // Only the root's arguments count.
    let isRoot = world.rank == root
    let children = try world.spawn(
      isRoot ? Self.program : "no such program", isRoot ? ["merge", "two words", "", "värde"] : [],
      count: isRoot ? 2 : -1, root: root)
    try expectReports(children, ["merge|two words||värde"], numbers: [0, 0]) {
      try children.withMerge(high: false) { all throws in
        #expect(try all.allReduce(1, .sum) == world.size + 2)
        #expect(all.rank == world.rank)
      }
    }
    let parent = try Environment.parent()
    #expect(parent == nil)
  }

  @Test func programsAreSpawnedTogether() throws {
    let starts = [
      ProcessStart(Self.program, ["first"], count: 1),
      ProcessStart(Self.program, [], count: 2, info: ["wdir": "/tmp"]),
    ]
    let children = try world.spawn(world.rank == 0 ? starts : [])
    try expectReports(children, ["first", ""], numbers: [0, 1, 1])
  }

  @Test func othersConnectAtAPort() throws {
    let children = try world.spawn(Self.program, ["connect"], count: 2)
    try expectReports(children, ["connect"], numbers: [0, 0]) {
      let port = world.rank == 0 ? try Port.open() : nil
      if let port { try children.send(port.name, to: 0, tag: 3) }
      let clients = try world.accept(at: port)
      #expect(clients.isIntercommunicator && clients.remoteSize == 2 && clients.size == world.size)
      for rank in 0..<(world.rank == 0 ? 2 : 0) {
        let greeting = try clients.receive(String.self, from: rank)
        #expect(greeting == "client \(rank)")
      }
      try clients.disconnect()
      try port?.close()
    }
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
      expectError(.infoKey, in: "MPI_Info_set") {
        _ = try alone.spawn(Self.program, count: 1, info: ["": ""])
      }
      expectError(.argument, in: "MPI_Comm_spawn_multiple") { _ = try alone.spawn([]) }
      expectError(.port, in: "MPI_Comm_accept") { _ = try alone.accept(at: nil) }
      expectError(.port, in: "MPI_Comm_connect") { _ = try alone.connect(to: Port(name: "a\0b")) }
    }
  }
}
