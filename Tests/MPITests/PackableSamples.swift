import Foundation
import MPI

/// A packable type whose values show which rank they are from.
protocol PackableSample: Packable, Equatable, Sendable {
  static func value(of rank: Int) -> Self
}

let packableTypes: [any PackableSample.Type] = [
  Int.self, String.self, [String].self, [[Int]].self, String?.self, [String?].self, [String: [Int]].self,
  Set<String>.self, Range<Int>.self, Padded.self, Track.self, Settings.self, Report.self,
]

extension Int: PackableSample {
  static func value(of rank: Int) -> Int { rank * 1_000_000_007 - 3 }
}
extension String: PackableSample {
  static func value(of rank: Int) -> String {
    let texts = ["", "plain", "Größe 🌍🇪🇺 e\u{301}", "two\0zeros\0"]
    return rank % 5 == 4
      ? String(repeating: "long ", count: 3000) : texts[rank % 5] + (rank % 5 == 0 ? "" : "\(rank)")
  }
}
extension Array: PackableSample where Element: PackableSample {
  static func value(of rank: Int) -> [Element] { (0..<(rank * 3) % 7).map { Element.value(of: rank + $0) } }
}
extension Optional: PackableSample where Wrapped: PackableSample {
  static func value(of rank: Int) -> Wrapped? { rank % 2 == 0 ? nil : Wrapped.value(of: rank) }
}
extension Dictionary: PackableSample where Key: PackableSample, Value: PackableSample {
  static func value(of rank: Int) -> [Key: Value] {
    Dictionary((rank...rank + 3).map { (Key.value(of: $0), Value.value(of: $0)) }) { first, _ in first }
  }
}
extension Set: PackableSample where Element: PackableSample {
  static func value(of rank: Int) -> Set { Set((rank...rank + 3).map { Element.value(of: $0) }) }
}
extension Range: PackableSample where Bound == Int {
  static func value(of rank: Int) -> Range { rank..<2 * rank }
}
extension Padded: PackableSample {
  static func value(of rank: Int) -> Padded { element(rank: rank, index: 300) }
}

/// A type that packs its own parts.
struct Track: PackableSample {
  var name: String
  var points: [SIMD2<Float>]
  var closed: Bool

  init(name: String, points: [SIMD2<Float>], closed: Bool) {
    (self.name, self.points, self.closed) = (name, points, closed)
  }

  func pack(into packer: inout Packer) throws(MPIError) {
    try packer.pack(name)
    try packer.pack(points)
    try packer.pack(closed)
  }

  init(from unpacker: inout Unpacker) throws(MPIError) {
    name = try unpacker.unpack(String.self)
    points = try unpacker.unpack([SIMD2<Float>].self)
    closed = try unpacker.unpack(Bool.self)
  }

  static func value(of rank: Int) -> Track {
    Track(name: .value(of: rank), points: (0..<rank).map { [Float($0), -1] }, closed: rank % 2 == 1)
  }
}

/// A type that travels in the default encoding.
struct Settings: Coded, PackableSample {
  var name: String
  var tolerance: Double?
  var limits: [Double]
  var children: [Settings] = []

  static func value(of rank: Int) -> Settings {
    Settings(
      name: .value(of: rank), tolerance: rank % 2 == 0 ? nil : 1e-300,
      limits: [.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 0.1],
      children: rank > 0 && rank < 3 ? [value(of: rank - 1)] : [])
  }
}

/// A type that travels in an encoding of its own.
struct Report: Coded, PackableSample {
  var title: String
  var values: [Double]
  var remark: String?

  static var coder: any MessageCoder { BackwardsCoder() }

  static func value(of rank: Int) -> Report {
    Report(title: .value(of: rank), values: (0..<rank).map { Double($0) / 7 }, remark: .value(of: rank))
  }
}

/// JSON from its end to its start.
struct BackwardsCoder: MessageCoder {
  func encode(_ value: some Encodable) throws -> [UInt8] { try JSONCoder().encode(value).reversed() }

  func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try JSONCoder().decode(type, from: bytes.reversed())
  }
}
