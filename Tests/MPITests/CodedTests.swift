import Foundation
import MPI
import Support
import Testing

/// What an encoding could spoil.
private struct Extremes: Coded, Equatable {
  var numbers = [
    Double.infinity, -.infinity, 0.1, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi,
    1.0.nextUp, 1e22,
  ]
  var floats: [Float] = [.greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity, 0.1]
  var integers: [Int] = [.min, .max, 0, -1]
  var unsigned: [UInt64] = [.max, 0, 1 << 63]
  var small: [Int8] = [.min, .max]
  var flags = [true, false]
  var optionals: [Double?] = [nil, 1, nil]
  var texts = ["", "$null", "🌍", "\0\u{1}\u{7F}", "null", "inf", "\"\\/", "\u{2028}"]
  var optionalText: String? = "$null"
  var nothing: String?
  var table: [String: [Int: String]] = ["": [:], "a": [-1: "b"]]
  var date = Date(timeIntervalSinceReferenceDate: 0.1)
  var data = Data([0, 255])
  var kind = Kind.other(3, name: nil)

  enum Kind: Codable, Equatable {
    case one
    case other(Int, name: String?)
  }
}

/// A type whose encoding fails.
struct Secret: Coded {
  struct Refused: Error {}
  init() {}
  init(from decoder: any Decoder) throws { throw Refused() }
  func encode(to encoder: any Encoder) throws { throw Refused() }
}

@Suite struct CodedTests {
  let world = World.world

  @Test func valuesOfAllKindsArriveAsTheyWere() throws {
    let extremes = Extremes()
    #expect(try world.broadcast(extremes) == extremes)
    #expect(try unpacked(Extremes.self, from: try packed(extremes)).value == extremes)
  }

  @Test func zerosKeepTheirSignAndNaNStaysNaN() throws {
    let numbers = Report(title: "", values: [0, -0.0, .nan])
    let values = try unpacked(Report.self, from: try packed(numbers)).value.values
    #expect(values.map(\.sign) == [.plus, .minus, .plus])
    #expect(values[2].isNaN)
  }

  @Test func aTypeChoosesItsEncoding() throws {
    let (usual, _) = try unpacked(String.self, from: try packed(Settings.value(of: 3)))
    #expect(usual.hasPrefix("{") && usual.contains("\"limits\""))
    let (own, _) = try unpacked(String.self, from: try packed(Report.value(of: 3)))
    #expect(own.hasPrefix("}") && own.contains("\"eltit\""))
  }

  @Test func valuesAtTheTopNeedNotBeContainers() throws {
    let coder = JSONCoder()
    #expect(try coder.decode(Int.self, from: try coder.encode(5)) == 5)
    #expect(try coder.decode(String.self, from: try coder.encode("ß")) == "ß")
    #expect(try coder.decode([Bool].self, from: try coder.encode([true])) == [true])
    #expect(try coder.decode(Double.self, from: try coder.encode(-Double.infinity)) == -.infinity)
  }

  @Test func whatCannotBeEncodedIsAnError() {
    let error = expectError(.conversion, in: "pack") { _ = try packed(Secret()) }
    #expect(error?.reason.contains("Secret") == true)
    expectError(.conversion, in: "pack") { try world.send([Secret()], to: world.right) }
  }

  @Test func whatCannotBeDecodedIsAnError() throws {
    let texts = [
      "", "{}", "{", "[]", "\u{0}", "nan", #"{"title": 1, "values": []}"#,
      #"{"title": "", "values": ["infinity"]}"#,
      String(repeating: "[", count: 100_000), #"{"title": "", "values": [1e999]}"#,
    ]
    for text in texts {
      let error = expectError(.conversion, in: "unpack") {
        _ = try unpacked(Report.self, from: try packed(String(decoding: text.utf8.reversed(), as: UTF8.self)))
      }
      #expect(error?.reason.contains("Report") == true)
      expectError(.conversion, in: "unpack") { _ = try unpacked(Settings.self, from: try packed(text)) }
    }
    expectError(.conversion, in: "unpack") { _ = try unpacked(Secret.self, from: try packed("{}")) }
  }
}
