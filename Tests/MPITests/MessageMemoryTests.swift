import MPI
import Support
import Testing

@Suite struct MessageMemoryTests {
  let world = World.world

  @Test func messagesGoOutOfItAndIntoIt() throws {
    for count in [0, 1, 1000] {
      let out = try MessageMemory(repeating: Double(world.rank), count: count)
      var into = try MessageMemory(repeating: -1.0, count: count)
      var received = into.mutableSpan
      let status = try world.sendReceive(out.span, to: world.right, into: &received, from: world.left)
      #expect(try status.count(of: Double.self) == count && into.count == count)
      for place in 0..<count { #expect(into.span[place] == Double(world.left)) }
    }
  }

  @Test func itIsAlignedForItsElements() throws {
    for _ in 0..<20 {
      var memory = try MessageMemory(repeating: SIMD64<Double>(repeating: 1), count: 3)
      var span = memory.mutableSpan
      span[2] = SIMD64(repeating: 2)
      let address = unsafe memory.span.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
      #expect(address % MemoryLayout<SIMD64<Double>>.alignment == 0)
      #expect(memory.span[2][63] == 2 && memory.span[1][0] == 1)
    }
  }

  @Test func hintsAreTaken() throws {
    try Info.with(["mpi_minimum_memory_alignment": "64"]) { info throws in
      let memory = try MessageMemory(repeating: 7, count: 2, info: info)
      #expect(memory.span[1] == 7)
    }
  }

  @Test func impossibleCountsAreRefused() throws {
    expectError(.count, in: "MPI_Alloc_mem") { _ = try MessageMemory(repeating: 0, count: -1) }
    expectError(.noMemory, in: "MPI_Alloc_mem") { _ = try MessageMemory(repeating: 0, count: .max) }
    expectError(.noMemory, in: "MPI_Alloc_mem") { _ = try MessageMemory(repeating: UInt8(0), count: .max) }
  }

  @Test func profilingCanBeAskedFor() throws {
    for level in [0, 1, 2] { try Environment.setProfiling(level: level) }
    expectError(.argument, in: "MPI_Pcontrol") { try Environment.setProfiling(level: .max) }
  }

  @Test func theHardwareIsKnownSinceMPI41() throws {
    if try Environment.version >= (4, 1) {
      _ = try Environment.hardwareResources()
    } else if Environment.libraryVersion.contains("Open MPI v4") || Environment.libraryVersion.contains("4.0")
    {
      expectError(.unsupported, in: "MPI_Get_hw_resource_info") { _ = try Environment.hardwareResources() }
    }
  }
}
