import MPI
import Support
import Testing

/// Elements with gaps between them, which a datatype picks out, in all operations that take them, and refused by the
/// others.
@Suite struct GapTests {
  let world = World.world

  // Five elements from the second on, further apart on some ranks than on others.
  private let places = 0..<5
  private func step(_ rank: Int) -> Int { rank % 3 + 2 }

  private func datatype<T: Sample>(_ type: T.Type) throws -> Datatype {
    try Datatype(of: T.self).vector(count: places.count, blockLength: 1, stride: step(world.rank))
  }

  /// All that this rank has, of which some is sent.
  private func memory<T: Sample>(_ type: T.Type, of rank: Int) -> [T] {
    T.elements(of: rank, places.count * step(rank) + 1)
  }

  /// Memory of this rank after it has received what another sent.
  private func memory<T: Sample>(_ start: [T], receivingFrom sender: Int) -> [T] {
    let sent = memory(T.self, of: sender)
    var result = start
    for place in places { result[1 + place * step(world.rank)] = sent[1 + place * step(sender)] }
    return result
  }

  @Test(arguments: sampleTypes) func theyAreBroadcast(_ type: any Sample.Type) throws { try broadcast(type) }

  private func broadcast<T: Sample>(_ type: T.Type) throws {
    let datatype = try datatype(type)
    let mine = memory(type, of: world.rank)
    for root in 0..<world.size {
      try expectEachWay(mine, gives: memory(mine, receivingFrom: root)) { buffer, way in
        var span = buffer.mutableSpan
        let selection = try span.selecting(datatype, from: 1)
        try world.complete(.broadcast(selection, root: root), way)
      }
    }
  }

  @Test(arguments: sampleTypes) func theyAreMessages(_ type: any Sample.Type) throws { try exchange(type) }

  private func exchange<T: Sample>(_ type: T.Type) throws {
    let datatype = try datatype(type)
    let mine = memory(type, of: world.rank)
    let filler = T.filler(mine.count)
    let expected = memory(filler, receivingFrom: world.left)
    for mode in [SendMode.standard, .synchronous] {
      for way in Way.allCases {
        var buffer = filler
        for _ in 0..<(way == .prepare ? 2 : 1) {
          buffer = filler
          var span = buffer.mutableSpan
          let into = try span.selecting(datatype, from: 1)
          let from = try mine.span.selecting(datatype, from: 1)
          let receiving = try world.start(.receive(into: into, from: world.left, tag: 2))
          try world.complete(.send(from, to: world.right, tag: 2, mode: mode), way, rounds: 1)
          let status = try receiving.wait()
          #expect(try status.count(of: datatype) == 1)
        }
        #expect(buffer == expected, "\(way)")
      }
    }
    var buffer = filler
    do {
      var span = buffer.mutableSpan
      let into = try span.selecting(datatype, from: 1)
      let from = try mine.span.selecting(datatype, from: 1)
      var receiving = try world.prepare(.receive(into: into, from: world.left, tag: 3))
      var sending = try world.prepare(.send(from, to: world.right, tag: 3))
      for _ in 0..<2 {
        let received = try receiving.start()
        try sending.start().wait()
        try received.wait()
      }
    }
    #expect(buffer == expected)
    buffer = mine
    do {
      var span = buffer.mutableSpan
      var selection = try span.selecting(datatype, from: 1)
      try world.sendReceive(inPlace: &selection, to: world.right, from: world.left)
    }
    #expect(buffer == memory(mine, receivingFrom: world.left))
  }

  @Test func theyAreNeitherReducedNorDivided() throws {
    typealias Call = (Selection<Int32>, consuming MutableSpan<Int32>, Way) throws -> Void
    let size = world.size
    let ones = Array(repeating: 1, count: size)
    let refused: [(String, Int, Int, Call)] = [
      ("Reduce", 1, 1, { try world.complete(.reduce($0, .sum, into: $1), $2) }),
      ("Allreduce", 1, 1, { try world.complete(.allReduce($0, .sum, into: $1), $2) }),
      ("Scan", 1, 1, { try world.complete(.scan($0, .sum, into: $1), $2) }),
      ("Exscan", 1, 1, { try world.complete(.exclusiveScan($0, .sum, into: $1), $2) }),
      ("Reduce_scatter_block", size, 1, { try world.complete(.reduceScatter($0, .sum, into: $1), $2) }),
      (
        "Reduce_scatter", size, 1,
        { try world.complete(.reduceScatter($0, .sum, counts: ones, into: $1), $2) }
      ),
      ("Gather", 1, size, { try world.complete(.gather($0, into: $1), $2) }),
      ("Gatherv", 1, size, { try world.complete(.gather($0, counts: ones, into: $1), $2) }),
      ("Scatter", size, 1, { try world.complete(.scatter($0, into: $1), $2) }),
      ("Scatterv", size, 1, { try world.complete(.scatter($0, counts: ones, into: $1), $2) }),
      ("Allgather", 1, size, { try world.complete(.allGather($0, into: $1), $2) }),
      ("Allgatherv", 1, size, { try world.complete(.allGather($0, counts: ones, into: $1), $2) }),
      ("Alltoall", size, size, { try world.complete(.allToAll($0, into: $1), $2) }),
      (
        "Alltoallv", size, size,
        { try world.complete(.allToAll($0, counts: ones, receiveCounts: ones, into: $1), $2) }
      ),
    ]
    for (function, sentCount, receivedCount, call) in refused {
      let mine = Int32.elements(of: world.rank, sentCount)
      var all = Int32.filler(receivedCount)
      for way in Way.allCases {
        expectError(.datatype, in: "MPI_\(function)") {
          let selection = try mine.span.selecting(.int32, count: sentCount)
          try call(selection, all.mutableSpan, way)
        }
      }
      #expect(all == Int32.filler(receivedCount))
    }
  }
}
