import MPI
import Support
import Testing

/// Structured within structured, and a field that is not listed.
private struct Pair: Structured, Equatable {
  var first = Particle()
  var note: Int32 = 0
  var second = Particle()

  static let fields = Fields<Pair>(\.second, \.first)
}

private struct Computed: Structured {
  var number: Double
  var half: Double { number / 2 }
  static let fields = Fields<Computed>(\.number, \.half)
}

private struct Twice: Structured {
  var number: Double
  static let fields = Fields<Twice>(\.number, \.number)
}

private struct Outer: Structured {
  var inner: Computed
  static let fields = Fields<Outer>(\.inner)
}

private struct Tuples: Structured {
  var a: Int16 = 0
  var b: UInt64 = 0
  static let fields = Fields<Tuples>(\.b, \.a)
}

@Suite struct StructuredTests {
  let world = World.world

  @Test func valuesAndArraysTravel() throws {
    try exchange(Particle.self)
    #expect(try world.broadcast(Particle.element(rank: world.rank, index: 5)) == .element(rank: 0, index: 5))
    let charges = try ReduceOperation<Particle>.custom { one, other in
      var sum = one
      sum.charge += other.charge
      return sum
    }
    let total = try world.allReduce(Particle(charge: Int16(world.rank)), charges)
    #expect(Int(total.charge) == (0..<world.size).reduce(0, +))
  }

  private func exchange<T: Sample>(_ type: T.Type) throws {
    for count in [0, 1, 37] {
      let mine = T.elements(of: world.rank, count)
      let expected = T.elements(of: world.left, count)
      try expectFilling(T.filler(count), gives: expected) {
        try world.sendReceive(mine, to: world.right, tag: 4, into: &$0, from: world.left, receiveTag: 4)
      }
      let counts = Array(repeating: count, count: world.size)
      #expect(try world.allGather(mine) == T.elements(ofEach: counts))
      #expect(try world.broadcast(mine) == T.elements(of: 0, count))
    }
  }

  @Test func theDatatypeHasTheFieldsAndIsMadeOnce() throws {
    let datatype = try Datatype(of: Particle.self)
    #expect(try datatype == Datatype(of: Particle.self))
    #expect(datatype == Particle.layout.unit)
    #expect(try datatype.bounds == .init(of: Particle.self))
    // The vector has four numbers in memory.
    #expect(try datatype.size == 1 + 32 + 1 + 4 + 2)
    guard case .resized(0, MemoryLayout<Particle>.stride, let structure) = try datatype.contents,
      case .structure(let blocks) = try structure.contents
    else {
      Issue.record("contents differ")
      return
    }
    #expect(blocks.map(\.datatype) == [.int8, .double, .bool, .float, .int16])
    #expect(blocks.map(\.count) == [1, 4, 1, 1, 1])
    #expect(blocks.map(\.byteDisplacement) == [0, 16, 48, 52, 56])
  }

  @Test func whatIsNotListedStaysAsItWas() throws {
    let mine = Pair(
      first: .element(rank: world.rank, index: 1), note: 7, second: .element(rank: world.rank, index: 2))
    var received = [Pair(note: 5), Pair(note: 6)]
    try world.sendReceive([mine, mine], to: world.right, into: &received, from: world.left)
    let first = Particle.element(rank: world.left, index: 1)
    let second = Particle.element(rank: world.left, index: 2)
    let expected = [5, 6].map { Pair(first: first, note: $0, second: second) }
    #expect(received == expected)
  }

  @Test func whatIsNotListedIsZeroInANewValue() throws {
    func pair(_ rank: Int) -> Pair {
      Pair(first: .element(rank: rank, index: 1), note: 7, second: .element(rank: rank, index: 2))
    }
    /// Leaves memory behind that is not zero, for the next array of as many to be in.
    func leaveMemory(_ count: Int) {
      for _ in 0..<3 { withExtendedLifetime([Pair](repeating: Pair(note: -1), count: count)) {} }
    }
    let (mine, size) = (Array(repeating: pair(world.rank), count: 4), world.size)
    leaveMemory(4 * size)
    let all = try world.allGather(mine)
    leaveMemory(4)
    let others = try world.broadcast(mine, root: size - 1)
    let sending = try world.start(.send(mine.span, to: world.right, tag: 3))
    leaveMemory(4)
    let received = try world.receive([Pair].self, from: world.left, tag: 3)
    try sending.wait()
    #expect(all.count == 4 * size && received.count == 4)
    #expect(all.allSatisfy { $0.note == 0 } && received.allSatisfy { $0.note == 0 })
    // The root's are its own.
    #expect(others.allSatisfy { $0.note == (world.rank == size - 1 ? 7 : 0) })
    let values = try world.allGather(pair(world.rank))
    #expect(values.map(\.second) == (0..<size).map { pair($0).second })
    #expect(values.allSatisfy { $0.note == 0 })
  }

  @Test func structuredElementsAreSelected() throws {
    let mine = Particle.elements(of: world.rank, 9)
    let theirs = Particle.elements(of: world.left, 9)
    let third = try Datatype(of: Particle.self).vector(count: 3, blockLength: 1, stride: 3)
    var received = Particle.filler(9)
    let expected = received.indices.map { $0 % 3 == 1 ? theirs[$0 + 1] : received[$0] }
    let from = try mine.span.selecting(third, from: 2)
    var span = received.mutableSpan
    var into = try span.selecting(third, from: 1)
    try world.sendReceive(from, to: world.right, into: &into, from: world.left)
    #expect(received == expected)
    expectError(.datatype, in: "MPI_Type_get_true_extent") {
      _ = try mine.span.selecting(Datatype(of: Pair.self)).byteCount
    }
    expectError(.datatype, in: "MPI_Type_get_true_extent") { _ = try mine.span.selecting(.double).byteCount }
    let numbers = [Tuples](repeating: Tuples(), count: 3)
    #expect(try numbers.span.selecting(Datatype(of: Tuples.self), count: 3).byteCount == 30)
  }

  @Test func fieldsThatAreNowhereOrTwiceAreAnError() throws {
    expectError(.datatype, in: "MPI_Type_create_struct") { _ = try Datatype(of: Computed.self) }
    expectError(.datatype, in: "MPI_Type_create_struct") { _ = try Datatype(of: Twice.self) }
    expectError(.datatype, in: "MPI_Type_create_struct") { _ = try Datatype(of: Outer.self) }
    var numbers = [0.0]
    expectError(.datatype, in: "MPI_Sendrecv") {
      try world.sendReceive(Computed(number: 1), to: world.right, into: &numbers, from: world.left)
    }
  }
}

extension Datatype.Bounds {
  fileprivate init<T>(of type: T.Type) throws {
    self = try Datatype.byte.contiguous(count: MemoryLayout<T>.stride).bounds
  }
}
