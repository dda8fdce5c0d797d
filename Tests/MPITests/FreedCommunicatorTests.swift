import MPI
import Support
import Testing

/// What goes on in a communicator ends as it should when that is given back before.
@Suite struct FreedCommunicatorTests {
  let world = World.world

  @Test func messagesUnderWayArrive() throws {
    for count in [1, 100_000] {
      let duplicate = try world.duplicate()
      let mine = Double.elements(of: world.rank, count)
      var theirs = Double.filler(count)
      let receiving = try duplicate.start(.receive(into: theirs.mutableSpan, from: world.left, tag: 4))
      let sending = try duplicate.start(.send(mine.span, to: world.right, tag: 4))
      try duplicate.free()
      // Meanwhile another one may take its place.
      try world.withDuplicate { other throws in
        let sum = try other.allReduce(1, .sum)
        #expect(sum == world.size)
      }
      let status = try receiving.wait()
      try sending.wait()
      #expect(status.source == world.left && status.tag == 4)
      #expect(theirs == Double.elements(of: world.left, count))
    }
  }

  // Open MPI 4.1 crashes sometimes, from C too.
  @Test(.enabled(if: !Environment.libraryVersion.contains("Open MPI v4.")))
  func collectiveOperationsUnderWayEnd() throws {
    for count in [1, 100_000] {
      let duplicate = try world.duplicate()
      let mine = Double.elements(of: world.rank, count)
      var (most, all) = (Double.filler(count), Double.filler(count * world.size))
      var first = mine
      var requests = Requests()
      try requests.start(.allReduce(mine.span, .max, into: most.mutableSpan), on: duplicate)
      try requests.start(.barrier(), on: duplicate)
      try requests.start(.allGather(mine.span, into: all.mutableSpan), on: duplicate)
      try requests.start(.broadcast(first.mutableSpan), on: duplicate)
      try duplicate.free()
      try requests.wait()
      #expect(most == Double.elements(of: world.size - 1, count))
      #expect(all == Double.elements(ofEach: Array(repeating: count, count: world.size)))
      #expect(first == Double.elements(of: 0, count))
    }
  }

  @Test func preparedOperationsKeepWorking() throws {
    let duplicate = try world.duplicate()
    let mine = [world.rank]
    var theirs = [-1]
    var receive = try duplicate.prepare(.receive(into: theirs.mutableSpan, from: world.left, tag: 4))
    var send = try duplicate.prepare(.send(mine.span, to: world.right, tag: 4))
    let receiving = try receive.start()
    let sending = try send.start()
    try duplicate.free()
    try receiving.wait()
    try sending.wait()
    let number = receive.received[0]
    #expect(number == world.left)
  }

  @Test func aMatchedMessageIsReceived() throws {
    for count in [1, 100_000] {
      let duplicate = try world.duplicate()
      let mine = Double.elements(of: world.rank, count)
      let sending = try duplicate.start(.send(mine.span, to: world.right, tag: 4))
      let message = try duplicate.probeMatched(from: world.left)
      try duplicate.free()
      #expect(try message.receive([Double].self) == Double.elements(of: world.left, count))
      try sending.wait()
    }
  }

  @Test func windowsAndFilesOutliveTheirCommunicator() throws {
    let duplicate = try world.duplicate()
    var window = try duplicate.allocateWindow(repeating: 0, count: 2)
    try withFolder { folder in
      let file = try File("\(folder)/numbers", [.readWrite, .create], on: duplicate)
      try duplicate.free()
      try world.withDuplicate { _ in
        try file.setView(of: Int32.self)
        try file.write([Int32(world.rank)], at: .offset(world.rank), collectively: true)
        try file.write([Int32(-world.rank)], at: .shared, collectively: true)
      }
      try file.close()
      let all = (0..<world.size).map { Int32(-$0) }
      #expect(try expectedContents("\(folder)/numbers") == all.memory)
    }
    let number = [world.rank]
    do {
      var epoch = try window.fence()
      try epoch.put(number.span, to: world.right, at: 1)
      try epoch.end()
    }
    #expect(window.array == [0, world.left])
    try window.free()
  }

  @Test func whatWasMadeOfItOutlivesIt() throws {
    let duplicate = try world.duplicate()
    let part = try #require(try duplicate.split(color: world.rank % 2))
    let grid = try #require(try duplicate.cartesian(dimensions: [world.size], periods: [true]))
    let group = try duplicate.group()
    try duplicate.free()
    let members = (0..<world.size).filter { $0 % 2 == world.rank % 2 }
    #expect(try part.allGather(world.rank) == members)
    #expect(try grid.communicator.allReduce(1, .sum) == world.size)
    #expect(group.size == world.size && group.rank == world.rank)
    let again = try #require(try world.create(from: group))
    #expect(try again.compare(with: world) == .congruent)
    try again.free()
    try group.free()
    try part.free()
    try grid.communicator.free()
  }

  @Test func disconnectingWaitsForWhatIsUnderWay() throws {
    let duplicate = try world.duplicate()
    var theirs = Double.filler(50_000)
    let mine = Double.elements(of: world.rank, 50_000)
    var requests = Requests()
    try requests.start(.receive(into: theirs.mutableSpan, from: world.left, tag: 4), on: duplicate)
    try requests.start(.send(mine.span, to: world.right, tag: 4), on: duplicate)
    try requests.wait()
    try duplicate.disconnect()
    #expect(theirs == Double.elements(of: world.left, 50_000))
  }
}
