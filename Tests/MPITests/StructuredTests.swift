import MPI
import Support
import Testing

/// Gaps after each of the small fields, and at the end.
private struct Particle: Structured, Equatable {
  var kind: Int8 = 0
  var position: SIMD3<Double> = .zero
  var isFixed = false
  var mass: Float = 0
  var charge: Int16 = 0

  static let fields = Fields<Particle>(\.kind, \.position, \.isFixed, \.mass, \.charge)

  static func element(rank: Int, index: Int) -> Particle {
    Particle(
      kind: Int8(truncatingIfNeeded: index), position: [Double(rank), Double(index), 0.5],
      isFixed: index % 2 == 0, mass: Float(rank) + 0.25, charge: Int16(truncatingIfNeeded: rank * 100 + index)
    )
  }
}
extension Particle: Sample {}

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
