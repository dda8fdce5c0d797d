import MPI
import Support
import Testing

@Suite struct ComplexNumberTests {
  let world = World.world

  @Test func complexNumbersTravelAndAreReduced() throws {
    try exchange(Double.self)
    try exchange(Float.self)
  }

  private func exchange<Part: ComplexPart>(_ type: Part.Type) throws {
    // Small whole numbers, so that no order of operations rounds.
    func element(_ rank: Int, _ index: Int) -> ComplexNumber<Part> {
      ComplexNumber(Part(rank % 3 + index), Part(1 - index))
    }
    let all = (0..<world.size).map { rank in (0..<3).map { element(rank, $0) } }
    let mine = all[world.rank]
    var received = [ComplexNumber<Part>](repeating: 0, count: 3)
    try world.sendReceive(mine, to: world.right, into: &received, from: world.left)
    #expect(received == all[world.left])
    let sums = (0..<3).map { index in all.reduce(0) { $0 + $1[index] } }
    let products = (0..<3).map { index in all.reduce(1) { $0 * $1[index] } }
    #expect(try world.allReduce(mine, .sum) == sums)
    #expect(try world.allReduce(mine, .product) == products)
    #expect(try world.allReduce(mine[0], .sum) == sums[0])
    // C knows the type.
    #expect(try Datatype(of: ComplexNumber<Part>.self).size == 2 * MemoryLayout<Part>.size)
    #expect(try mine.span.selecting(Datatype(of: ComplexNumber<Part>.self), count: 3).byteCount > 0)
  }

  @Test func arithmeticIsThatOfComplexNumbers() {
    let i = ComplexNumber(0.0, 1)
    #expect(i * i == -1 + 0 && i + 1 == ComplexNumber(1, 1) && i - i == 0)
    var number = ComplexNumber(3.0, -4)
    number *= i
    #expect(number == ComplexNumber(4, 3) && number.magnitude == 4)
    number += 1
    number -= i
    #expect(number == ComplexNumber(5, 2))
    #expect(ComplexNumber<Float>(exactly: 1 << 24 + 1) == nil && ComplexNumber<Float>(exactly: 3) == 3)
  }
}
