import MPI
import Support
import Testing

@Suite struct ErrorTests {
  let world = World.world

  /// Calls `body` with a communicator of every origin: the world, a duplicate, a part, an attached environment's.
  private func onEachCommunicator(_ body: (Communicator) throws -> Void) throws {
    try body(world)
    try world.withDuplicate(body)
    try world.withSplit(color: world.rank % 2, body)
    try world.withSplitByNode(body)
    let attached = try Environment()
    try body(attached.world)
    try body(attached.selfOnly)
    try attached.finalize()
  }

  @Test func aRankThatIsNotThereIsAnError() throws {
    try onEachCommunicator { communicator in
      for rank in [communicator.size, -17, Int(Int32.max)] {
        var value = 0
        expectError(.rank, in: "MPI_Send") { try communicator.send(1, to: rank) }
        expectError(.rank, in: "MPI_Send") { try communicator.send("text", to: rank) }
        expectError(.rank, in: "MPI_Recv") { try communicator.receive(into: &value, from: rank) }
        expectError(.rank, in: "MPI_Mprobe") { _ = try communicator.receive(Int.self, from: rank) }
        expectError(.rank, in: "MPI_Probe") { _ = try communicator.probe(from: rank) }
        expectError(.rank, in: "MPI_Iprobe") { _ = try communicator.probeNow(from: rank) }
        expectError(.rank, in: "MPI_Mprobe") { _ = try communicator.probeMatched(from: rank) }
        expectError(.rank, in: "MPI_Improbe") { _ = try communicator.probeMatchedNow(from: rank) }
        expectError(.rank, in: "MPI_Sendrecv") {
          try communicator.sendReceive(1, to: rank, into: &value, from: noProcess)
        }
        expectError(.rank, in: "MPI_Sendrecv_replace") {
          try communicator.sendReceive(inPlace: &value, to: noProcess, from: rank)
        }
      }
    }
  }

  @Test func aNegativeTagIsAnError() throws {
    try onEachCommunicator { communicator in
      var value = 0
      expectError(.tag, in: "MPI_Send") { try communicator.send(1, to: 0, tag: -5) }
      expectError(.tag, in: "MPI_Send") { try communicator.send(1, to: 0, tag: anyTag) }
      expectError(.tag, in: "MPI_Recv") { try communicator.receive(into: &value, from: 0, tag: -5) }
      expectError(.tag, in: "MPI_Sendrecv") {
        try communicator.sendReceive(1, to: 0, tag: -5, into: &value, from: 0)
      }
    }
  }

  @Test func aRootThatIsNotThereIsAnError() throws {
    try onEachCommunicator { communicator in
      for root in [communicator.size, -1, Int(Int32.max)] {
        var values = [1.0]
        expectError(.root, in: "MPI_Bcast") { try communicator.broadcast(&values, root: root) }
        expectError(.root, in: "MPI_Bcast") { _ = try communicator.broadcast(1, root: root) }
        expectError(.root, in: "MPI_Bcast") { _ = try communicator.broadcast([1], root: root) }
        expectError(.root, in: "MPI_Bcast") { _ = try communicator.broadcast("text", root: root) }
        expectError(.root, in: "MPI_Gather") { _ = try communicator.gather(1, root: root) }
        expectError(.root, in: "MPI_Gather") {
          _ = try communicator.gather(values, counts: .exchanged, root: root)
        }
        expectError(.root, in: "MPI_Bcast") { _ = try communicator.gather(values, counts: [], root: root) }
        expectError(.root, in: "MPI_Gatherv") { _ = try communicator.gather("text", root: root) }
        expectError(.root, in: "MPI_Bcast") { _ = try communicator.scatter([1], root: root) }
        expectError(.root, in: "MPI_Scatter") { try communicator.scatter([1.0], into: &values, root: root) }
        expectError(.root, in: "MPI_Scatter") { _ = try communicator.scatter([1], counts: [1], root: root) }
        expectError(.root, in: "MPI_Reduce") { _ = try communicator.reduce(1, .sum, root: root) }
        expectError(.root, in: "MPI_Reduce") { try communicator.reduce(inPlace: &values, .sum, root: root) }
        #expect(values == [1])
      }
    }
  }

  @Test func numbersThatACIntCannotHoldAreRefused() throws {
    var value = 0
    for huge in [Int.max, Int.min, Int(Int32.max) + 1] {
      expectError(.argument, in: "MPI_Send") { try world.send(1, to: huge) }
      expectError(.argument, in: "MPI_Send") { try world.send(1, to: 0, tag: huge) }
      expectError(.argument, in: "MPI_Recv") { try world.receive(into: &value, from: huge) }
      expectError(.argument, in: "MPI_Probe") { _ = try world.probe(tag: huge) }
      expectError(.argument, in: "MPI_Bcast") { try world.broadcast(&value, root: huge) }
    }
  }

  @Test func anErrorSaysWhatIsWrongInWords() throws {
    let found = expectError(.rank, in: "MPI_Send") { try world.send(1, to: world.size) }
    #expect(found?.code != 0)
    #expect(found?.reason.isEmpty == false)
    #expect(found?.description == "MPI_Send: \(found?.reason ?? "") (error class: rank)")
    var short = [0.0]
    let refused = expectError(.count, in: "MPI_Allreduce") {
      try world.allReduce([1.0, 2.0], .sum, into: &short)
    }
    #expect(refused?.code == 0)
    #expect(refused?.reason.contains("1 elements") == true && refused?.reason.contains("2") == true)
  }

  @Test func classesOfErrorDifferAndHaveNames() {
    let classes: [ErrorClass] = [
      .buffer, .count, .datatype, .tag, .communicator, .rank, .request, .root, .group, .operation, .topology,
      .dimensions, .argument, .unknown, .truncate, .other, .intern, .inStatus, .pending, .conversion,
      .noMemory,
    ]
    #expect(Set(classes).count == classes.count)
    #expect(Set(classes.map(\.description)).count == classes.count)
    #expect(classes.allSatisfy { !$0.description.contains("class") })
  }

  @Test func afterAnErrorTheCommunicatorStillWorks() throws {
    try onEachCommunicator { communicator throws in
      expectError(.rank, in: "MPI_Send") { try communicator.send(1, to: communicator.size) }
      expectError(.root, in: "MPI_Bcast") { _ = try communicator.broadcast(1, root: communicator.size) }
      #expect(try communicator.allReduce(1, .sum) == communicator.size)
    }
  }
}
