import MPI
import Support
import Testing

@Suite struct LocalReductionTests {
  @Test func elementsAreCombinedPlaceByPlace() throws {
    var numbers = [1.0, 2, 3]
    try ReduceOperation.sum.combine([10.0, 20, 30], into: &numbers)
    #expect(numbers == [11, 22, 33])
    try ReduceOperation.max.combine([12.0, 0, 40][...], into: &numbers)
    #expect(numbers == [12, 22, 40])
    var value = 6
    try ReduceOperation.bitwiseXor.combine(5, into: &value)
    #expect(value == 3)
    var none: [Int] = []
    try ReduceOperation.sum.combine([Int](), into: &none)
    var vector = SIMD3<Float>(1, 2, 3)
    try ReduceOperation.sum.combine(SIMD3<Float>(1, 1, 1), into: &vector)
    #expect(vector == SIMD3(2, 3, 4))
  }

  @Test func anOperationOfOnesOwnGetsItsOperandsInOrder() throws {
    let operation = try ReduceOperation<Affine<Int32>>.custom(commutative: false) { $0.followed(by: $1) }
    let lower = Affine<Int32>.elements(of: 0, 5)
    var accumulated = Affine<Int32>.elements(of: 1, 5)
    let expected = lower.combined(with: [accumulated]) { $0.followed(by: $1) }
    try operation.combine(lower, into: &accumulated)
    #expect(accumulated == expected)
  }

  @Test func differentNumbersOfElementsAreRefused() {
    var two = [1, 2]
    expectError(.count, in: "MPI_Reduce_local") { try ReduceOperation.sum.combine([1, 2, 3], into: &two) }
    expectError(.count, in: "MPI_Reduce_local") { try ReduceOperation.sum.combine([1], into: &two) }
    #expect(two == [1, 2])
  }

  @Test func itIsKnownWhetherTheOrderMatters() throws {
    #expect(try ReduceOperation<Int>.sum.isCommutative)
    #expect(try ReduceOperation<Located<Double>>.maxLocation().isCommutative)
    #expect(try ReduceOperation<Int>.custom { $0 + $1 }.isCommutative)
    #expect(try !ReduceOperation<Int>.custom(commutative: false) { $0 - $1 }.isCommutative)
  }
}
