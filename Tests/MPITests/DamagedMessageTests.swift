import MPI
import Support
import Testing

@Suite struct DamagedMessageTests {
  let world = World.world

  /// This rank's share of rounds, and random numbers for it.
  private func share(of rounds: Int) throws -> (rounds: StrideTo<Int>, generator: SeededGenerator) {
    var generator = try World.generator()
    return (
      stride(from: world.rank, to: rounds, by: world.size),
      SeededGenerator(seed: generator.next() &+ UInt64(world.rank))
    )
  }

  @Test(arguments: packableTypes) func aMessageThatEndsTooEarlyIsAnError(_ type: any PackableSample.Type)
    throws
  {
    try cutEverywhere(type)
  }

  private func cutEverywhere<T: PackableSample>(_ type: T.Type) throws {
    for bytes in try (0..<12).map({ try packed(T.value(of: $0)) }) where bytes.count < 400 {
      for length in stride(from: world.rank, to: bytes.count, by: world.size) {
        expectError(.truncate, in: "unpack") { _ = try unpacked(T.self, from: Array(bytes[..<length])) }
      }
    }
  }

  /// Bytes of which more are zero, or a small count or flag, than chance would make.
  private func damaged(_ generator: inout SeededGenerator) -> [UInt8] {
    let noise = Int.random(in: 0...6, using: &generator)
    return (0..<Int.random(in: 0...80, using: &generator)).map { _ in
      guard Int.random(in: 0..<20, using: &generator) < noise else { return 0 }
      return Bool.random(using: &generator)
        ? UInt8.random(in: 1...3, using: &generator) : UInt8.random(in: 4...255, using: &generator)
    }
  }

  /// Expects random bytes to give an error, or a value that packs into the bytes that were read.
  private func fuzz<T: Packable>(_ type: T.Type, packsBack: Bool = true) throws {
    var (rounds, generator) = try share(of: 10_000)
    var (values, errors) = (0, 0)
    for _ in rounds {
      let bytes = damaged(&generator)
      do {
        let (value, length) = try unpacked(type, from: bytes)
        values += 1
        if packsBack, try packed(value) != Array(bytes[..<length]) {
          Issue.record("\(value) was unpacked from \(bytes[..<length])")
        }
      } catch let error as MPIError {
        errors += 1
        if ![.truncate, .conversion].contains(error.errorClass) { Issue.record(error) }
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
    var (rounds, generator) = try share(of: 2000)
    let original = try packed(T.value(of: 2))
    var errors = 0
    for _ in rounds {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 8..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      do { _ = try unpacked(type, from: bytes) } catch let error as MPIError {
        errors += 1
        if error.errorClass != .conversion { Issue.record(error) }
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
