import MPI
import Support
import Testing

/// Memory for buffered sends of a communicator and of a session, which MPI has since 4.1.
@Suite struct SendMemoryTests {
  let world = World.world
  static let isThere = ((try? Environment.version).map { ($0.major, $0.minor) >= (4, 1) }) ?? false

  @Test(.enabled(if: !isThere)) func whereItIsNotThereThatIsSaid() throws {
    expectError(.unsupported, in: "MPI_Buffer_flush") { try Environment.flushSendBuffer() }
    expectError(.unsupported, in: "MPI_Buffer_iflush") { _ = try Environment.startFlushSendBuffer() }
    expectError(.unsupported, in: "MPI_Buffer_attach") { try Environment.withSendBuffer(byteCount: nil) {} }
    expectError(.unsupported, in: "MPI_Comm_attach_buffer") { try world.withSendBuffer(byteCount: 9) {} }
    expectError(.unsupported, in: "MPI_Comm_flush_buffer") { try world.flushSendBuffer() }
    expectError(.unsupported, in: "MPI_Comm_iflush_buffer") { _ = try world.startFlushSendBuffer() }
  }

  /// All send before any receives, and use the memory again after a flush.
  private func exchange(
    on communicator: Communicator, flush: () throws -> Void,
    startFlush: () throws -> Request<Nothing, Nothing>
  ) throws {
    let mine = Double.elements(of: communicator.rank, 20_000)
    for tag in 3..<6 {
      try communicator.send(mine, to: communicator.right, tag: tag, mode: .buffered)
      try communicator.barrier()
      #expect(
        try communicator.receive([Double].self, from: communicator.left, tag: tag)
          == Double.elements(of: communicator.left, mine.count))
      if tag == 4 { try flush() } else { try startFlush().wait() }
    }
  }

  @Test(.enabled(if: isThere)) func itIsUsedAgainAfterItWasFlushed() throws {
    let room = try world.bufferedSize(of: Double.self, count: 20_000)
    for byteCount in [room, nil] {
      try Environment.withSendBuffer(byteCount: byteCount) {
        try exchange(on: world) {
          try Environment.flushSendBuffer()
        } startFlush: {
          try Environment.startFlushSendBuffer()
        }
      }
      try world.withDuplicate { apart in
        try apart.withSendBuffer(byteCount: byteCount) {
          try exchange(on: apart) {
            try apart.flushSendBuffer()
          } startFlush: {
            try apart.startFlushSendBuffer()
          }
        }
      }
    }
  }

  @Test(.enabled(if: isThere)) func aSessionHasItsOwn() throws {
    let session = try Session()
    let group = try session.group(of: Session.worldSet)
    let communicator = try Communicator(from: group, tag: "org.example.buffered")
    let room = try communicator.bufferedSize(of: Double.self, count: 20_000)
    _ = try session.withSendBuffer(byteCount: room) {
      try exchange(on: communicator) {
        try session.flushSendBuffer()
      } startFlush: {
        try session.startFlushSendBuffer()
      }
    }
    try communicator.free()
    try group.free()
    try session.finalize()
  }

  @Test(.enabled(if: isThere)) func itIsThereOnce() throws {
    try world.withDuplicate { apart in
      _ = try apart.withSendBuffer(byteCount: 100) {
        // MPICH 5 says so as an error of class other.
        #expect(throws: MPIError.self) { try apart.withSendBuffer(byteCount: 100) {} }
      }
      expectError(.argument, in: "MPI_Comm_attach_buffer") { try apart.withSendBuffer(byteCount: -1) {} }
    }
  }
}
