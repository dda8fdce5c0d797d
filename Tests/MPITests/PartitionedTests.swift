import Dispatch
import MPI
import Support
import Synchronization
import Testing

extension World {
  /// Whether this MPI has partitioned communication.
  static let hasPartitions = !Environment.libraryVersion.contains("Open MPI v4")
}

/// Each rank sends to its right in partitions, and receives from its left, in several rounds.
@Suite(.enabled(if: World.hasPartitions)) struct PartitionedTests {
  let world = World.world

  @Test(arguments: sampleTypes) func whatIsFilledArrives(_ type: any Sample.Type) throws {
    if type == Particle.self, Environment.libraryVersion.contains("Open MPI") { return try refused() }
    try passOn(type, [1, 4, 12])
  }

  /// Open MPI 5.0 would put them in wrong places.
  private func refused() throws {
    var elements = Particle.filler(4)
    expectError(.unsupported, in: "MPI_Psend_init") {
      _ = try world.prepareSend(elements.mutableSpan, partitions: 2, to: world.right)
    }
    expectError(.unsupported, in: "MPI_Precv_init") {
      _ = try world.prepareReceive(into: elements.mutableSpan, partitions: 2, from: world.left)
    }
  }

  private func passOn<T: Sample>(_ type: T.Type, _ divisions: [Int]) throws {
    for (number, toSend) in divisions.enumerated() {
      for toReceive in [toSend, divisions[(number + 1) % divisions.count]] {
        for count in [12, 24_000] { try passOn(type, count: count, toSend, toReceive) }
      }
    }
  }

  private func passOn<T: Sample>(_ type: T.Type, count: Int, _ toSend: Int, _ toReceive: Int) throws {
    var (mine, theirs) = (T.filler(count), T.filler(count))
    var send = try world.prepareSend(mine.mutableSpan, partitions: toSend, to: world.right, tag: 4)
    var receive = try world.prepareReceive(
      into: theirs.mutableSpan, partitions: toReceive, from: world.left, tag: 4)
    for step in 0..<3 {
      let receiving = try receive.start()
      let sending = try send.start()
      let part = count / toSend
      for number in (0..<toSend).reversed() {
        let length = try sending.fill(number) { span in
          for index in span.indices {
            span[index] = .element(rank: world.rank, index: number * part + index + step)
          }
          return span.count
        }
        #expect(length == part)
      }
      if step == 1 {
        // Each is read once it is there.
        var seen = 0
        while seen < toReceive {
          let isRight = try receiving.read(seen) { span in
            let start = seen * (count / toReceive) + step
            return span.count == count / toReceive
              && span.indices.allSatisfy { span[$0] == .element(rank: world.left, index: start + $0) }
          }
          if let isRight {
            #expect(isRight)
            seen += 1
          }
        }
      }
      if step == 2 { while try !sending.isComplete() {} }
      try sending.wait()
      let status = try receiving.wait()
      #expect(status.source == world.left && status.tag == 4)
      #expect(try status.count(of: T.self) == count)
      #expect(
        receive.buffer.indices.allSatisfy {
          receive.buffer[$0] == .element(rank: world.left, index: $0 + step)
        })
    }
  }

  @Test func partitionsAreHandedOverInEveryWay() throws {
    var (mine, theirs) = ([Int32](repeating: 0, count: 100), [Int32](repeating: 0, count: 100))
    var send = try world.prepareSend(mine.mutableSpan, partitions: 10, to: world.right)
    var receive = try world.prepareReceive(into: theirs.mutableSpan, partitions: 10, from: world.left)
    for step in 0..<6 {
      for index in send.buffer.indices {
        send.buffer[index] = .element(rank: world.rank, index: index + step)
      }
      let receiving = try receive.start()
      let sending = try send.start()
      switch step {
      case 0: try sending.handOver([7, 1, 4])  // The others by waiting.
      case 1: try sending.handOver(2..<6)
      case 2: try sending.handOver([9])
      case 3: try sending.handOver([Int]())
      case 4:
        let length = try sending.fill(3..<8) { span in
          for index in span.indices {
            span[index] = .element(rank: world.rank, index: 30 + index + step)
          }
          return span.count
        }
        #expect(length == 50)
        #expect(try sending.fill(5..<5) { $0.count } == 0)
      default: break
      }
      try sending.wait()
      try receiving.wait()
      let (buffer, left) = (receive.buffer.span, world.left)
      #expect(buffer.indices.allSatisfy { buffer[$0] == .element(rank: left, index: $0 + step) })
    }
  }

  @Test(.enabled { try World.hasThreads }) func manyThreadsFillAndRead() throws {
    let (parts, length) = (32, 500)
    let mine = OwnedBuffer(repeating: 0.0, count: parts * length)
    let theirs = OwnedBuffer(repeating: 0.0, count: parts * length)
    var send = try world.prepareSend(mine, partitions: parts, to: world.right)
    var receive = try world.prepareReceive(into: theirs, partitions: parts, from: world.left)
    let (rank, left) = (world.rank, world.left)
    for step in 0..<5 {
      let receiving = try receive.start()
      let sending = try send.start()
      let (outgoing, incoming) = (try sending.partitions, try receiving.partitions)
      #expect(outgoing.count == parts && incoming.count == parts)
      // Two threads want each partition, and one gets it.
      let filled = Atomic(0)
      let refused = Atomic(0)
      let right = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: 2 * parts) { iteration in
        let number = iteration / 2
        do {
          try outgoing.fill(number) { span in
            for index in span.indices {
              span[index] = .element(rank: rank, index: number * length + index + step)
            }
          }
          filled.add(1, ordering: .relaxed)
        } catch {
          if (error as? MPIError)?.errorClass == .argument { refused.add(1, ordering: .relaxed) }
        }
      }
      let counts = [filled.load(ordering: .relaxed), refused.load(ordering: .relaxed)]
      #expect(counts == [parts, parts])
      DispatchQueue.concurrentPerform(iterations: parts) { number in
        var isRight: Bool?
        while isRight == nil {
          guard
            let answer = try? incoming.read(
              number,
              { span in
                span.indices.allSatisfy {
                  span[$0] == .element(rank: left, index: number * length + $0 + step)
                }
              })
          else { continue }
          isRight = answer
        }
        if isRight == true { right.add(1, ordering: .relaxed) }
      }
      let numberRight = right.load(ordering: .relaxed)
      #expect(numberRight == parts)
      try sending.wait()
      try receiving.wait()
      // Who kept the partitions has them no more, in no round.
      expectError(.request, in: "MPI_Pready") { try outgoing.fill(0) { _ in } }
      expectError(.request, in: "MPI_Parrived") { _ = try incoming.read(0) { $0.count } }
    }
    #expect(receive.buffer.span.indices.count == parts * length)
  }

  @Test(.enabled { try World.hasThreads }) func waitingWaitsForWhoIsStillFilling() throws {
    var theirs = [Int](repeating: -1, count: 2)
    var send = try world.prepareSend(OwnedBuffer([0, 0]), partitions: 2, to: world.right)
    var receive = try world.prepareReceive(into: theirs.mutableSpan, partitions: 2, from: world.left)
    let receiving = try receive.start()
    let sending = try send.start()
    let partitions = try sending.partitions
    let rank = world.rank
    let (isInside, group) = (DispatchSemaphore(value: 0), DispatchGroup())
    DispatchQueue.global().async(group: group) {
      try? partitions.fill(1) { span in
        isInside.signal()
        // Longer than the other thread takes to the wait, as a rule; right it is in any case.
        for round in 0..<1_000_000 { span[0] = rank * 2_000_000 + round }
      }
    }
    isInside.wait()
    try sending.wait()
    try receiving.wait()
    group.wait()
    #expect(receive.buffer[0] == 0 && receive.buffer[1] == world.left * 2_000_000 + 999_999)
  }

  @Test(.enabled { try !World.hasThreads }) func partitionsAreNotSharedWhereOneThreadCallsMPI() throws {
    var send = try world.prepareSend(OwnedBuffer([1, 2]), partitions: 2, to: noProcess)
    let sending = try send.start()
    do throws(MPIError) {
      _ = try sending.partitions
      Issue.record("other threads must not call MPI")
    } catch { #expect(error.errorClass == .unsupported) }
    try sending.wait()
  }

  @Test func aPartitionIsHandedOverOnce() throws {
    var theirs = [Int](repeating: -1, count: 6)
    var send = try world.prepareSend(OwnedBuffer([1, 2, 3, 4, 5, 6]), partitions: 3, to: world.right)
    var receive = try world.prepareReceive(into: theirs.mutableSpan, partitions: 2, from: world.left)
    let receiving = try receive.start()
    let sending = try send.start()
    var classes: [ErrorClass?] = []
    func note(_ error: any Error) { classes.append((error as? MPIError)?.errorClass) }
    struct Mine: Error {}
    do {
      try sending.fill(1) { span in
        span[0] = 7
        throw Mine()
      }
    } catch { #expect(error is Mine) }
    // It was not handed over.
    try sending.fill(1) { $0[1] = 8 }
    do { try sending.fill(1) { $0[0] = 100 } } catch { note(error) }
    do { try sending.handOver([0, 1]) } catch { note(error) }
    do { try sending.handOver([0, 0]) } catch { note(error) }
    do { try sending.fill(1..<3) { $0[0] = 100 } } catch { note(error) }
    for wrong in [-1, 3, .max, .min] {
      do { try sending.fill(wrong) { $0[0] = 100 } } catch { note(error) }
      do { try sending.handOver([wrong]) } catch { note(error) }
      do { _ = try receiving.read(wrong) { $0[0] } } catch { note(error) }
    }
    do { try sending.fill(0..<4) { $0[0] = 100 } } catch { note(error) }
    #expect(classes == Array(repeating: .argument, count: 17))
    // What was refused together with others was given back.
    try sending.fill(0) { $0[0] = 9 }
    try sending.wait()
    try receiving.wait()
    #expect(theirs == [9, 2, 7, 8, 5, 6])
  }

  @Test func roundsThatAreForgottenAreWaitedFor() throws {
    var theirs = [Int](repeating: -1, count: 4)
    let mine = Int32.elements(of: world.rank, 4).map(Int.init)
    do {
      var send = try world.prepareSend(OwnedBuffer(mine), partitions: 4, to: world.right)
      var receive = try world.prepareReceive(into: theirs.mutableSpan, partitions: 2, from: world.left)
      for _ in 0..<2 {
        let receiving = try receive.start()
        let sending = try send.start()
        try sending.fill(2) { _ in }
        _ = consume sending
        _ = consume receiving
      }
    }
    #expect(theirs == Int32.elements(of: world.left, 4).map(Int.init))
  }

  @Test func nothingIsSentToNobody() throws {
    var mine = [1, 2]
    var theirs = [3, 4]
    var send = try world.prepareSend(mine.mutableSpan, partitions: 2, to: noProcess)
    var receive = try world.prepareReceive(into: theirs.mutableSpan, partitions: 2, from: noProcess)
    for _ in 0..<2 {
      let sending = try send.start()
      let receiving = try receive.start()
      try sending.fill(1) { $0[0] = 5 }
      #expect(try receiving.read(1) { $0[0] } == 4)
      try sending.wait()
      let status = try receiving.wait()
      #expect(status.source == noProcess)
    }
    #expect(send.buffer[1] == 5 && receive.buffer[0] == 3)
  }

  @Test func operationsOfOneTagBelongTogetherInTheirOrder() throws {
    var (one, other) = ([-1, -1], [-1, -1])
    var sendFirst = try world.prepareSend(OwnedBuffer([1, 2]), partitions: 2, to: world.right, tag: 3)
    var sendSecond = try world.prepareSend(OwnedBuffer([3, 4]), partitions: 1, to: world.right, tag: 3)
    var receiveFirst = try world.prepareReceive(
      into: one.mutableSpan, partitions: 2, from: world.left, tag: 3)
    var receiveSecond = try world.prepareReceive(
      into: other.mutableSpan, partitions: 1, from: world.left, tag: 3)
    let second = try sendSecond.start()
    let first = try sendFirst.start()
    let receiving = try receiveFirst.start()
    let last = try receiveSecond.start()
    try first.wait()
    try second.wait()
    try receiving.wait()
    try last.wait()
    #expect(one == [1, 2] && other == [3, 4])
  }

  @Test func mistakesAreErrorsBeforeMPISeesThem() throws {
    func refused(
      _ errorClass: ErrorClass, count: Int = 4, partitions: Int = 2, to rank: Int = 0, tag: Int = 0,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(errorClass, in: "MPI_Psend_init", sourceLocation: sourceLocation) {
        _ = try world.prepareSend(
          OwnedBuffer(repeating: 0, count: count), partitions: partitions, to: rank, tag: tag)
      }
      expectError(errorClass, in: "MPI_Precv_init", sourceLocation: sourceLocation) {
        _ = try world.prepareReceive(
          into: OwnedBuffer(repeating: 0, count: count), partitions: partitions, from: rank, tag: tag)
      }
    }
    refused(.count, count: 5)
    refused(.argument, partitions: 0)
    refused(.argument, partitions: -1)
    refused(.argument, count: 0, partitions: Int(Int32.max) + 1)
    for rank in [-17, world.size, Int.max, anySource] { refused(.rank, to: rank) }
    for tag in [-5, Int.max, anyTag] { refused(.tag, tag: tag) }
  }
}

@Suite struct PartitionedAbsenceTests {
  @Test(.enabled(if: !World.hasPartitions)) func whatIsNotThereSaysSo() throws {
    let world = World.world
    expectError(.unsupported, in: "MPI_Psend_init") {
      _ = try world.prepareSend(OwnedBuffer([1]), partitions: 1, to: 0)
    }
    expectError(.unsupported, in: "MPI_Precv_init") {
      _ = try world.prepareReceive(into: OwnedBuffer([1]), partitions: 1, from: noProcess)
    }
  }
}
