import MPI
import Support
import Testing

/// Operations of many kinds, waited for together.
@Suite struct RequestMixTests {
  let world = World.world

  @Test func collectiveOperationsOfSeveralCommunicatorsAndMessagesEndInAnyOrder() throws {
    let (rank, size, last) = (world.rank, world.size, world.size - 1)
    try world.withDuplicate { other throws in
      try world.withSplit(color: rank % 2, key: -rank) { part throws in
        for round in 0..<6 {
          // Short ones and long ones, which take several steps.
          let count = round % 2 == 0 ? 3 : 20_000
          let mine = Double.elements(of: rank, count)
          let number = [rank + round]
          var (sum, before, most) = ([-1], [-1], [-1])
          var (first, final) = (mine, mine)
          var all = Double.filler(count * size)
          var (theirs, anyones) = (Double.filler(count), [-1])
          let partners = part.size
          var parts = Array(repeating: -1, count: partners)
          var requests = Requests()
          // Operations of one communicator in the same order on all ranks, those of different ones are not.
          try requests.start(.receive(into: anyones.mutableSpan, from: anySource, tag: 31), on: other)
          try requests.start(.allReduce(number.span, .sum, into: sum.mutableSpan), on: world)
          try requests.start(.broadcast(first.mutableSpan, root: 0), on: other)
          try requests.start(.receive(into: theirs.mutableSpan, from: world.left, tag: 30), on: world)
          try requests.start(.broadcast(final.mutableSpan, root: last), on: world)
          try requests.start(.allGather(number.span, into: parts.mutableSpan), on: part)
          try requests.start(.barrier(), on: part)
          try requests.start(.allGather(mine.span, into: all.mutableSpan), on: other)
          try requests.start(.send(mine.span, to: world.right, tag: 30), on: world)
          try requests.start(.scan(number.span, .sum, into: before.mutableSpan), on: other)
          try requests.start(.allReduce(number.span, .max, into: most.mutableSpan), on: world)
          try requests.start(.send(number.span, to: world.left, tag: 31), on: other)
          // Some one by one, and the rest at once.
          var seen: Set<Int> = []
          for _ in 0..<round {
            guard let (index, status) = try requests.waitAny() else { break }
            #expect(seen.insert(index).inserted)
            if index == 3 { #expect(try status.count(of: Double.self) == count) }
            if index == 0 { #expect(status.source == world.right && status.tag == 31) }
          }
          let statuses = try requests.wait()
          #expect(statuses.count == 12 && seen.count == round)
          let ranks = 0..<size
          #expect(sum == [ranks.reduce(0) { $0 + $1 + round }])
          #expect(before == [ranks.prefix(rank + 1).reduce(0) { $0 + $1 + round }])
          #expect(most == [last + round])
          #expect(first == Double.elements(of: 0, count) && final == Double.elements(of: last, count))
          #expect(all == Double.elements(ofEach: ranks.map { _ in count }))
          #expect(theirs == Double.elements(of: world.left, count) && anyones == [world.right + round])
          #expect(parts == ranks.filter { $0 % 2 == rank % 2 }.reversed().map { $0 + round })
        }
      }
    }
  }

  @Test func ranksStartOnTheirCommunicatorsInDifferentOrders() throws {
    let communicators = try (0..<3).map { _ in try world.duplicate() }
    let mine = Double.elements(of: world.rank, 500)
    let expected = Double.elements(of: world.size - 1, 500)
    for _ in 0..<10 {
      var (one, other, third) = (Double.filler(500), Double.filler(500), Double.filler(500))
      var requests = Requests()
      // Each rank begins with another one.
      try requests.start(
        .allReduce(mine.span, .max, into: one.mutableSpan), on: communicators[world.rank % 3])
      try requests.start(
        .allReduce(mine.span, .max, into: other.mutableSpan), on: communicators[(world.rank + 1) % 3])
      try requests.start(
        .allReduce(mine.span, .max, into: third.mutableSpan), on: communicators[(world.rank + 2) % 3])
      try requests.wait()
      #expect(one == expected && other == expected && third == expected)
    }
    for communicator in communicators { try communicator.free() }
  }

  @Test func requestsOfWindowsFilesAndMatchedMessagesAreWaitedForTogether() throws {
    let (right, left) = (world.right, world.left)
    let mine = Int32.elements(of: world.rank, 40)
    let window = try world.allocateWindow(repeating: Int32(-1), count: 80)
    try withFolder { folder in
      let path = "\(folder)/numbers"
      try make(path, Int32.elements(ofEach: Array(repeating: 40, count: world.size)).memory)
      try world.withFile(path, .readWrite) { file in
        try file.setView(of: Int32.self)
        var (message, read, got) = (Int32.filler(40), Int32.filler(40), Int32.filler(40))
        var before = Int32.filler(40)
        let sending = try world.start(.send(mine.span, to: right, tag: 12))
        let matched = try world.probeMatched(from: left, tag: 12)
        var epoch = try window.lockAll()
        try epoch.startPut(OwnedBuffer(mine), to: world.rank, at: 0).wait()
        try epoch.flush(world.rank)
        try world.barrier()
        var requests = Requests()
        requests.add(try matched.startReceive(into: message.mutableSpan))
        requests.add(try file.startRead(into: read.mutableSpan, at: .offset(40 * left)))
        requests.add(try epoch.startGet(into: got.mutableSpan, from: right, at: 0))
        requests.add(
          try epoch.startGetAccumulate(
            OwnedBuffer(mine), .replace, into: before.mutableSpan, on: right, at: 40))
        requests.add(try file.startWrite(mine.span, at: .offset(40 * (world.size + world.rank))))
        requests.add(sending)
        var seen: [Int: Status] = [:]
        while let (index, status) = try requests.waitAny() { seen[index] = status }
        #expect(seen.keys.sorted() == Array(0..<6))
        #expect(seen[0]?.source == left && seen[0]?.tag == 12)
        for index in [0, 1, 4] { #expect(try seen[index]?.count(of: Int32.self) == 40) }
        try requests.wait()
        try epoch.unlockAll()
        #expect(message == Int32.elements(of: left, 40) && read == message)
        #expect(got == Int32.elements(of: right, 40) && before.allSatisfy { $0 == -1 })
      }
      let once = Int32.elements(ofEach: Array(repeating: 40, count: world.size))
      #expect(try expectedContents(path) == (once + once).memory)
    }
    let changed = try window.locked(world.rank) { try $0.get(count: 40, from: world.rank, at: 40) }
    #expect(changed == Int32.elements(of: left, 40))
    try window.free()
  }

  // Open MPI 4 is silent about a message to oneself.
  @Test(.enabled(if: World.world.size > 1), arguments: 0..<4)
  func whatGoesWellIsRightBesideATooLongMessage(_ way: Int) throws {
    let (long, right) = (Int32.elements(of: world.rank, 30), Int32.elements(of: world.rank, 20))
    var (short, good, later) = (Int32.filler(10), Int32.filler(20), Int32.filler(20))
    var requests = Requests()
    try requests.start(.receive(into: good.mutableSpan, from: world.left, tag: 21), on: world)
    try requests.start(.receive(into: short.mutableSpan, from: world.left, tag: 22), on: world)
    try requests.start(.receive(into: later.mutableSpan, from: world.left, tag: 23), on: world)
    try world.barrier()
    for (elements, tag) in [(right, 21), (long, 22)] { try world.send(elements, to: world.right, tag: tag) }
    // Whether all are complete is known once they are.
    if way == 0 { try world.send(right, to: world.right, tag: 23) }
    do {
      switch way {
      case 0: while try requests.test() == nil {}
      case 1: while try requests.testSome().count < 3 {}
      case 2: while try requests.waitSome().count < 3 {}
      default: while try requests.waitAny() != nil {}
      }
      Issue.record("the message was longer than the buffer")
    } catch { #expect(error.errorClass == .truncate) }
    // What the error left is still to come.
    if way > 0 { try world.send(right, to: world.right, tag: 23) }
    _ = try? requests.wait()
    #expect(good == Int32.elements(of: world.left, 20) && later == good)
    try world.barrier()
  }
}
