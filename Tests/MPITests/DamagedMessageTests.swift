import MPI
import Support
import Testing

@Suite struct DamagedMessageTests {
  let world = World.world

  /// The ranks share the rounds.
  private func shared(_ rounds: Range<Int>) -> some Sequence<Int> {
    rounds.lazy.filter { $0 % world.size == world.rank }
  }

  @Test(arguments: packableTypes) func aMessageThatEndsTooEarlyIsAnError(_ type: any PackableSample.Type) throws {
    try cutEverywhere(type)
  }

  private func cutEverywhere<T: PackableSample>(_ type: T.Type) throws {
    for bytes in try [T.value(of: 1), T.value(of: 2), T.value(of: 5)].map(packed) {
      for length in shared(0..<bytes.count) {
        let error = #expect(throws: MPIError.self) { _ = try unpacked(T.self, from: Array(bytes[..<length])) }
        #expect(error?.function == "unpack")
        #expect(error?.errorClass == .truncate)
      }
    }
  }

  /// Bytes among which there are more small counts and flags than chance would make.
  private func damaged(_ generator: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...80, using: &generator)).map { _ in
      switch Int.random(in: 0..<10, using: &generator) {
      case 0: UInt8.random(in: 0...255, using: &generator)
      case 1: 0xFF
      case 2...3: UInt8.random(in: 0...3, using: &generator)
      default: 0
      }
    }
  }

  /// Expects random bytes to give an error, or a value that packs into the bytes that were read.
  private func fuzz<T: Packable>(_ type: T.Type, packsBack: Bool = true) throws {
    var generator = try World.generator()
    var (values, errors) = (0, 0)
    for _ in shared(0..<10_000) {
      let bytes = damaged(&generator)
      do {
        let (value, length) = try unpacked(type, from: bytes)
        values += 1
        if packsBack { #expect(try packed(value) == Array(bytes[..<length])) }
      } catch let error as MPIError {
        errors += 1
        #expect([.truncate, .conversion].contains(error.errorClass))
      }
    }
    #expect(values > 0 && errors > 0, "\(values) values, \(errors) errors")
  }

  @Test func randomBytesAreAValueOrAnError() throws {
    try fuzz([Int32].self)
    try fuzz([[Int]].self)
    try fuzz([[UInt8?]].self)
    try fuzz([Bool].self)
    try fuzz([Bool: Bool?].self, packsBack: false)
    try fuzz(Int32??.self)
    // What is no text is mended, and what is there twice is there once.
    try fuzz(String?.self, packsBack: false)
    try fuzz([String].self, packsBack: false)
    try fuzz(Set<UInt16>.self, packsBack: false)
    try fuzz([String: [Double]].self, packsBack: false)
    try fuzz(Range<Double>.self)
    try fuzz([Range<Int8>].self)
    try fuzz(Track.self, packsBack: false)
  }

  @Test func changedEncodingsAreAValueOrAnError() throws {
    try change(Settings.self)
    try change(Report.self)
  }

  /// Changes some bytes of a packed value, but not its length.
  private func change<T: PackableSample>(_ type: T.Type) throws {
    var generator = try World.generator()
    let original = try packed(T.value(of: 2))
    var errors = 0
    for _ in shared(0..<2000) {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 8..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      do { _ = try unpacked(type, from: bytes) } catch let error as MPIError {
        errors += 1
        #expect(error.errorClass == .conversion)
      }
    }
    #expect(errors > 0)
  }

  @Test func aByteThatIsNoBoolIsAnError() throws {
    for byte in [2, 3, 128, 255] as [UInt8] {
      expectError(.conversion, in: "unpack") { _ = try unpacked(Bool.self, from: [byte]) }
      expectError(.conversion, in: "unpack") { _ = try unpacked([Bool].self, from: try packed([1, byte])) }
      expectError(.conversion, in: "unpack") { _ = try unpacked(Bool?.self, from: [1, byte]) }
      expectError(.conversion, in: "unpack") { _ = try unpacked(Int?.self, from: [byte] + packed(1)) }
      expectError(.conversion, in: "unpack") { _ = try unpacked([Bool?].self, from: packed([byte, byte])) }
    }
  }

  @Test func aCountThatCannotBeIsAnError() throws {
    for count in [-1, Int.min, Int.max, Int.max / 8 + 1, 1 << 40] {
      let bytes = try packed(count) + [0, 0, 0]
      #expect(throws: MPIError.self) { _ = try unpacked(String.self, from: bytes) }
      #expect(throws: MPIError.self) { _ = try unpacked([String].self, from: bytes) }
      #expect(throws: MPIError.self) { _ = try unpacked([[Int]].self, from: bytes) }
      #expect(throws: MPIError.self) { _ = try unpacked([Padded].self, from: bytes) }
      #expect(throws: MPIError.self) { _ = try unpacked([Bool].self, from: bytes) }
      #expect(throws: MPIError.self) { _ = try unpacked([String: Int].self, from: bytes) }
      #expect(throws: MPIError.self) { _ = try unpacked(Set<Int>.self, from: bytes) }
      #expect(throws: MPIError.self) {
        var unpacker = Unpacker(bytes.span.bytes)
        _ = try unpacker.next(count, of: UInt16.self)
      }
    }
  }

  @Test func aRangeThatEndsBeforeItStartsIsAnError() throws {
    expectError(.conversion, in: "unpack") { _ = try unpacked(Range<Int>.self, from: packed(2) + packed(1)) }
    expectError(.conversion, in: "unpack") {
      _ = try unpacked(Range<Double>.self, from: packed(Double.nan) + packed(1.0))
    }
  }

  @Test func damagedMessagesFromOthersAreErrors() throws {
    // As the bytes of a message, whole and cut.
    let bytes = try packed(["a": [1.5, 2.5]])
    for length in [bytes.count, bytes.count - 1, 3, 0] {
      var received = [UInt8](repeating: 0, count: length)
      try world.sendReceive(bytes[..<length], to: world.right, into: &received, from: world.left)
      #expect(received == Array(bytes[..<length]))
      if length < bytes.count {
        expectError(.truncate, in: "unpack") { _ = try unpacked([String: [Double]].self, from: received) }
      }
    }
  }
}
