import MPI
import Support
import Testing

/// Reading and changing others' memory of which the others know nothing.
@Suite struct WindowLockTests {
  let world = World.world

  @Test func aHistogramOfAllRanksSamplesIsThatOfASequentialProgram() throws {
    let bins = 7
    var expected = [Int](repeating: 0, count: bins * world.size)
    var generator = try World.generator()
    let samples = (0..<world.size).map { _ in
      (0..<200).map { _ in Int.random(in: 0..<bins * world.size, using: &generator) }
    }
    for sample in samples.joined() { expected[sample] += 1 }

    var window = try world.allocateWindow(repeating: 0, count: bins)
    let one = [1]
    do {
      var epoch = try window.lockAll()
      for sample in samples[world.rank] {
        let (rank, bin) = sample.quotientAndRemainder(dividingBy: bins)
        try epoch.accumulate(one.span, .sum, to: rank, at: bin)
      }
      try epoch.unlockAll()
    }
    try world.barrier()
    let mine = window.array
    #expect(try world.allGather(mine) == expected)
    try window.free()
  }

  @Test func aCounterGivesEachNumberToJustOne() throws {
    for home in 0..<world.size {
      let window = try world.allocateWindow(repeating: 10, count: world.rank == home ? 1 : 0)
      var numbers: [Int] = []
      try window.lockedAll { epoch throws in
        for _ in 0..<50 { numbers.append(try epoch.fetchAndOperate(1, .sum, on: home, at: 0)) }
      }
      #expect(numbers == numbers.sorted())
      let all = try world.allGather(numbers)
      #expect(all.sorted() == Array(10..<10 + 50 * world.size))
      try window.free()
    }
  }

  @Test func aLockMadeOfCompareAndSwapKeepsOthersOut() throws {
    try world.withSplitByNode { node in
      try node.allocateSharedWindow(repeating: 0, count: 2).use { window in try incrementLocked(window) }
    }
    if World.canCompareAndSwap {
      try world.allocateWindow(repeating: 0, count: 2).use { window in try incrementLocked(window) }
    }
  }

  private func incrementLocked<Memory: WindowMemory>(_ window: borrowing Window<Memory>) throws
  where Memory.Element == Int, Memory.Place == Int {
    // The lock, and what it protects: a number that is read and written apart.
    let (home, mine) = (window.size - 1, window.rank + 1)
    try window.lockedAll { epoch throws in
      for _ in 0..<20 {
        while try epoch.compareAndSwap(0, mine, on: home, at: 0) != 0 {}
        let number = try epoch.fetchAndOperate(0, .noOperation, on: home, at: 1)
        try epoch.accumulate(number + 1, .replace, to: home, at: 1)
        try epoch.flush(home)
        #expect(try epoch.compareAndSwap(mine, 0, on: home, at: 0) == mine)
      }
    }
    try world.barrier()
    let number = try window.locked(home, .shared) { epoch throws in try epoch.get(from: home, at: 1) }
    #expect(number == 20 * window.size)
    try world.barrier()
  }

  @Test func anExclusiveLockKeepsOthersOut() throws {
    let window = try world.allocateWindow(repeating: 0, count: 1)
    for _ in 0..<20 {
      try window.locked(0) { epoch throws in
        let number = try epoch.get(from: 0, at: 0)
        try epoch.put(number + 1, to: 0, at: 0)
      }
    }
    try world.barrier()
    let number = try window.locked(0, .shared) { try $0.get(from: 0, at: 0) }
    #expect(number == 20 * world.size)
    try window.free()
  }

  @Test func aRankThatHasLockedItselfReachesItsOwnElements() throws {
    let window = try world.allocateWindow(repeating: 0, count: world.rank)
    try window.locked(world.rank) { epoch throws in
      for index in 0..<world.rank { try epoch.put(index, to: world.rank, at: index) }
      try epoch.withOwnElements { own throws in
        #expect(own.count == world.rank)
        for index in own.indices {
          #expect(own[index] == index)
          own[index] *= world.rank
        }
      }
    }
    try world.barrier()
    for rank in 0..<world.size {
      let elements = try window.locked(rank, .shared) { epoch in try epoch.get(count: rank, from: rank, at: 0)
      }
      #expect(elements == (0..<rank).map { $0 * rank })
    }
    try window.locked(world.rank, .shared) { epoch throws in
      _ = expectError(.rmaSync, in: "MPI_Win_lock") { try epoch.withOwnElements { _ in } }
    }
    try window.locked(world.right) { epoch throws in
      if world.size > 1 {
        expectError(.rmaSync, in: "MPI_Win_lock") { try epoch.withOwnElements { _ in } }
      }
    }
    try window.free()
  }

  @Test(arguments: sampleTypes)
  func valuesAndArraysGoToAndFro(_ type: any Sample.Type) throws { try valuesAndArrays(type) }

  private func valuesAndArrays<T: Sample>(_ type: T.Type) throws {
    let window = try world.allocateWindow(repeating: T.filler(1)[0], count: 10)
    try window.lockedAll { epoch throws in
      let mine = T.elements(of: world.rank, 5)
      try epoch.put(mine, to: world.right, at: 2)
      try epoch.put(mine[0], to: world.right, at: 9)
      try epoch.flush(world.right)
      try world.barrier()
      let untouched = [T](repeating: T.filler(1)[0], count: 2)
      let expected = untouched + T.elements(of: world.left, 5) + untouched + T.elements(of: world.left, 1)
      #expect(try epoch.get(count: 10, from: world.rank, at: 0) == expected)
      #expect(try epoch.get(count: 0, from: world.rank, at: 10) == [])
      #expect(try epoch.get(from: world.rank, at: 3) == expected[3])
      var slice = T.filler(4)[...]
      try epoch.get(into: &slice, from: world.rank, at: 2)
      #expect(slice == expected[2..<6])
      if T.self == Particle.self {
        expectError(.datatype, in: "MPI_Get_accumulate") {
          _ = try epoch.getAccumulate(mine, .noOperation, on: world.rank, at: 2)
        }
        expectError(.datatype, in: "MPI_Fetch_and_op") {
          _ = try epoch.fetchAndOperate(mine[1], .replace, on: world.rank, at: 0)
        }
        return
      }
      // Replacing works for all others, byte by byte if need be.
      #expect(try epoch.getAccumulate(mine, .noOperation, on: world.rank, at: 2) == Array(expected[2..<7]))
      let old = try epoch.fetchAndOperate(mine[1], .replace, on: world.rank, at: 0)
      #expect(old == expected[0])
      #expect(try epoch.get(from: world.rank, at: 0) == mine[1])
      try world.barrier()
    }
    try window.free()
  }

  @Test func requestsAreWaitedForWithinTheEpoch() throws {
    let window = try world.allocateWindow(repeating: 1.0, count: 4)
    let numbers = [2.0, 3.0]
    var before = [0.0, 0.0]
    var read = [Double](repeating: 0, count: 4)
    var epoch = try window.lockAll()
    try epoch.startPut(numbers.span, to: world.right, at: 0).wait()
    try epoch.flush(world.right)
    try epoch.startAccumulate(numbers.span, .product, to: world.right, at: 0).wait()
    try epoch.flushAll()
    try epoch.startGetAccumulate(numbers.span, .sum, into: before.mutableSpan, on: world.right, at: 2).wait()
    #expect(before == [1, 1])
    try epoch.flushLocalAll()
    try epoch.flush(world.right)
    try world.barrier()
    try epoch.synchronize()
    try epoch.startGet(into: read.mutableSpan, from: world.rank, at: 0).wait()
    #expect(read == [4, 9, 3, 4])
    // The owning form.
    let request = try epoch.startGet(
      into: OwnedBuffer<Double>(repeating: 0, count: 2), from: world.rank, at: 2)
    #expect(try request.received().array == [3, 4])
    try world.barrier()
    try epoch.flushLocal(world.right)
    try epoch.unlockAll()
    try window.free()
  }

  @Test func spansAreBorrowedUntilTheEpochEnds() throws {
    let window = try world.allocateWindow(repeating: 0, count: 2)
    let three = [3]
    var old = [-1]
    var swapped = [-1]
    do {
      var epoch = try window.lock(world.right, .shared)
      try epoch.fetchAndOperate(three.span, .sum, into: old.mutableSpan, on: world.right, at: 0)
      if World.canCompareAndSwap {
        swapped = [try epoch.compareAndSwap(0, 5, on: world.right, at: 1)]
      } else {
        swapped = [try epoch.fetchAndOperate(5, .replace, on: world.right, at: 1)]
      }
      try epoch.unlock()
    }
    #expect(old == [0] && swapped == [0])
    try world.barrier()
    #expect(try window.locked(world.rank) { try $0.get(count: 2, from: world.rank, at: 0) } == [3, 5])
    var sums = [0, 0]
    let more = [1, 1]
    do {
      var epoch = try window.fence()
      try epoch.getAccumulate(more.span, .sum, into: sums.mutableSpan, on: world.left, at: 0)
      try epoch.end()
    }
    #expect(sums == [3, 5])
    try window.free()
  }

  @Test func comparedSpansAreBorrowedUntilTheEpochEnds() throws {
    try world.withSplitByNode { node in
      var window = try node.allocateSharedWindow(repeating: node.rank, count: 1)
      let (expected, other, desired) = ([node.right], [-1], [100])
      var (first, second) = ([-1], [-1])
      do {
        var epoch = try window.lock(node.right)
        try epoch.compareAndSwap(other.span, other.span, into: first.mutableSpan, on: node.right, at: 0)
        try epoch.flush(node.right)
        try epoch.compareAndSwap(expected.span, desired.span, into: second.mutableSpan, on: node.right, at: 0)
        try epoch.unlock()
      }
      #expect(first == expected && second == expected)
      try node.barrier()
      #expect(window.array == desired)
      try window.free()
    }
  }

  @Test func severalRanksAreLockedAtOnce() throws {
    let window = try world.allocateWindow(repeating: 0, count: 1)
    do {
      var first = try window.lock(world.left, .shared)
      if world.size > 2 {
        var second = try window.lock(world.right, .shared)
        try second.accumulate(1, .sum, to: world.right, at: 0)
        try second.unlock()
      }
      try first.accumulate(1, .sum, to: world.left, at: 0)
      try first.unlock()
    }
    try world.barrier()
    #expect(try window.locked(world.rank) { try $0.get(from: world.rank, at: 0) } == (world.size > 2 ? 2 : 1))
    try window.free()
  }
}
