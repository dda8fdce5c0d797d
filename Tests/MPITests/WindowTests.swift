import MPI
import Support
import Testing

/// Windows of every kind of memory, and what they know of themselves.
@Suite struct WindowTests {
  let world = World.world

  @Test func aWindowKnowsWhatItIs() throws {
    try world.allocateWindow(repeating: Int32(7), count: world.rank + 1).use { window throws in
      #expect(window.rank == world.rank && window.size == world.size)
      #expect(window.count == world.rank + 1)
      for rank in 0..<world.size { #expect(try window.count(of: rank) == rank + 1) }
      expectError(.rank, in: "MPI_Win_get_attr") { _ = try window.count(of: world.size) }
      #expect(try window.flavor == .allocated)
      #expect(try window.memoryModel == .unified)
      #expect(try window.byteCount >= 4 * (world.rank + 1))
      #expect(try window.displacementUnit == 4)
      #expect(window.span[world.rank] == 7)
    }
    var elements = [1.0, 2.0, 3.0]
    try world.createWindow(over: elements.mutableSpan).use { window throws in
      if World.canMakeWindowsOverMemory { #expect(try window.flavor == .created) }
      #expect(try window.byteCount >= 24)
      var own = window.mutableSpan
      own[1] = 5
    }
    #expect(elements == [1, 5, 3])
    if World.canMakeWindowsOverMemory {
      try world.createDynamicWindow(of: Int.self).use { window throws in
        #expect(try window.flavor == .dynamic)
        #expect(try window.byteCount == 0)
        #expect(try window.displacementUnit == 1)
      }
    }
    try world.withSplitByNode { node throws in
      try node.allocateSharedWindow(repeating: 1, count: 1).use { window throws in
        #expect(try window.flavor == .shared)
      }
    }
  }

  @Test func namesAndHintsAreTheProgramsOwn() throws {
    let info = try Info(["no_locks": "false"])
    try world.allocateWindow(repeating: 0, count: 1, info: info).use { window throws in
      try window.setName("grid")
      #expect(try window.name() == "grid")
      for name in [String(repeating: "n", count: 10_000), "a\0b"] {
        expectError(.argument, in: "MPI_Win_set_name") { try window.setName(name) }
      }
      // Which hints MPI uses is up to MPI; those of the standard must not be turned into something else.
      try info.set("accumulate_ordering", "none")
      try window.setInfo(info)
      let used = try window.info()
      #expect(try used.get("no_locks") ?? "false" == "false")
      try used.free()
      expectError(.info, in: "MPI_Win_set_info") { try window.setInfo(.none) }
    }
    try info.free()
  }

  @Test func theGroupIsThatOfTheRanks() throws {
    try world.allocateWindow(repeating: 0, count: 1).use { window throws in
      let (own, all) = (try window.group(), try world.group())
      #expect(try own.compare(with: all) == .identical)
      try own.free()
      try all.free()
    }
  }

  @Test func ranksThatShareMemorySeeWhatOthersWrite() throws {
    try world.withSplitByNode { node throws in
      for counts in [[Int](repeating: 4, count: node.size), (0..<node.size).map { $0 % 3 }] {
        var window = try node.allocateSharedWindow(repeating: 0, count: counts[node.rank])
        for round in 1...3 {
          try window.withElements { own, _ throws in
            for index in own.indices { own[index] = round * (node.rank + 1) * (index + 1) }
          }
          try window.exchange()
          try window.withElements { own, all throws in
            var sum = 0
            for rank in 0..<node.size {
              if rank == node.rank {
                for index in own.indices { sum += own[index] }
              } else {
                let span = try all.span(of: rank)
                #expect(span.count == counts[rank])
                for index in span.indices { sum += span[index] }
              }
            }
            let expected = counts.enumerated().reduce(0) { sum, part in
              sum + round * (part.offset + 1) * (part.element * (part.element + 1) / 2)
            }
            #expect(sum == expected)
            expectError(.rank, in: "MPI_Win_shared_query") { _ = try all.span(of: node.rank).count }
            expectError(.rank, in: "MPI_Win_shared_query") { _ = try all.span(of: node.size).count }
          }
          try window.exchange()
        }
        try window.free()
      }
    }
  }

  @Test(.enabled(if: World.canMakeWindowsOverMemory)) func memoryIsAttachedAndDetached() throws {
    var window = try world.createDynamicWindow(of: Double.self)
    var parts: [RemotePart<Double>] = []
    for length in [3, 1, 1000] {
      parts.append(try window.attach((0..<length).map { Double($0 + world.rank) }))
    }
    let all = try world.allGather(parts)
    let news = [-1.0, Double(world.rank)]
    for (number, length) in [3, 1, 1000].enumerated() {
      let part = all[world.right * 3 + number]
      #expect(part.count == length)
      try window.locked(world.right) { epoch throws in
        let elements = try epoch.get(count: length, from: world.right, at: part)
        #expect(elements == (0..<length).map { Double($0 + world.right) })
        if length > 1 { try epoch.put(news, to: world.right, at: part.dropFirst(length - 2)) }
        expectError(.rmaRange, in: "MPI_Put") {
          try epoch.put(news, to: world.right, at: part.dropFirst(length - 1))
        }
      }
    }
    try world.barrier()
    var own = try window.mutableSpan(of: parts[2])
    #expect(own[997] == Double(997 + world.rank) && own[998] == -1 && own[999] == Double(world.left))
    own[0] = 4
    #expect(try window.detach(parts[2])[0] == 4)
    #expect(try window.detach(parts[1]) == [Double(world.rank)])
    expectError(.rmaRange, in: "MPI_Win_detach") { _ = try window.detach(parts[1]) }
    // What is attached at the end, the window detaches.
    try window.free()
  }

  @Test func aWindowThatAllForgetGivesTheMemoryBack() throws {
    var memory = [1, 2]
    let number = [5]
    for _ in 0..<2 {
      let window = try world.createWindow(over: memory.mutableSpan)
      var epoch = try window.lock(world.right)
      try epoch.put(number.span, to: world.right, at: 1)
    }
    if World.canMakeWindowsOverMemory { #expect(memory == [1, 5]) }
    memory[0] = 3
    #expect(memory[0] == 3)
    // On some ranks only, if there are several: those wait for the others' end.
    let window = try world.createWindow(over: memory.mutableSpan)
    if world.rank > 0 { try window.free() } else { _ = consume window }
  }

  @Test func aWindowOfEmptyMemoryIsOne() throws {
    var window = try world.allocateWindow(repeating: 0.0, count: 0)
    #expect(window.count == 0)
    #expect(window.array.isEmpty)
    let isEmpty = window.span.isEmpty
    #expect(isEmpty)
    try window.fence().end()
    try window.free()
  }

  @Test func aWindowIsForTheRanksOfItsCommunicator() throws {
    try world.withSplit(color: world.rank % 2, key: -world.rank) { part throws in
      // One part after the other: Open MPI 4.1 mixes up what is created at the same time, in C too.
      for turn in 0..<2 {
        if turn == world.rank % 2 { try putOwnRank(part) }
        try world.barrier()
      }
    }
  }

  private func putOwnRank(_ part: Communicator) throws {
    var window = try part.allocateWindow(repeating: -1, count: part.size)
    let number = [world.rank]
    do {
      var epoch = try window.fence()
      for rank in 0..<part.size { try epoch.put(number.span, to: rank, at: part.rank) }
      try epoch.end()
    }
    let ranks = (0..<world.size).filter { $0 % 2 == world.rank % 2 }.reversed()
    #expect(window.array == Array(ranks))
    try window.free()
  }
}

extension World {
  /// Open MPI 4.1 has no transport for windows of one rank, other than those whose memory it allocates.
  static let canMakeWindowsOverMemory = world.size > 1 || !Environment.libraryVersion.contains("Open MPI v4.")

  /// Open MPI 4.1 crashes in MPI_Compare_and_swap within a node, from C too, unless the memory is shared.
  static let canCompareAndSwap = !Environment.libraryVersion.contains("Open MPI v4.")
}
