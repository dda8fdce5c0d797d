import MPI
import Support
import Testing

@Suite struct SessionTests {
  let world = World.world

  @Test(.enabled(if: !World.hasSessions, "this MPI has sessions"))
  func withoutSessionsTheErrorSaysSo() throws {
    let error = expectError(.unsupported, in: "MPI_Session_init") { _ = try Session() }
    #expect(error?.reason.contains("which this program was built with") == true)
    let group = try world.group()
    expectError(.unsupported, in: "MPI_Comm_create_from_group") {
      _ = try Communicator(from: group, tag: "tag")
    }
    expectError(.unsupported, in: "MPI_Intercomm_create_from_groups") {
      _ = try Communicator(from: group, to: group, tag: "tag")
    }
    try group.free()
  }

  @Test(.enabled(if: World.hasSessions, "this MPI is older than 4.0, which has sessions"))
  func aSessionKnowsSetsOfProcesses() throws {
    let session = try Session()
    let names = try session.processSets()
    #expect(names.contains(Session.worldSet) && names.contains(Session.selfSet))
    for (name, size) in [(Session.worldSet, world.size), (Session.selfSet, 1)] {
      let info = try session.info(of: name)
      #expect(try info.get("mpi_size") == "\(size)")
      try info.free()
      let group = try session.group(of: name)
      #expect(group.size == size && group.rank == (size == 1 ? 0 : world.rank))
      try group.free()
    }
    let info = try session.info()
    #expect(try info.dictionary.count == info.count)
    try info.free()
    #expect(throws: MPIError.self) { _ = try session.group(of: "mpi://NOWHERE") }
    try session.callErrorHandler(ErrorClass.tag.code)
    try session.finalize()
  }

  @Test(.enabled(if: World.hasSessions, "this MPI is older than 4.0, which has sessions"))
  func groupsOfASessionMakeCommunicators() throws {
    let session = try Session(threadLevel: .single)
    let group = try session.group(of: Session.worldSet)
    let communicator = try Communicator(from: group, tag: "org.example.test")
    #expect(communicator.size == world.size && communicator.rank == world.rank)
    #expect(try communicator.allReduce(1, .sum) == world.size)
    expectError(.rank, in: "MPI_Send") { try communicator.send(1, to: communicator.size) }
    if world.size > 1 {
      let border = world.size / 2
      let (low, high) = (
        try group.include([RankRange(0...border - 1)]), try group.exclude([RankRange(0...border - 1)])
      )
      let (own, other) = world.rank < border ? (low, high) : (high, low)
      let sides = try Communicator(from: own, to: other, tag: "org.example.sides")
      #expect(sides.isIntercommunicator && sides.size == own.size && sides.remoteSize == other.size)
      #expect(
        try sides.withMerge(high: world.rank >= border) { try $0.allGather(world.rank) }
          == Array(0..<world.size))
      try sides.free()
      expectError(.group, in: "MPI_Comm_create_from_group") { _ = try Communicator(from: other, tag: "tag") }
      expectError(.group, in: "MPI_Intercomm_create_from_groups") {
        _ = try Communicator(from: other, to: own, tag: "tag")
      }
      for each in [low, high] { try each.free() }
    }
    for tag in ["a\0b", String(repeating: "x", count: 100_000)] {
      expectError(.argument, in: "MPI_Comm_create_from_group") { _ = try Communicator(from: group, tag: tag) }
    }
    try communicator.free()
    try group.free()
    try session.finalize()
  }
}
