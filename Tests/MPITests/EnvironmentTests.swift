import Foundation
import MPI
import Support
import Testing

@Suite struct EnvironmentTests {
  let world = World.world

  @Test func aSecondEnvironmentAttachesToTheFirst() throws {
    let second = try Environment()
    let (isOwner, same, alone) = (second.isOwner, second.world, second.selfOnly)
    #expect(!isOwner)
    #expect(try same.compare(with: world) == .congruent)
    #expect(same.rank == world.rank && same.size == world.size)
    #expect(alone.rank == 0 && alone.size == 1)
    #expect(try same.allReduce(1, .sum) == world.size)
    #expect(try alone.allReduce(world.rank, .sum) == world.rank)
    try second.finalize()
    let isFinalized = try Environment.isFinalized
    #expect(!isFinalized)
    #expect(try world.allReduce(1, .sum) == world.size)
  }

  @Test(.enabled(if: World.canSendAhead)) func messagesOfAnAttachedEnvironmentDoNotMixWithTheHosts() throws {
    let second = try Environment()
    let attached = second.world
    try world.send("host", to: world.right)
    try attached.send("attached", to: world.right)
    #expect(try attached.receive(String.self, from: world.left) == "attached")
    #expect(try attached.probeNow() == nil)
    #expect(try world.receive(String.self, from: world.left) == "host")
    try second.finalize()
  }

  @Test func droppingAnAttachedEnvironmentDoesNotFinalize() throws {
    do { _ = try Environment() }
    let isFinalized = try Environment.isFinalized
    #expect(!isFinalized)
    #expect(try world.allReduce(1, .sum) == world.size)
  }

  @Test func anAttachedEnvironmentGrantsWhatTheFirstWasGranted() throws {
    for asked in ThreadLevel.allCases {
      let second = try Environment(threadLevel: asked)
      let level = second.threadLevel
      #expect(try level == Environment.grantedThreadLevel)
      try second.finalize()
    }
  }

  @Test func threadLevelsAreOrderedAndNamed() {
    #expect(ThreadLevel.allCases == [.single, .funneled, .serialized, .multiple])
    #expect(ThreadLevel.allCases.sorted().last == .multiple)
    #expect(ThreadLevel.single < .funneled && ThreadLevel.funneled < .serialized)
    #expect(ThreadLevel.serialized < .multiple && !(ThreadLevel.multiple < .single))
    #expect(ThreadLevel.allCases.map(\.description) == ["single", "funneled", "serialized", "multiple"])
  }

  @Test func theImplementationNamesItselfAndTheHost() throws {
    let version = try Environment.version
    #expect(version.major >= 3 && version.minor >= 0)
    #expect(!Environment.libraryVersion.isEmpty && !Environment.libraryVersion.contains("\0"))
    #expect(!Environment.processorName.isEmpty && !Environment.processorName.contains("\0"))
    #expect(try Set(world.allGather(Environment.libraryVersion)).count == 1)
  }

  @Test func theWallClockAdvancesByItsResolution() {
    #expect(Environment.wallTick > 0 && Environment.wallTick < 1)
    let start = Environment.wallTime
    var now = start
    while now == start { now = Environment.wallTime }
    #expect(now > start)
  }

  @Test(.enabled { try World.hasThreads })
  func threadsTalkOnCommunicatorsOfTheirOwn() async throws {
    let threads = try (0..<3).map { _ in try world.duplicate() }
    let sums = try await withThrowingTaskGroup(of: Int.self) { group in
      for (number, communicator) in threads.enumerated() {
        group.addTask {
          try await onItsOwnThread {
            try (0..<50).reduce(0) { sum, round in
              var received = 0
              try communicator.sendReceive(
                number * 1000 + round, to: communicator.right, into: &received, from: communicator.left)
              return sum + received
            }
          }
        }
      }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(sums == Set((0..<3).map { number in (0..<50).reduce(0) { $0 + number * 1000 + $1 } }))
    for communicator in threads { try communicator.free() }
  }
}

/// What a body returns that may block, on a thread for it.
private func onItsOwnThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
