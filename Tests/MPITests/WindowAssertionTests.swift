import MPI
import Support
import Testing

/// Epochs with nobody, with what is asserted of them, and with operations at nobody.
@Suite struct WindowAssertionTests {
  let world = World.world

  @Test func whoPostsToNobodyAndStartsNobodyWaitsForNobody() throws {
    var window = try world.allocateWindow(repeating: world.rank, count: 1)
    for _ in 0..<3 {
      let exposure = try window.post([])
      let epoch = try window.start([])
      try epoch.complete()
      try exposure.wait()
    }
    do {
      var exposure = try window.post([])
      while try !exposure.isComplete() {}
      try exposure.wait()
    }
    // Rank 0 alone has something to do at the last one.
    let number = [7]
    let last = world.size - 1
    do {
      let exposure = try window.post(world.rank == last ? [0] : [])
      var epoch = try window.start(world.rank == 0 ? [last] : [])
      if world.rank == 0 { try epoch.put(number.span, to: last, at: 0) }
      try epoch.complete()
      try exposure.wait()
    }
    #expect(window.span[0] == (world.rank == last ? 7 : world.rank))
    // Nobody has been forgotten in an epoch.
    try window.fence().end()
    try window.free()
  }

  // Alone, Open MPI 4.1 waits for its own end for ever, from C too; Open MPI 5.0 does not wait for what is put.
  @Test(.enabled(if: !Environment.libraryVersion.contains("Open MPI v")))
  func whoIsKnownToHavePostedIsNotWaitedFor() throws {
    var window = try world.allocateWindow(repeating: 0, count: 2)
    for round in 1...3 {
      let numbers = [round, world.rank]
      let exposure = try window.post([world.left], noCheck: true, noStore: true)
      // From here on all have.
      try world.barrier()
      do {
        var epoch = try window.start([world.right], noCheck: true)
        try epoch.put(numbers.span, to: world.right, at: 0)
        try epoch.complete()
      }
      try exposure.wait()
      #expect(window.array == [round, world.left])
      try world.barrier()
    }
    // What is only read.
    var theirs = [0, 0]
    let exposure = try window.post([world.left], noCheck: true, noStore: true, noPut: true)
    try world.barrier()
    do {
      var epoch = try window.start([world.right], noCheck: true)
      try epoch.get(into: theirs.mutableSpan, from: world.right, at: 0)
      try epoch.complete()
    }
    try exposure.wait()
    #expect(theirs == [3, world.rank])
    try window.free()
  }

  @Test func locksThatNobodyElseHasAreNotChecked() throws {
    let window = try world.allocateWindow(repeating: 0, count: world.size)
    let number = [world.rank + 1]
    for turn in 0..<world.size {
      if turn == world.rank {
        for rank in 0..<world.size {
          var epoch = try window.lock(rank, noCheck: true)
          try epoch.put(number.span, to: rank, at: world.rank)
          try epoch.unlock()
        }
      }
      try world.barrier()
    }
    do {
      // Shared ones never conflict.
      var sums = [Int](repeating: 0, count: world.size)
      var epoch = try window.lockAll(noCheck: true)
      try epoch.startGet(into: sums.mutableSpan, from: world.right, at: 0).wait()
      try epoch.unlockAll()
      #expect(sums == Array(1...world.size))
    }
    try window.free()
  }

  @Test func fencesSayThatNothingIsPut() throws {
    var window = try world.allocateWindow(repeating: world.rank, count: 1)
    var (first, second) = ([-1], [-1])
    do {
      var epoch = try window.fence(noStore: true)
      try epoch.get(into: first.mutableSpan, from: world.right, at: 0)
      // Nobody has put anything, so nobody need wait for it.
      var next = try window.fence(ending: epoch, noPut: true)
      try next.get(into: second.mutableSpan, from: world.left, at: 0)
      let empty = try window.fence(ending: next, noPut: true)
      try empty.end()
    }
    #expect(first == [world.right] && second == [world.left])
    let number = [10 + world.rank]
    do {
      var epoch = try window.fence(noStore: true)
      try epoch.put(number.span, to: world.right, at: 0)
      var next = try window.fence(ending: epoch)
      try next.get(into: first.mutableSpan, from: world.right, at: 0)
      try next.end()
    }
    #expect(window.array == [10 + world.left] && first == [10 + world.rank])
    try window.free()
  }

  @Test func operationsAtNobodyDoNothingInTheirSpanForms() throws {
    var window = try world.allocateWindow(repeating: 5, count: 1)
    let number = [6]
    var (got, before, fetched, swapped) = ([8], [8], [8], [8])
    do {
      var epoch = try window.fence()
      try epoch.put(number.span, to: noProcess, at: 0)
      try epoch.get(into: got.mutableSpan, from: noProcess, at: 0)
      try epoch.accumulate(number.span, .sum, to: noProcess, at: 0)
      try epoch.getAccumulate(number.span, .sum, into: before.mutableSpan, on: noProcess, at: 0)
      try epoch.fetchAndOperate(number.span, .sum, into: fetched.mutableSpan, on: noProcess, at: 0)
      try epoch.compareAndSwap(number.span, number.span, into: swapped.mutableSpan, on: noProcess, at: 0)
      try epoch.end()
    }
    #expect(got == [8] && before == [8] && fetched == [8] && swapped == [8])
    #expect(window.array == [5])
    try window.free()
  }

  @Test func operationsAtNobodyAreCompleteAtOnceInTheirRequestForms() throws {
    let window = try world.allocateWindow(repeating: 5, count: 1)
    var (got, before) = ([8], [8])
    let number = [6]
    do {
      var epoch = try window.lockAll()
      try epoch.startPut(number.span, to: noProcess, at: 0).wait()
      let accumulating = try epoch.startAccumulate(number.span, .sum, to: noProcess, at: 0)
      #expect(try accumulating.isComplete())
      try accumulating.wait()
      try epoch.startGet(into: got.mutableSpan, from: noProcess, at: 0).wait()
      try epoch.startGetAccumulate(number.span, .sum, into: before.mutableSpan, on: noProcess, at: 0).wait()
      var requests = Requests()
      requests.add(try epoch.startPut(number.span, to: noProcess, at: 0))
      requests.add(try epoch.startPut(number.span, to: world.right, at: 0))
      try requests.wait()
      try epoch.flush(noProcess)
      try epoch.flushLocal(noProcess)
      try epoch.unlockAll()
    }
    #expect(got == [8] && before == [8])
    try world.barrier()
    #expect(try window.locked(world.rank) { try $0.get(from: world.rank, at: 0) } == 6)
    try window.free()
  }
}
