import MPI
import Support
import Testing

/// Reading and writing others' memory, in epochs of every kind.
@Suite struct WindowEpochTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func whatNeighboursPutIsThereAfterTheFence(_ type: any Sample.Type) throws { try halo(type) }

  private func halo<T: Sample>(_ type: T.Type) throws {
    // A ghost cell at each end.
    for count in [1, 2, 50] {
      var window = try world.allocateWindow(repeating: T.filler(1)[0], count: count + 2)
      let mine = T.elements(of: world.rank, count)
      for (index, element) in mine.enumerated() {
        var own = window.mutableSpan
        own[index + 1] = element
      }
      var epoch = try window.fence()
      try epoch.put(mine.span.extracting(first: 1), to: world.left, at: count + 1)
      try epoch.put(mine.span.extracting(last: 1), to: world.right, at: 0)
      try epoch.end()
      let all =
        [T.element(rank: world.left, index: count - 1)] + mine + [T.element(rank: world.right, index: 0)]
      #expect(window.array == all)
      try window.free()
    }
  }

  @Test(arguments: sampleTypes)
  func whatIsGotIsHereAfterTheFence(_ type: any Sample.Type) throws { try gets(type) }

  private func gets<T: Sample>(_ type: T.Type) throws {
    // Unequally many, none on rank 0.
    var memory = T.elements(of: world.rank, 3 * world.rank)
    let window = try world.createWindow(over: memory.mutableSpan)
    for rank in 0..<world.size {
      var all = T.filler(3 * rank)
      var last = T.filler(1)
      var epoch = try window.fence()
      try epoch.get(into: all.mutableSpan, from: rank, at: 0)
      try epoch.get(into: last.mutableSpan, from: rank > 0 ? rank : noProcess, at: 3 * rank - 1)
      try epoch.end()
      #expect(all == T.elements(of: rank, 3 * rank))
      if rank > 0 { #expect(last == [T.element(rank: rank, index: 3 * rank - 1)]) }
    }
    try window.free()
    #expect(memory == T.elements(of: world.rank, 3 * world.rank))
  }

  @Test func aFenceEndsAnEpochAndOpensTheNext() throws {
    var window = try world.createWindow(over: OwnedBuffer<Int>([world.rank, -1, -1]))
    let first = [100 + world.rank]
    let second = [200 + world.rank]
    do {
      var epoch = try window.fence(noStore: true)
      try epoch.put(first.span, to: world.right, at: 1)
      var next = try window.fence(ending: epoch)
      try next.put(second.span, to: world.left, at: 2)
      try next.end()
    }
    #expect(window.array == [world.rank, 100 + world.left, 200 + world.right])
    let memory = try window.freed()
    #expect(memory.array == [world.rank, 100 + world.left, 200 + world.right])
  }

  @Test func ranksOfARingPostStartCompleteAndWait() throws {
    var window = try world.allocateWindow(repeating: 0, count: 4)
    for round in 1...3 {
      let numbers = [round, world.rank]
      let exposure = try window.post([world.left])
      var epoch = try window.start([world.right])
      try epoch.put(numbers.span, to: world.right, at: 1)
      try epoch.complete()
      try exposure.wait()
      #expect(window.array == [0, round, world.left, 0])
    }
    // Asking until it is so.
    let number = [7]
    do {
      var exposure = try window.post([world.right])
      var epoch = try window.start([world.left])
      try epoch.accumulate(number.span, .sum, to: world.left, at: 3)
      try epoch.complete()
      while try !exposure.isComplete() {}
      #expect(try exposure.isComplete(), "once complete, it stays so")
      try exposure.wait()
    }
    #expect(window.span[3] == 7)
    try window.free()
  }

  @Test func oneRankReadsFromAllThatPostToIt() throws {
    for root in 0..<world.size {
      let window = try world.createWindow(
        over: OwnedBuffer<Int>(repeating: world.rank * world.rank, count: 1))
      let exposure = try window.post([root], noPut: true)
      if world.rank == root {
        var (first, last) = ([-1], [-1])
        var epoch = try window.start(Array(0..<world.size))
        try epoch.get(into: first.mutableSpan, from: 0, at: 0)
        try epoch.get(into: last.mutableSpan, from: world.size - 1, at: 0)
        try epoch.complete()
        #expect(first == [0] && last == [(world.size - 1) * (world.size - 1)])
      }
      try exposure.wait()
      try window.free()
    }
  }

  @Test func anEpochThatGoesOutOfScopeIsEnded() throws {
    var window = try world.allocateWindow(repeating: 0, count: 2)
    let number = [world.rank + 1]
    do {
      var epoch = try window.fence()
      try epoch.put(number.span, to: world.right, at: 0)
    }
    #expect(window.span[0] == world.left + 1)
    do {
      let exposure = try window.post([world.left])
      var epoch = try window.start([world.right])
      try epoch.put(number.span, to: world.right, at: 1)
      _ = consume epoch
      _ = consume exposure
    }
    #expect(window.span[1] == world.left + 1)
    do {
      var epoch = try window.lock(world.right)
      try epoch.put(number.span, to: world.right, at: 0)
    }
    do {
      var epoch = try window.lockAll()
      try epoch.put(number.span, to: world.right, at: 1)
    }
    try window.fence().end()
    #expect(window.span[0] == world.left + 1 && window.span[1] == world.left + 1)
    try window.free()
  }

  @Test func puttingToNobodyDoesNothing() throws {
    var window = try world.allocateWindow(repeating: 5, count: 1)
    let number = [6]
    var read = [8]
    do {
      var epoch = try window.fence()
      try epoch.put(number.span, to: noProcess, at: 99)
      try epoch.get(into: read.mutableSpan, from: noProcess, at: 99)
      try epoch.end()
    }
    try window.lockedAll { epoch throws in
      try epoch.put(6, to: noProcess, at: 99)
      try epoch.accumulate(6, .sum, to: noProcess, at: 99)
      try epoch.get(into: &read, from: noProcess, at: 99)
      try epoch.flush(noProcess)
    }
    #expect(read == [8] && window.span[0] == 5)
    try window.free()
  }

  @Test func nothingIsPutAndGotFromTheFirstElementToBehindTheLast() throws {
    // None on rank 0.
    var window = try world.allocateWindow(repeating: 5, count: world.rank)
    let none: [Int] = []
    var read: [Int] = []
    do {
      var epoch = try window.fence()
      for rank in 0..<world.size {
        for offset in Set([0, rank]) {
          try epoch.put(none.span, to: rank, at: offset)
          try epoch.accumulate(none.span, .sum, to: rank, at: offset)
        }
      }
      try epoch.end()
    }
    try window.lockedAll { epoch throws in
      for rank in 0..<world.size {
        #expect(try epoch.get(count: 0, from: rank, at: rank) == [])
        try epoch.get(into: &read, from: rank, at: 0)
        expectError(.rmaRange, in: "MPI_Put") { try epoch.put(none, to: rank, at: rank + 1) }
        expectError(.rmaRange, in: "MPI_Get") { _ = try epoch.get(count: 0, from: rank, at: -1) }
      }
    }
    #expect(window.array == Array(repeating: 5, count: world.rank))
    try window.free()
  }
}
