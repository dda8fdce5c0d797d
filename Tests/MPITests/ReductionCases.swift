import MPI

/// An operation and what it does to two elements.
protocol ReductionCase<Element>: Sendable {
  associatedtype Element: Sample
  static func operation() throws -> ReduceOperation<Element>
  static func combine(_ lower: Element, _ higher: Element) -> Element
  /// How many elements a long array has.
  static var longCount: Int { get }
}

extension ReductionCase {
  static var longCount: Int { 3000 }
}

let reductionCases: [any ReductionCase.Type] = [
  Int32Sum.self, ByteProduct.self, DoubleMaximum.self, VectorSum.self, PaddedChoice.self,
  Following<UInt8>.self,
  Following<UInt64>.self, ParticleMeeting.self,
]

enum Int32Sum: ReductionCase {
  static func operation() -> ReduceOperation<Int32> { .sum }
  static func combine(_ lower: Int32, _ higher: Int32) -> Int32 { lower &+ higher }
}

enum ByteProduct: ReductionCase {
  static func operation() -> ReduceOperation<UInt8> { .product }
  static func combine(_ lower: UInt8, _ higher: UInt8) -> UInt8 { lower &* higher }
}

enum DoubleMaximum: ReductionCase {
  static func operation() -> ReduceOperation<Double> { .max }
  static func combine(_ lower: Double, _ higher: Double) -> Double { max(lower, higher) }
}

enum VectorSum: ReductionCase {
  static func operation() -> ReduceOperation<SIMD3<Double>> { .sum }
  static func combine(_ lower: SIMD3<Double>, _ higher: SIMD3<Double>) -> SIMD3<Double> { lower + higher }
}

/// On structs, by a closure that captures something: the struct whose byte is nearer to a number.
enum PaddedChoice: ReductionCase {
  static func operation() throws -> ReduceOperation<Padded> {
    let wanted = 100
    return try .custom { nearer($0, $1, to: wanted) }
  }
  static func combine(_ lower: Padded, _ higher: Padded) -> Padded { nearer(lower, higher, to: 100) }

  private static func nearer(_ one: Padded, _ other: Padded, to wanted: Int) -> Padded {
    func key(_ value: Padded) -> (Int, UInt8, Double) {
      (abs(Int(value.first) - wanted), value.first, value.second)
    }
    return key(one) <= key(other) ? one : other
  }
}

/// The order of the ranks matters.
enum Following<Number: FixedWidthInteger & Transferable>: ReductionCase {
  static func operation() throws -> ReduceOperation<Affine<Number>> {
    try .custom(commutative: false) { $0.followed(by: $1) }
  }
  static func combine(_ lower: Affine<Number>, _ higher: Affine<Number>) -> Affine<Number> {
    lower.followed(by: higher)
  }
  // So many that MPI sends them in pieces.
  static var longCount: Int { 20_000 }
}

/// On structs with a datatype of their own, in which the order of the ranks matters: where the first is, what the last is.
enum ParticleMeeting: ReductionCase {
  static func operation() throws -> ReduceOperation<Particle> {
    try .custom(commutative: false) { combine($0, $1) }
  }
  static func combine(_ lower: Particle, _ higher: Particle) -> Particle {
    Particle(
      kind: lower.kind, position: lower.position, isFixed: lower.isFixed != higher.isFixed,
      mass: lower.mass + higher.mass, charge: higher.charge)
  }
}
