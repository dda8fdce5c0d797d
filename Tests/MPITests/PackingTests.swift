import MPI
import Support
import Testing

@Suite struct PackingTests {
  /// Expects a value to be the same once it has been packed and unpacked, alone and among others.
  private func expectSame<T: Packable & Equatable>(
    _ value: T, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = try packed(value)
    let (result, length) = try unpacked(T.self, from: bytes)
    #expect(result == value, sourceLocation: sourceLocation)
    #expect(length == bytes.count, sourceLocation: sourceLocation)
    // After an odd byte, what follows is aligned to nothing.
    var packer = Packer()
    try packer.pack(UInt8(7))
    try packer.pack([value, value])
    try packer.pack(value)
    var unpacker = Unpacker(packer.bytes.span.bytes)
    #expect(try unpacker.unpack(UInt8.self) == 7, sourceLocation: sourceLocation)
    #expect(try unpacker.unpack([T].self) == [value, value], sourceLocation: sourceLocation)
    #expect(try unpacker.unpack(T.self) == value, sourceLocation: sourceLocation)
    #expect(unpacker.remaining == 0, sourceLocation: sourceLocation)
  }

  @Test(arguments: packableTypes) func aValueIsTheSameAfterPacking(_ type: any PackableSample.Type) throws {
    try packEach(type)
  }

  private func packEach<T: PackableSample>(_ type: T.Type) throws {
    for rank in 0..<12 { try expectSame(T.value(of: rank)) }
  }

  @Test(arguments: sampleTypes) func transferableValuesAreTheSameAfterPacking(_ type: any Sample.Type) throws
  {
    try packElements(type)
  }

  private func packElements<T: Sample>(_ type: T.Type) throws {
    try expectSame(T.element(rank: 1, index: 2))
    for count in [0, 1, 2, 33] { try expectSame(T.elements(of: 3, count)) }
    try expectSame([T.elements(of: 3, 4), [], T.elements(of: 5, 1)])
    try expectSame(Optional(T.element(rank: 1, index: 2)))
    try expectSame([T.element(rank: 1, index: 2), nil, T.element(rank: 2, index: 2)])
  }

  @Test func nestedValuesAreTheSameAfterPacking() throws {
    try expectSame(String??.some(nil))
    try expectSame(String??.some("a"))
    try expectSame([[[Int]]]([[[1], []], [], [[2, 3]]]))
    try expectSame(["a": ["b": Set([1, 2])], "": [:]])
    try expectSame([Int: [String?]]())
    try expectSame(Set<String>())
    try expectSame(0..<0)
    try expectSame(-1.5..<Double.infinity)
    try expectSame("a"..<"b")
    try expectSame(Int128.min)
    try expectSame(Located(1.5, at: 3))
    try expectSame(SIMD3<Int8>(1, 2, 3))
  }

  @Test func textIsTheSameByteByByte() throws {
    for text in ["", "\0", "e\u{301}", "é", "🇪🇺👩‍👩‍👧", "\u{FEFF}x", String(repeating: "ß", count: 100_000)] {
      let (result, _) = try unpacked(String.self, from: try packed(text))
      #expect(Array(result.utf8) == Array(text.utf8))
    }
  }

  @Test func numbersAreTheSameBitByBit() throws {
    let numbers = [0.0, -0.0, .nan, -.nan, .signalingNaN, .infinity, -.infinity, .leastNonzeroMagnitude, .pi]
    let (results, _) = try unpacked([Double].self, from: try packed(numbers))
    #expect(results.map(\.bitPattern) == numbers.map(\.bitPattern))
    let (single, _) = try unpacked(Float.self, from: try packed(Float.nan))
    #expect(single.bitPattern == Float.nan.bitPattern)
  }

  @Test func aPackerCanBeUsedAgain() throws {
    var packer = Packer()
    try packer.pack("first")
    packer.removeAll()
    #expect(packer.bytes.isEmpty)
    try packer.pack("second")
    #expect(try unpacked(String.self, from: packer.bytes).value == "second")
  }

  @Test func valuesAreReadAsTheyWereAppended() throws {
    var packer = Packer()
    packer.append(Padded.element(rank: 1, index: 1))
    packer.append(contentsOf: [1.5, 2.5].span)
    packer.append(contentsOf: [Int]().span)
    packer.append(3)
    packer.append(true)
    var unpacker = Unpacker(packer.bytes.span.bytes)
    #expect(try unpacker.next(Padded.self) == Padded.element(rank: 1, index: 1))
    #expect(try unpacker.next(2, of: Double.self) == [1.5, 2.5])
    #expect(try unpacker.next(0, of: Double.self) == [])
    #expect(try unpacker.nextCount() == 3)
    #expect(try unpacker.nextFlag())
    #expect(unpacker.remaining == 0)
  }
}
