import MPI
import Support
import Testing

/// A type whose values show which rank they are from and which place they have there.
protocol Sample: Transferable, Equatable {
  static func element(rank: Int, index: Int) -> Self
}

let sampleTypes: [any Sample.Type] = [
  Int32.self, Double.self, UInt8.self, Bool.self, SIMD3<Double>.self, Padded.self,
  Particle.self,
]

extension Sample {
  /// So many elements of a rank.
  static func elements(of rank: Int, _ count: Int) -> [Self] {
    (0..<count).map { element(rank: rank, index: $0) }
  }

  /// The elements of all ranks, one rank after the other.
  static func elements(ofEach counts: [Int]) -> [Self] {
    counts.enumerated().flatMap { elements(of: $0, $1) }
  }

  /// What stands in memory before something is received there.
  static func filler(_ count: Int) -> [Self] { elements(of: -7, count) }
}

extension Sample where Self: FixedWidthInteger {
  static func element(rank: Int, index: Int) -> Self { Self(truncatingIfNeeded: 1 + rank * 100_003 + index) }
}
extension Int32: Sample {}
extension UInt8: Sample {}
extension Double: Sample {
  static func element(rank: Int, index: Int) -> Double { Double(rank) + Double(index) / 1024 + 0.1 }
}
extension Bool: Sample {
  static func element(rank: Int, index: Int) -> Bool { (rank * 5 + index) % 3 == 0 }
}
extension SIMD3: Sample where Scalar == Double {
  static func element(rank: Int, index: Int) -> SIMD3<Double> { [Double(rank), Double(index), 0.5] }
}

/// A struct with unused bytes inside and at its end.
struct Padded: Sample {
  var first: UInt8
  var second: Double
  var third: UInt16

  static func element(rank: Int, index: Int) -> Padded {
    Padded(
      first: .element(rank: rank, index: index), second: Double(rank),
      third: UInt16(truncatingIfNeeded: index))
  }
}

/// A struct whose fields travel each as what it is, with gaps between them and at the end.
struct Particle: Structured, Sample {
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
/// A map x ↦ factor · x + offset. Maps follow one another in an order that matters.
struct Affine<Number: FixedWidthInteger & Transferable>: Sample {
  var factor: Number
  var offset: Number

  func followed(by next: Affine) -> Affine {
    Affine(factor: next.factor &* factor, offset: next.factor &* offset &+ next.offset)
  }

  static func element(rank: Int, index: Int) -> Affine {
    Affine(
      factor: Number(truncatingIfNeeded: 2 * (rank + index) + 3),
      offset: Number(truncatingIfNeeded: rank * 7 + index))
  }
}

extension Array where Element: Sample {
  /// These elements as a part of a longer array.
  var inTheMiddle: ArraySlice<Element> {
    (Element.filler(3) + self + Element.filler(2)).dropFirst(3).dropLast(2)
  }

  /// These elements combined, place by place, with those of the arrays that follow.
  func combined(with others: some Sequence<[Element]>, by combine: (Element, Element) -> Element) -> [Element]
  {
    others.reduce(self) { zip($0, $1).map(combine) }
  }
}

/// What all ranks of a range have at each place, combined in their order.
func combined<T: Sample>(
  _ ranks: ClosedRange<Int>, count: Int, by combine: (T, T) -> T
) -> [T] {
  T.elements(of: ranks.lowerBound, count)
    .combined(with: ranks.dropFirst().map { T.elements(of: $0, count) }, by: combine)
}

/// Numbers of elements for a call in which all ranks have equally many.
func countsToTry(_ generator: inout SeededGenerator) -> [Int] {
  [0, 1, .random(in: 2...40, using: &generator)]
}

/// Numbers of elements of each rank: none at all, all with one, uneven with some empty.
func unevenCountsToTry(ranks: Int, _ generator: inout SeededGenerator) -> [[Int]] {
  let uneven = (0..<ranks).map { _ in
    Bool.random(using: &generator) ? 0 : Int.random(in: 1...40, using: &generator)
  }
  var single = Array(repeating: 0, count: ranks)
  single[Int.random(in: 0..<ranks, using: &generator)] = 17
  return [Array(repeating: 0, count: ranks), single, uneven, uneven.map { $0 * 50 + 1 }]
}

/// Calls `fill` with memory of each kind, and expects it to hold `expected` afterwards.
func expectFilling<T: Sample>(
  _ start: [T], gives expected: [T], sourceLocation: SourceLocation = #_sourceLocation,
  _ fill: (inout any ReceiveBuffer<T>) throws -> Void
) throws {
  let kinds: [any ReceiveBuffer<T>] = [start, ContiguousArray(start), start.inTheMiddle]
  for var buffer in kinds {
    try fill(&buffer)
    let filled = buffer.withElements { elements in elements.indices.map { elements[$0] } }
    #expect(filled == expected, "\(type(of: buffer))", sourceLocation: sourceLocation)
  }
}

/// Expects an error of a class, that names the MPI function.
@discardableResult
func expectError(
  _ errorClass: ErrorClass, in function: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) -> MPIError? {
  let error = #expect(throws: MPIError.self, sourceLocation: sourceLocation) { try body() }
  #expect(error?.errorClass == errorClass, sourceLocation: sourceLocation)
  #expect(error?.function == function, sourceLocation: sourceLocation)
  #expect(error?.description.contains(function) == true, sourceLocation: sourceLocation)
  return error
}
