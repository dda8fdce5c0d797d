import MPI
import Support
import Testing

/// What a window refuses: before MPI is called, so that it is the same everywhere.
@Suite struct WindowErrorTests {
  let world = World.world

  @Test func whatDoesNotFitIsRefusedInWords() throws {
    var window = try world.allocateWindow(repeating: 0, count: world.rank + 2)
    let three = [1, 2, 3]
    do {
      var epoch = try window.fence()
      for rank in 0..<world.size {
        for offset in [rank, -1, Int.max, Int.min] {
          do throws(MPIError) {
            try epoch.put(three.span, to: rank, at: offset)
            Issue.record("\(offset) at rank \(rank)")
          } catch {
            #expect(error.errorClass == .rmaRange && error.function == "MPI_Put")
            #expect(error.reason.contains("rank \(rank)") && error.reason.contains("3 elements"))
            #expect(
              error.reason.contains("offset \(offset) ") && error.reason.contains("\(rank + 2) elements"))
          }
        }
      }
      try epoch.end()
    }
    #expect(window.array.allSatisfy { $0 == 0 })
    let right = world.right
    try window.lockedAll { epoch throws in
      let size = right + 2
      var values = [1, 2]
      expectError(.rmaRange, in: "MPI_Put") { try epoch.put(1, to: right, at: size) }
      expectError(.rmaRange, in: "MPI_Get") { _ = try epoch.get(from: right, at: size) }
      expectError(.rmaRange, in: "MPI_Get") { _ = try epoch.get(count: Int.max, from: right, at: 0) }
      expectError(.rmaRange, in: "MPI_Get") { try epoch.get(into: &values, from: right, at: size - 1) }
      expectError(.count, in: "MPI_Get") { _ = try epoch.get(count: -1, from: right, at: 0) }
      expectError(.rmaRange, in: "MPI_Accumulate") { try epoch.accumulate(values, .sum, to: right, at: -1) }
      expectError(.rmaRange, in: "MPI_Get_accumulate") {
        _ = try epoch.getAccumulate(values, .sum, on: right, at: size - 1)
      }
      expectError(.rmaRange, in: "MPI_Fetch_and_op") {
        _ = try epoch.fetchAndOperate(1, .sum, on: right, at: size)
      }
      expectError(.rmaRange, in: "MPI_Compare_and_swap") {
        _ = try epoch.compareAndSwap(1, 2, on: right, at: size)
      }
      expectError(.rmaRange, in: "MPI_Rput") {
        _ = try epoch.startPut(OwnedBuffer<Int>([1]), to: right, at: size)
      }
      expectError(.rmaRange, in: "MPI_Rget") {
        _ = try epoch.startGet(into: OwnedBuffer<Int>([1]), from: right, at: size)
      }
      expectError(.rmaRange, in: "MPI_Raccumulate") {
        _ = try epoch.startAccumulate(OwnedBuffer<Int>([1]), .sum, to: right, at: size)
      }
      expectError(.rmaRange, in: "MPI_Rget_accumulate") {
        _ = try epoch.startGetAccumulate(
          OwnedBuffer<Int>([1]), .sum, into: OwnedBuffer<Int>([1]), on: right, at: size)
      }
    }
    try window.free()
  }

  @Test func ranksThatThereAreNotAreRefused() throws {
    let window = try world.allocateWindow(repeating: 0, count: 1)
    for rank in [world.size, Int.max, Int.min] {
      try window.lockedAll { epoch throws in
        expectError(.rank, in: "MPI_Put") { try epoch.put(1, to: rank, at: 0) }
        expectError(.rank, in: "MPI_Get") { _ = try epoch.get(from: rank, at: 0) }
        expectError(.rank, in: "MPI_Fetch_and_op") {
          _ = try epoch.fetchAndOperate(1, .sum, on: rank, at: 0)
        }
        expectError(.rank, in: "MPI_Win_flush") { try epoch.flush(rank) }
        expectError(.rank, in: "MPI_Win_flush_local") { try epoch.flushLocal(rank) }
        // Nobody has no value.
        expectError(.rank, in: "MPI_Get") { _ = try epoch.get(from: noProcess, at: 0) }
      }
      expectError(.rank, in: "MPI_Win_lock") { try window.locked(rank) { _ in } }
      expectError(.rank, in: "MPI_Win_start") { try window.start([rank]).complete() }
      expectError(.rank, in: "MPI_Win_post") { try window.post([rank]).wait() }
    }
    expectError(.rank, in: "MPI_Win_start") { try window.start([0, 0]).complete() }
    try window.free()
  }

  @Test func ranksThatTheEpochDoesNotReachAreRefused() throws {
    guard world.size > 1 else { return }
    let window = try world.allocateWindow(repeating: 0, count: 1)
    try window.locked(world.right) { epoch throws in
      expectError(.rmaSync, in: "MPI_Put") { try epoch.put(1, to: world.rank, at: 0) }
      expectError(.rmaSync, in: "MPI_Win_flush") { try epoch.flush(world.rank) }
    }
    let number = [1]
    let exposure = try window.post([world.left])
    do {
      var epoch = try window.start([world.right])
      do throws(MPIError) {
        try epoch.put(number.span, to: world.rank, at: 0)
        Issue.record("this rank has not been started")
      } catch {
        #expect(error.errorClass == .rmaSync && error.function == "MPI_Put")
      }
      try epoch.complete()
    }
    try exposure.wait()
    try window.free()
  }

  @Test func epochsThatDoNotGoTogetherAreRefused() throws {
    let window = try world.allocateWindow(repeating: 0, count: 1)
    let other = try world.allocateWindow(repeating: 0, count: 1)
    do {
      let epoch = try window.fence()
      expectError(.rmaSync, in: "MPI_Win_fence") { try window.fence().end() }
      expectError(.rmaSync, in: "MPI_Win_lock") { try window.locked(0) { _ in } }
      expectError(.rmaSync, in: "MPI_Win_lock_all") { try window.lockedAll { _ in } }
      expectError(.rmaSync, in: "MPI_Win_start") { try window.start([]).complete() }
      expectError(.rmaSync, in: "MPI_Win_post") { try window.post([]).wait() }
      try epoch.end()
    }
    do {
      let epoch = try window.lockAll()
      expectError(.rmaSync, in: "MPI_Win_fence") { try window.fence().end() }
      expectError(.rmaSync, in: "MPI_Win_lock_all") { try window.lockedAll { _ in } }
      expectError(.rmaSync, in: "MPI_Win_lock") { try window.locked(0) { _ in } }
      try epoch.unlockAll()
    }
    try window.locked(world.rank, .shared) { _ throws in
      let again = expectError(.rmaSync, in: "MPI_Win_lock") {
        try window.locked(world.rank, .shared) { _ in }
      }
      #expect(again?.reason.contains("rank \(world.rank) is locked") == true)
      expectError(.rmaSync, in: "MPI_Win_fence") { try window.fence().end() }
    }
    // All of them have left no trace.
    do {
      let epoch = try window.fence()
      let error = #expect(throws: MPIError.self) { try Self.end(other, try other.fence(), window) }
      #expect(error?.errorClass == .window)
      try epoch.end()
    }
    try window.lockedAll { epoch in _ = try epoch.get(from: 0, at: 0) }
    try other.free()
    try window.free()
  }

  private static func end(
    _ other: borrowing AllocatedWindow<Int>, _ epoch: consuming FenceEpoch<Int>,
    _ window: borrowing AllocatedWindow<Int>
  ) throws {
    try window.fence(ending: epoch).end()
  }

  @Test func operationsFromClosuresAreRefused() throws {
    let window = try world.allocateWindow(repeating: 0, count: 1)
    let operation = try ReduceOperation<Int>.custom { $0 &+ $1 }
    try window.lockedAll { epoch throws in
      expectError(.operation, in: "MPI_Accumulate") { try epoch.accumulate(1, operation, to: 0, at: 0) }
      expectError(.operation, in: "MPI_Fetch_and_op") {
        _ = try epoch.fetchAndOperate(1, operation, on: 0, at: 0)
      }
      expectError(.operation, in: "MPI_Get_accumulate") {
        _ = try epoch.getAccumulate([1], operation, on: 0, at: 0)
      }
    }
    try window.free()
  }

  @Test func lengthsThatDifferAreRefused() throws {
    let window = try world.allocateWindow(repeating: 0, count: 3)
    let two = [1, 2]
    var three = [0, 0, 0]
    do {
      var epoch = try window.lockAll()
      do throws(MPIError) {
        try epoch.getAccumulate(two.span, .sum, into: three.mutableSpan, on: 0, at: 0)
        Issue.record("2 and 3")
      } catch { #expect(error.errorClass == .count && error.function == "MPI_Get_accumulate") }
      try epoch.unlockAll()
    }
    do {
      var epoch = try window.lockAll()
      do throws(MPIError) {
        try epoch.fetchAndOperate(two.span, .sum, into: three.mutableSpan, on: 0, at: 0)
        Issue.record("one element is operated on")
      } catch { #expect(error.errorClass == .count && error.function == "MPI_Fetch_and_op") }
      try epoch.unlockAll()
    }
    do {
      var epoch = try window.lockAll()
      do throws(MPIError) {
        try epoch.compareAndSwap(two.span, two.span, into: three.mutableSpan, on: 0, at: 0)
        Issue.record("one element is swapped")
      } catch { #expect(error.errorClass == .count && error.function == "MPI_Compare_and_swap") }
      try epoch.unlockAll()
    }
    #expect(three == [0, 0, 0])
    try window.free()
  }

  @Test func aSizeOfOneRankThatCannotBeIsToldToAll() throws {
    for (bad, count) in [(world.size - 1, -1), (0, Int.max)] {
      expectError(.size, in: "MPI_Win_allocate") {
        try world.allocateWindow(repeating: 0.0, count: world.rank == bad ? count : 1).free()
      }
    }
  }

  @Test func anErrorInAScopeEndsItsEpoch() throws {
    struct Wrong: Error {}
    let window = try world.allocateWindow(repeating: 0, count: 1)
    #expect(throws: Wrong.self) { try window.locked(world.right) { _ in throw Wrong() } }
    #expect(throws: Wrong.self) { try window.lockedAll { _ in throw Wrong() } }
    try window.locked(world.right) { try $0.put(1, to: world.right, at: 0) }
    try window.free()
  }

  @Test func classesOfErrorsOfWindowsHaveNames() {
    let classes: [ErrorClass] = [
      .window, .base, .size, .displacement, .lockType, .assertion, .rmaConflict, .rmaSync, .rmaRange,
      .rmaAttach,
      .rmaShared, .rmaFlavor,
    ]
    #expect(Set(classes).count == classes.count)
    #expect(classes.allSatisfy { !$0.description.contains("class") })
  }
}
