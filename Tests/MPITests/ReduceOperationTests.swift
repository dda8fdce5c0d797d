import MPI
import Support
import Testing

@Suite struct ReduceOperationTests {
  let world = World.world

  /// Expects an operation of MPI's to do with many elements what a function of Swift's does with two.
  private func expect<T: Transferable & Equatable>(
    _ operation: ReduceOperation<T>, toBe combine: (T, T) -> T, on element: (_ rank: Int, _ index: Int) -> T,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let all = (0..<world.size).map { rank in (0..<60).map { element(rank, $0) } }
    let expected = all.dropFirst().reduce(all[0]) { zip($0, $1).map(combine) }
    #expect(
      try world.allReduce(all[world.rank], operation) == expected, "\(T.self)", sourceLocation: sourceLocation
    )
  }

  @Test(arguments: numberTypes)
  func numbersAreAddedMultipliedAndCompared(_ type: any ReducedNumber.Type) throws {
    try reduce(type)
  }

  private func reduce<T: ReducedNumber>(_ type: T.Type) throws {
    try expect(.sum, toBe: +, on: T.small)
    try expect(.product, toBe: *, on: T.small)
    try expect(.max, toBe: max, on: T.wide)
    try expect(.min, toBe: min, on: T.wide)
  }

  @Test(arguments: integerTypes)
  func integersAreCombinedBitwise(_ type: any ReducedInteger.Type) throws {
    try reduceBitwise(type)
  }

  private func reduceBitwise<T: ReducedInteger>(_ type: T.Type) throws {
    try expect(.bitwiseAnd, toBe: &, on: T.bits)
    try expect(.bitwiseOr, toBe: |, on: T.bits)
    try expect(.bitwiseXor, toBe: ^, on: T.bits)
  }

  @Test func truthIsCombinedLogically() throws {
    let element = { (rank: Int, index: Int) in (index >> rank) & 1 == 1 }
    try expect(.and, toBe: { $0 && $1 }, on: element)
    try expect(.or, toBe: { $0 || $1 }, on: element)
    try expect(.xor, toBe: !=, on: element)
  }

  @Test func vectorsAreAdded() throws {
    try expect(.sum, toBe: &+, on: { SIMD2<Int8>(Int8($0), -Int8($1) / 4) })
    try expect(.sum, toBe: +, on: { SIMD3<Float>(Float($0), Float($1), 0.5) })
    try expect(.sum, toBe: &+, on: { SIMD4(UInt64.max, UInt64($0), UInt64($1), 3) })
    try expect(.sum, toBe: +, on: { SIMD8<Double>(repeating: Double($0 * 100 + $1)) })
  }

  @Test func extremesAreFoundWithTheirLocation() throws {
    try locate(Double.self)
    try locate(Float.self)
    try locate(Int32.self)
    try locate(Int.self)
  }

  private func locate<T: LocatableElement>(_ type: T.Type) throws {
    // Few different values, so that many ranks have the same.
    let element = { (rank: Int, index: Int) in
      Located(T(exactly: (rank * 5 + index) % 3) ?? 0, at: self.world.size - rank)
    }
    let first = { (one: Located<T>, other: Located<T>) in one.location < other.location ? one : other }
    try expect(
      .maxLocation(),
      toBe: { $0.value == $1.value ? first($0, $1) : $0.value > $1.value ? $0 : $1 }, on: element)
    try expect(
      .minLocation(),
      toBe: { $0.value == $1.value ? first($0, $1) : $0.value < $1.value ? $0 : $1 }, on: element)
    let farthest = try world.allReduce(Located(T(exactly: world.rank) ?? 0, at: world.rank), .maxLocation())
    #expect(farthest == Located(T(exactly: world.size - 1) ?? 0, at: world.size - 1))
  }

  @Test func aLocationThatDoesNotFitIsClamped() {
    #expect(Located(1.0, at: .max).location == Int32.max)
    #expect(Located(1.0, at: .min).location == Int32.min)
  }

  @Test func twoOperationsOfOneTypeKeepTheirOwnState() throws {
    let moduli = [7, 1000, 1 << 40]
    let operations = try moduli.map { modulus in
      try ReduceOperation<Int>.custom { ($0 + $1) % modulus }
    }
    for _ in 0..<3 {
      for (modulus, operation) in zip(moduli, operations) {
        try expect(operation, toBe: { ($0 + $1) % modulus }, on: { ($0 + $1) * 999_999_937 % modulus })
      }
    }
  }

  @Test func whatAnOperationCapturedIsReleasedWithItsLastCopy() throws {
    final class Captured: Sendable {}
    weak var released: Captured?
    do {
      let captured = Captured()
      released = captured
      let operation = try ReduceOperation<Int>.custom { [captured] one, other in
        withExtendedLifetime(captured) { one + other }
      }
      let copy = operation
      #expect(try world.allReduce(1, copy) == world.size)
      #expect(released != nil)
    }
    #expect(released == nil)
  }

  @Test func operationsCanBeMadeAndDroppedManyTimes() throws {
    for round in 0..<3000 {
      let operation = try ReduceOperation<Int>.custom { $0 + $1 + round }
      if round % 300 == 0 {
        #expect(try world.allReduce(1, operation) == world.size + (world.size - 1) * round)
      }
    }
  }

  @Test func pairsHaveDatatypes() throws {
    guard try Environment.version >= (4, 1) else {
      expectError(.unsupported, in: "MPI_Type_get_value_index") {
        _ = try Datatype.pair(of: .double, index: .cInt)
      }
      return
    }
    #expect(try Datatype.pair(of: .double, index: .cInt) == Datatype(of: Located<Double>.self))
    #expect(try Datatype.pair(of: .byte, index: .byte) == nil)
  }
}
