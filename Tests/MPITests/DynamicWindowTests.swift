import MPI
import Support
import Testing

/// Memory that comes and goes, in epochs of each kind.
@Suite(.enabled(if: World.canMakeWindowsOverMemory)) struct DynamicWindowTests {
  let world = World.world

  /// Calls `body` with a window and the part of so many numbers that each rank has attached.
  private func withParts(
    of count: Int, _ body: (inout DynamicWindow<Int>, [RemotePart<Int>]) throws -> Void
  ) throws {
    var window = try world.createDynamicWindow(of: Int.self)
    let mine = try window.attach((0..<count).map { 1000 * world.rank + $0 })
    try body(&window, try world.allGather([mine]))
    try world.barrier()
    _ = try window.detach(mine)
    try window.free()
  }

  @Test func aCounterGivesEachNumberToJustOne() throws {
    try withParts(of: 2) { window, parts throws in
      for home in 0..<world.size {
        var numbers: [Int] = []
        try window.lockedAll { epoch throws in
          for _ in 0..<20 {
            numbers.append(try epoch.fetchAndOperate(1, .sum, on: home, at: parts[home].dropFirst(1)))
          }
        }
        #expect(numbers == numbers.sorted())
        let first = 1000 * home + 1
        #expect(try world.allGather(numbers).sorted() == Array(first..<first + 20 * world.size))
      }
    }
  }

  @Test func whatAllAccumulateIsThereAfterTheFence() throws {
    try withParts(of: 3) { window, parts throws in
      let numbers = [world.rank + 1, 10 * (world.rank + 1)]
      var before = [-1]
      do {
        var epoch = try window.fence()
        for rank in 0..<world.size {
          try epoch.accumulate(numbers.span, .sum, to: rank, at: parts[rank].dropFirst(1))
        }
        try epoch.getAccumulate(
          [0].span, .noOperation, into: before.mutableSpan, on: world.right, at: parts[world.right])
        try epoch.end()
      }
      #expect(before == [1000 * world.right])
      let sum = world.size * (world.size + 1) / 2
      let first = 1000 * world.rank
      let own = try window.mutableSpan(of: parts[world.rank])
      let all = own.indices.map { own[$0] }
      #expect(all == [first, first + 1 + sum, first + 2 + 10 * sum])
    }
  }

  @Test func neighboursPostAndStart() throws {
    try withParts(of: 2) { window, parts throws in
      for round in 1...3 {
        let number = [100 * round + world.rank]
        var theirs = [-1]
        let exposure = try window.post([world.left])
        do {
          var epoch = try window.start([world.right])
          try epoch.put(number.span, to: world.right, at: parts[world.right].dropFirst(1))
          try epoch.get(into: theirs.mutableSpan, from: world.right, at: parts[world.right])
          try epoch.complete()
        }
        try exposure.wait()
        #expect(theirs == [1000 * world.right])
        let own = try window.mutableSpan(of: parts[world.rank])[1]
        #expect(own == 100 * round + world.left)
      }
    }
  }

  @Test(.enabled(if: World.canCompareAndSwap)) func oneOfAllSwaps() throws {
    try withParts(of: 1) { window, parts throws in
      for home in 0..<world.size {
        var old = -1
        try window.lockedAll { epoch throws in
          old = try epoch.compareAndSwap(1000 * home, -world.rank - 2, on: home, at: parts[home])
          // Once it is another number, it stays.
          let after = try epoch.compareAndSwap(1000 * home, 0, on: home, at: parts[home])
          #expect(after == (old == 1000 * home ? -world.rank - 2 : old))
        }
        let all = try world.allGather(old)
        #expect(all.count { $0 == 1000 * home } == 1)
      }
    }
  }

  @Test func partsComeAndGoBetweenEpochs() throws {
    var window = try world.createDynamicWindow(of: Int.self)
    for round in 1...10 {
      let mine = try window.attach(Array(repeating: round, count: 100 * round))
      let parts = try world.allGather([mine])
      #expect(parts.allSatisfy { $0.count == 100 * round })
      try window.lockedAll { epoch throws in
        let old = try epoch.fetchAndOperate(
          world.rank, .replace, on: world.right, at: parts[world.right].dropFirst(100 * round - 1))
        #expect(old == round)
        expectError(.rmaRange, in: "MPI_Fetch_and_op") {
          _ = try epoch.fetchAndOperate(
            1, .sum, on: world.right, at: parts[world.right].dropFirst(100 * round))
        }
      }
      try world.barrier()
      let back = try window.detach(mine)
      #expect(back.dropLast().allSatisfy { $0 == round } && back.last == world.left)
    }
    try window.free()
  }
}
