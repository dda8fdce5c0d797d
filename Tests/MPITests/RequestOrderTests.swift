import MPI
import Support
import Testing

/// What many requests at once may not confuse.
@Suite struct RequestOrderTests {
  let world = World.world

  @Test func receivesAreFilledInTheOrderInWhichTheyWereStarted() throws {
    let count = 60
    var requests = Requests()
    var receives: [Int] = []
    // Long ones take another way than short ones, and must not overtake them, or be overtaken.
    func length(_ number: Int) -> Int { number % 3 == 1 ? 20_000 + number : number }
    for number in 0..<count {
      let buffer = OwnedBuffer<Double>(repeating: -1, count: length(number))
      receives.append(try requests.start(.receive(into: buffer, from: world.left, tag: 5), on: world))
    }
    for number in 0..<count {
      let mine = Double.elements(of: world.rank, length(number))
      try requests.start(.send(OwnedBuffer(mine), to: world.right, tag: 5), on: world)
    }
    let statuses = try requests.wait()
    // Each is as long as its buffer: another order would be shorter or too long somewhere.
    #expect(try receives.map { try statuses[$0].count(of: Double.self) } == (0..<count).map(length))
  }

  @Test func messagesOfDifferentModesKeepTheirOrder() throws {
    let modes: [SendMode] = [.standard, .synchronous, .buffered]
    func length(_ number: Int) -> Int { number % 4 == 1 ? 20_000 + number : 1 + number }
    let room = try world.bufferedSize(of: Int.self, count: 21_000) * 4 + 100_000
    try Environment.withSendBuffer(byteCount: room) {
      var requests = Requests()
      for number in 0..<40 {
        let mine = OwnedBuffer(repeating: number, count: length(number))
        try requests.start(.send(mine, to: world.right, tag: 5, mode: modes[number % 3]), on: world)
      }
      for number in 0..<40 {
        // In two ways that find a message.
        let theirs =
          number % 2 == 0
          ? try world.receive([Int].self, from: world.left, tag: 5)
          : try world.probeMatched(tag: 5).receive([Int].self)
        #expect(theirs == Array(repeating: number, count: length(number)))
      }
      try requests.wait()
    }
  }

  @Test func unequalMessagesFromAnyoneAllArriveInStartedReceives() throws {
    let each = 12
    func length(_ sender: Int, _ number: Int) -> Int { (sender * 7919 + number * number * 977) % 9000 }
    try world.withDuplicate { world in
      for receiver in 0..<world.size {
        var requests = Requests()
        if world.rank == receiver {
          for _ in 0..<each * world.size {
            let buffer = OwnedBuffer<Double>(repeating: -1, count: 9000)
            try requests.start(.receive(into: buffer), on: world)
          }
        }
        for number in 0..<each {
          let mine = Double.elements(of: world.rank, length(world.rank, number))
          try requests.start(.send(OwnedBuffer(mine), to: receiver, tag: number), on: world)
        }
        var next = Array(repeating: 0, count: world.size)
        for status in try requests.wait().prefix(world.rank == receiver ? each * world.size : 0) {
          #expect(try status.count(of: Double.self) == length(status.source, status.tag))
          #expect(status.tag == next[status.source], "the messages of one rank in order")
          next[status.source] += 1
        }
        #expect(next.allSatisfy { $0 == (world.rank == receiver ? each : 0) })
        try world.barrier()
      }
    }
  }

  @Test func aReceiveWhoseMessageIsThereIsNotCalledOff() throws {
    var theirs = [0, 0]
    let request = try world.start(.receive(into: theirs.mutableSpan, from: world.left, tag: 9))
    let mine = [world.rank, 5]
    let sending = try world.start(.send(mine.span, to: world.right, tag: 9))
    while try !request.isComplete() {}
    let status = try request.cancel()
    #expect(!status.isCancelled)
    #expect(theirs == [world.left, 5])
    try sending.wait()
  }

  @Test func whatWasPreparedAndNeverStartedIsFreed() throws {
    var theirs = [0]
    for _ in 0..<100 {
      _ = try world.prepare(.receive(into: theirs.mutableSpan, from: world.left, tag: 9))
      _ = try world.prepare(.send([1].span, to: world.right, tag: 9))
    }
    try world.barrier()
    #expect(try world.probeNow(from: world.left, tag: 9) == nil)
    #expect(theirs == [0])
  }

  // Open MPI 4 is silent about a message to oneself.
  @Test(.enabled(if: World.world.size > 1)) func tooLongAMessageIsAnErrorOfARound() throws {
    var short = [0, 0]
    var receive = try world.prepare(.receive(into: short.mutableSpan, from: world.left, tag: 7))
    let long = Array(repeating: world.rank, count: 3)
    let receiving = try receive.start()
    try world.start(.send(long.span, to: world.right, tag: 7)).wait()
    do {
      try receiving.wait()
      Issue.record("the message was longer than the buffer")
    } catch { #expect(error.errorClass == .truncate && error.function == "MPI_Wait") }
    // Open MPI 4 has ended the operation.
    if Environment.libraryVersion.contains("Open MPI v4") {
      do {
        _ = try receive.start()
        Issue.record("it has been ended")
      } catch { #expect(error.errorClass == .request && error.function == "MPI_Start") }
    } else {
      let again = try receive.start()
      try world.start(.send([world.rank, 3].span, to: world.right, tag: 7)).wait()
      try again.wait()
      #expect(receive.received[0] == world.left && receive.received[1] == 3)
    }
    try world.barrier()
  }

  // Open MPI 4 is silent about a message to oneself.
  @Test(.enabled(if: World.world.size > 1)) func tooLongAMessageIsAnErrorOfARoundOfMany() throws {
    var (short, other) = ([0, 0], [0])
    var set = PersistentRequests()
    try set.add(.receive(into: short.mutableSpan, from: world.left, tag: 7), on: world)
    try set.add(.receive(into: other.mutableSpan, from: world.left, tag: 8), on: world)
    let rounds = try set.start()
    let long = Array(repeating: world.rank, count: 3)
    try world.start(.send(long.span, to: world.right, tag: 7)).wait()
    try world.start(.send([world.rank].span, to: world.right, tag: 8)).wait()
    do {
      try rounds.wait()
      Issue.record("the message was longer than the buffer")
    } catch { #expect(error.errorClass == .truncate && error.function == "MPI_Wait") }
    let number = try set.received(1, as: Int.self)[0]
    #expect(number == world.left)
    if Environment.libraryVersion.contains("Open MPI v4") {
      do {
        _ = try set.start()
        Issue.record("one of them has been ended")
      } catch { #expect(error.errorClass == .request && error.function == "MPI_Startall") }
    }
    try world.barrier()
  }

  @Test(.enabled(if: World.world.size > 1)) func tooLongAMessageIsAnErrorOfEachWayToWaitForMany() throws {
    for way in 0..<3 {
      let long = [1, 2, 3]
      var short = [0]
      var requests = Requests()
      try requests.start(.receive(into: short.mutableSpan, from: world.left, tag: 9), on: world)
      let sending = try world.start(.send(long.span, to: world.right, tag: 9))
      do {
        switch way {
        case 0: _ = try requests.waitAny()
        case 1: _ = try requests.waitSome()
        default: while try requests.testAny() == nil {}
        }
        Issue.record("the message was longer than the buffer")
      } catch { #expect(error.errorClass == .truncate) }
      try sending.wait()
      try world.barrier()
    }
  }

  @Test func whereThereIsNoSuchRankOrTagNothingIsStartedOrPrepared() throws {
    func refused(_ errorClass: ErrorClass, rank: Int = 0, tag: Int = 0) {
      for mode in [SendMode.standard, .synchronous, .ready] {
        let name = ["MPI_Isend", "MPI_Issend", "MPI_Irsend"][
          mode == .standard ? 0 : mode == .synchronous ? 1 : 2]
        expectError(errorClass, in: name) {
          _ = try world.start(.send(OwnedBuffer([1]), to: rank, tag: tag, mode: mode))
        }
        let prepared = ["MPI_Send_init", "MPI_Ssend_init", "MPI_Rsend_init"][
          mode == .standard ? 0 : mode == .synchronous ? 1 : 2]
        expectError(errorClass, in: prepared) {
          _ = try world.prepare(.send(OwnedBuffer([1]), to: rank, tag: tag, mode: mode))
        }
      }
      expectError(errorClass, in: "MPI_Irecv") {
        _ = try world.start(.receive(into: OwnedBuffer([1]), from: rank, tag: tag))
      }
      expectError(errorClass, in: "MPI_Recv_init") {
        _ = try world.prepare(.receive(into: OwnedBuffer([1]), from: rank, tag: tag))
      }
    }
    refused(.rank, rank: world.size)
    refused(.rank, rank: -17)
    refused(.tag, tag: -5)
  }
}
