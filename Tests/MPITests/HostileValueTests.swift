import MPI
import Support
import Testing

/// Something that cannot be packed, for a reason of its own.
private struct Unpackable: Packable {
  func pack(into packer: inout Packer) throws(MPIError) {
    _ = try Subarray(shape: [], start: [], extent: [])
  }

  init() {}
  init(from unpacker: inout Unpacker) throws(MPIError) {}
}

/// Numbers far from all that there is are errors, on every rank that would wait for another.
@Suite struct HostileValueTests {
  let world = World.world

  @Test func countsThatDoNotDivideOneRanksElementsAreAnErrorOnAll() throws {
    let good = Array(repeating: 2, count: world.size)
    let mine = Array(0..<2 * world.size)
    for wrong in [[], good + [0], good.map { _ in 1 }, good.map { _ in -1 }, good.map { _ in Int.max }] {
      for culprit in 0..<world.size {
        expectError(.count, in: "MPI_Alltoallv") {
          _ = try world.allToAll(mine, counts: world.rank == culprit ? wrong : good)
        }
      }
    }
    #expect(try world.allToAll(mine, counts: good).count == mine.count)
  }

  @Test func neighboursLearnOfCountsThatDoNotDivideOnesElements() throws {
    try world.withCartesian(dimensions: [world.size], periods: [true]) { ring in
      let wrong = ring.communicator.rank == 0 ? [1, 1] : [2, 2]
      let concerned = Set([ring.communicator.rank, world.left, world.right]).contains(0)
      func exchange() throws(MPIError) -> [Int] {
        try ring.communicator.neighborAllToAll([1, 2, 3, 4], counts: wrong)
      }
      if world.size <= 3 && concerned {
        expectError(.count, in: "MPI_Neighbor_alltoallv") { _ = try exchange() }
      }
      expectError(.count, in: "MPI_Neighbor_alltoall") {
        _ = try ring.communicator.neighborAllToAll([1, 2], count: .max)
      }
    }
  }

  @Test func whatCannotBePackedForAnyReasonIsAnErrorOnAll() throws {
    for root in 0..<world.size {
      #expect(throws: MPIError.self) { _ = try world.broadcast(Unpackable(), root: root) }
    }
    #expect(try world.broadcast("after that", root: 0) == "after that")
  }

  @Test func noMemoryIsTakenForWhatCannotBe() throws {
    expectError(.count, in: "MPI_Reduce_scatter") {
      let counts = (0..<world.size).map { $0 == 0 ? 1 << 40 : 0 }
      _ = try world.reduceScatter([1], .sum, counts: counts)
    }
    expectError(.count, in: "MPI_Gatherv") {
      _ = try world.gather([1], counts: [Int](repeating: .max, count: world.size))
    }
    try withFolder { folder in
      try world.withFile("\(folder)/numbers", [.readWrite, .create]) { file in
        if world.rank == 0 { try file.write([1.0, 2.0, 3.0]) }
        try file.sync()
        try world.barrier()
        try file.sync()
        #expect(try file.read([Double].self, count: .max, at: .offset(0)) == [1, 2, 3])
      }
    }
  }

  @Test func rangesAndRegionsFarAwayAreRefused() throws {
    let group = try world.group()
    defer { try? group.free() }
    let ranges = [(0, Int.max, 1), (-1, .max, 1), (0, .min, -1), (1, .min, 1), (.min, .max, 1)]
    for (first, last, step) in ranges {
      #expect(throws: MPIError.self) {
        _ = try group.include([RankRange(from: first, through: last, by: step)])
      }
    }
    for shape in [[1 << 40, 1 << 40, 0], [0, 1 << 40, 1 << 40], [1 << 40, 0, 1 << 40]] {
      #expect(throws: MPIError.self) { _ = try Subarray(shape: shape, start: [0, 0, 0], extent: [0, 0, 0]) }
    }
    let far = Array(repeating: Region(Int.max - 1..<Int.max, of: Double.self), count: world.size)
    let none = Array(repeating: Region.nothing, count: world.size)
    var received = [0.0]
    #expect(throws: MPIError.self) {
      try world.allToAll([1.0], regions: far, receiveRegions: none, into: &received)
    }
  }

  @Test func aKeyIsFreedOnce() throws {
    let communicator = try world.duplicate()
    defer { try? communicator.free() }
    let key = try AttributeKey<Communicator, String>()
    try communicator.setAttribute(key, "north")
    try key.free()
    expectError(.key, in: "MPI_Comm_free_keyval") { try key.free() }
    expectError(.key, in: "MPI_Comm_set_attr") { try communicator.setAttribute(key, "south") }
  }

  @Test(.enabled(if: World.canMakeWindowsOverMemory && World.world.size > 1))
  func aPartIsAccessedOnItsOwnRankOnly() throws {
    let window = try world.createDynamicWindow(of: Int.self)
    let parts = try world.allGather(try window.attach([world.rank]))
    try window.lockedAll { epoch throws in
      let part = parts[world.right]
      #expect(part.rank == world.right)
      #expect(try epoch.get(count: 1, from: world.right, at: part) == [world.right])
      expectError(.rmaRange, in: "MPI_Put") { try epoch.put([7], to: world.rank, at: part) }
    }
    try world.barrier()
    try window.free()
  }
}
