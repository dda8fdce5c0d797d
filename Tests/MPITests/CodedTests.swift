import Foundation
import MPI
import Support
import Testing

/// One value of each kind that an encoding could spoil.
private struct Extremes: Coded, Equatable {
  var doubles: [UInt64] { values.map(\.bitPattern) }
  var values: [Double]
  var floats: [Float] = [.greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, 0.1]
  var integers: [Int] = [.min, .max, 0, -1]
  var unsigned: [UInt64] = [.max, 0, 1 << 63]
  var small: [Int8] = [.min, .max]
  var flags = [true, false]
  var optionals: [Double?] = [nil, 1, nil]
  var texts = ["", "$null", "🌍", "\0", "null", "<plist>"]
  var optionalText: String? = "$null"
  var table: [String: [Int: String]] = ["": [:], "a": [-1: "b"]]
  var date = Date(timeIntervalSinceReferenceDate: 0.1)
  var data = Data([0, 255])
  var kind = Kind.other(3, name: nil)

  enum Kind: Codable, Equatable {
    case one
    case other(Int, name: String?)
  }

  static func == (one: Extremes, other: Extremes) -> Bool {
    one.doubles == other.doubles && one.floats == other.floats && one.integers == other.integers
      && one.unsigned == other.unsigned && one.small == other.small && one.flags == other.flags
      && one.optionals == other.optionals && one.texts == other.texts && one.optionalText == other.optionalText
      && one.table == other.table && one.date == other.date && one.data == other.data && one.kind == other.kind
  }
}

@Suite struct CodedTests {
  let world = World.world

  @Test func everyValueIsTheSameAfterTheJourney() throws {
    let extremes = Extremes(
      values: [.nan, .infinity, -.infinity, -0.0, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    let result = try world.broadcast(extremes)
    #expect(result == extremes)
    #expect(try unpacked(Extremes.self, from: try packed(extremes)).value == extremes)
  }

  @Test func aTypeChoosesItsEncoding() throws {
    let bytes = try packed(Report.value(of: 3))
    let (text, _) = try unpacked(String.self, from: bytes)
    #expect(text.hasPrefix("<?xml") && text.contains("<key>title</key>"))
    let (json, _) = try unpacked(String.self, from: try packed(Settings.value(of: 3)))
    #expect(json.hasPrefix("{") && json.contains("\"name\""))
  }

  @Test func valuesAtTheTopNeedNotBeContainers() throws {
    for coder in [XMLCoder(), JSONCoder()] as [any MessageCoder] {
      #expect(try coder.decode(Int.self, from: try coder.encode(5)) == 5)
      #expect(try coder.decode(String.self, from: try coder.encode("ß")) == "ß")
      #expect(try coder.decode([Bool].self, from: try coder.encode([true])) == [true])
    }
  }

  @Test func whatCannotBeEncodedIsAnError() {
    struct Refusal: Coded {
      func encode(to encoder: any Encoder) throws { throw CancellationError() }
    }
    let error = expectError(.conversion, in: "pack") { _ = try packed(Refusal()) }
    #expect(error?.reason.contains("Refusal") == true)
    expectError(.conversion, in: "pack") { try world.send(Refusal(), to: world.right) }
  }

  @Test func whatCannotBeDecodedIsAnError() throws {
    let wrong = try [
      packed([UInt8]()), packed("{}"), packed("{"), packed(Report.value(of: 1)), packed("[]"),
      packed(XMLCoder().encode(1)),
    ]
    for bytes in wrong {
      let error = expectError(.conversion, in: "unpack") { _ = try unpacked(Settings.self, from: bytes) }
      #expect(error?.reason.contains("Settings") == true)
    }
    expectError(.conversion, in: "unpack") {
      _ = try unpacked(Report.self, from: try packed(Settings.value(of: 1)))
    }
    expectError(.conversion, in: "unpack") {
      _ = try unpacked(Settings.self, from: try packed(#"{"name": 1, "limits": [], "children": []}"#))
    }
  }
}
