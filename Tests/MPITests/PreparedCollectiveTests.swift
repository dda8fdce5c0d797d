import MPI
import Support
import Testing

/// Rounds of prepared collective operations: each is about the data of its own round.
@Suite struct PreparedCollectiveTests {
  typealias Buffer = OwnedBuffer<Int32>
  typealias Prepared = MPI.Operation<Buffer, Buffer>

  let world = World.world

  /// Expects of three rounds what three operations give that are done once.
  private func expectRounds(
    on communicator: Communicator, sending sent: Int, receiving received: Int, _ name: String,
    _ operation: (consuming Buffer, consuming Buffer) throws(MPIError) -> Prepared
  ) throws {
    func sample(_ round: Int) -> [Int32] { (0..<sent).map { Int32(1000 * world.rank + 100 * round + $0) } }
    func filler() -> Buffer { Buffer(repeating: -1, count: received) }
    let expected = try (0..<3).map { round in
      let request = try communicator.start(operation(Buffer(sample(round)), filler()))
      return try request.received().array
    }
    var prepared = try communicator.prepare(operation(Buffer(sample(9)), filler()))
    var many = PersistentRequests()
    let other = try many.add(operation(Buffer(sample(9)), filler()), on: communicator)
    for round in 0..<3 {
      let elements = sample(round)
      var sending = prepared.sent.mutableSpan
      for index in elements.indices { sending[index] = elements[index] }
      try prepared.start().wait()
      #expect(prepared.received.array == expected[round], "\(name), round \(round)")

      var memory = try many.sent(other, as: Int32.self)
      for index in elements.indices { memory[index] = elements[index] }
      try many.start().wait()
      let result = try many.received(other, as: Int32.self)
      #expect(result.indices.map { result[$0] } == expected[round], "\(name), round \(round) of many")
    }
  }

  @Test(arguments: [1, 5, 3000])
  func amongAll(_ count: Int) throws {
    let all = count * world.size
    try expectRounds(on: world, sending: count, receiving: all, "allGather") {
      sent, received throws(MPIError) in
      try .allGather(sent, into: received)
    }
    try expectRounds(on: world, sending: all, receiving: all, "allToAll") { sent, received in
      .allToAll(sent, into: received)
    }
    try expectRounds(on: world, sending: count, receiving: count, "allReduce") { sent, received in
      .allReduce(sent, .sum, into: received)
    }
    try expectRounds(on: world, sending: count, receiving: count, "scan") { sent, received in
      .scan(sent, .sum, into: received)
    }
    try expectRounds(on: world, sending: count, receiving: count, "exclusiveScan") { sent, received in
      .exclusiveScan(sent, .sum, into: received)
    }
    try expectRounds(on: world, sending: all, receiving: count, "reduceScatter") {
      sent, received throws(MPIError) in
      try .reduceScatter(sent, .sum, into: received)
    }
    let parts = (0..<world.size).map { $0 % 3 * count }
    let mine = parts[world.rank]
    try expectRounds(on: world, sending: mine, receiving: parts.reduce(0, +), "allGather, parts") {
      sent, received throws(MPIError) in
      try .allGather(sent, counts: parts, into: received)
    }
    try expectRounds(on: world, sending: parts.reduce(0, +), receiving: mine, "reduceScatter, parts") {
      sent, received throws(MPIError) in
      try .reduceScatter(sent, .sum, counts: parts, into: received)
    }
  }

  @Test(arguments: [1, 5, 3000])
  func withARoot(_ count: Int) throws {
    for root in 0..<world.size {
      let all = world.rank == root ? count * world.size : 0
      try expectRounds(on: world, sending: count, receiving: all, "gather") {
        sent, received throws(MPIError) in
        try .gather(sent, into: received, root: root)
      }
      try expectRounds(on: world, sending: all, receiving: count, "scatter") {
        sent, received throws(MPIError) in
        try .scatter(sent, into: received, root: root)
      }
      let one = world.rank == root ? count : 0
      try expectRounds(on: world, sending: count, receiving: one, "reduce") { sent, received in
        .reduce(sent, .sum, into: received, root: root)
      }
    }
  }

  @Test(.enabled(if: World.world.size > 1), arguments: [1, 5, 3000])
  func betweenSides(_ count: Int) throws {
    try Sides.with { sides throws in
      let (both, all) = (sides.both, count * sides.other.count)
      try expectRounds(on: both, sending: count, receiving: all, "allGather") {
        sent, received throws(MPIError) in
        try .allGather(sent, into: received)
      }
      try expectRounds(on: both, sending: all, receiving: all, "allToAll") { sent, received in
        .allToAll(sent, into: received)
      }
      try expectRounds(on: both, sending: count, receiving: count, "allReduce") { sent, received in
        .allReduce(sent, .sum, into: received)
      }
      let whole = count * sides.low.count * sides.high.count
      try expectRounds(on: both, sending: whole, receiving: whole / both.size, "reduceScatter") {
        sent, received throws(MPIError) in
        try .reduceScatter(sent, .sum, into: received)
      }
    }
  }
}
