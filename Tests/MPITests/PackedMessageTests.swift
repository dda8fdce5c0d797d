import MPI
import Support
import Testing

private struct Record: Structured, Equatable {
  var flag: Bool
  var value: Double
  var count: Int16
  static let fields = Fields<Record>(\.flag, \.value, \.count)
}

@Suite struct PackedMessageTests {
  let world = World.world

  private var both: [PackedMessage] { [PackedMessage(for: world), PackedMessage(external32: [])] }

  @Test func whatIsPackedIsUnpackedInTheSameOrder() throws {
    for var message in both {
      let numbers = (0..<10).map { Double($0) / 3 }
      try message.pack(42)
      try message.pack(numbers)
      try message.pack(numbers[3..<5])
      try message.pack([Int32]())
      try message.pack(Record(flag: true, value: -1.5, count: 300))
      try message.pack(SIMD3<Float>(1, 2, 3))
      try message.pack([Located(2.5, at: 3), Located(3.5, at: 4)])
      let records = (0..<7).map { Record(flag: $0 % 2 == 0, value: Double($0), count: Int16($0)) }
      let second = try Datatype(of: Record.self).vector(count: 3, blockLength: 1, stride: 2)
      try message.pack(records.span.selecting(second, from: 1))
      let odd = try Datatype.double.vector(count: 5, blockLength: 1, stride: 2)
      try message.pack(numbers.span.selecting(odd, from: 1))
      let copy = message
      #expect(try message.unpack(Int.self) == 42)
      #expect(message.remainingByteCount == copy.remainingByteCount - 8)
      #expect(try message.unpack([Double].self, count: 10) == numbers)
      #expect(try message.unpack([Double].self, count: 2) == Array(numbers[3..<5]))
      #expect(try message.unpack([Int32].self, count: 0) == [])
      #expect(try message.unpack(Record.self) == Record(flag: true, value: -1.5, count: 300))
      #expect(try message.unpack(SIMD3<Float>.self) == SIMD3(1, 2, 3))
      #expect(
        try message.unpack([Located<Double>].self, count: 2) == [Located(2.5, at: 3), Located(3.5, at: 4)])
      #expect(try message.unpack([Record].self, count: 3) == [records[1], records[3], records[5]])
      var memory = [Double](repeating: 0, count: 10)
      var span = memory.mutableSpan
      var into = try span.selecting(odd)
      try message.unpack(into: &into)
      var expected = [Double](repeating: 0, count: 10)
      for place in stride(from: 0, to: 10, by: 2) { expected[place] = numbers[place + 1] }
      #expect(memory == expected)
      #expect(message.remainingByteCount == 0)
      #expect(copy.remainingByteCount == copy.bytes.count)
    }
  }

  @Test func moreThanIsThereCannotBeUnpacked() throws {
    for (var message, function) in zip(both, ["MPI_Unpack", "MPI_Unpack_external"]) {
      expectError(.truncate, in: function) { _ = try message.unpack(Int8.self) }
      #expect(try message.unpack([Double].self, count: 0) == [])
      try message.pack([Int32(1), 2, 3])
      var four = [Int32](repeating: 9, count: 4)
      expectError(.truncate, in: function) { try message.unpack(into: &four) }
      expectError(.truncate, in: function) { _ = try message.unpack([Double].self, count: 1 << 28) }
      expectError(.count, in: "MPI_Unpack") { _ = try message.unpack([Double].self, count: -1) }
      expectError(.argument, in: "MPI_Unpack") { _ = try message.unpack([Padded].self, count: .max) }
      #expect(four == [9, 9, 9, 9])
      #expect(try message.unpack(Int32.self) == 1)
      expectError(.truncate, in: function) { _ = try message.unpack([Int32].self, count: 3) }
      #expect(try message.unpack([Int32].self, count: 2) == [2, 3])
      expectError(.truncate, in: function) { _ = try message.unpack(Int8.self) }
    }
  }

  @Test func thePortableRepresentationIsBigEndianWithoutGaps() throws {
    var message = PackedMessage()
    try message.pack(Int32(0x0102_0304))
    try message.pack(1.0)
    try message.pack(Record(flag: true, value: -2, count: 0x0506))
    try message.pack(0x0708_090A_0B0C_0D0E)
    let expected: [UInt8] = [
      1, 2, 3, 4, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 1, 0xC0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13,
      14,
    ]
    #expect(message.bytes == expected)
    var read = PackedMessage(external32: expected)
    #expect(try read.unpack(Int32.self) == 0x0102_0304)
    #expect(try read.unpack(Double.self) == 1)
    #expect(try read.unpack(Record.self) == Record(flag: true, value: -2, count: 0x0506))
    #expect(try read.unpack(Int.self) == 0x0708_090A_0B0C_0D0E)
  }

  @Test(.enabled(if: World.world.size > 1)) func packedMessagesTravel() throws {
    for (portable, var message) in zip([false, true], both) {
      try message.pack(world.rank)
      try message.pack(Double.elements(of: world.rank, world.rank * 3))
      try world.send(message, to: world.right, tag: 3)
      var received = try world.receivePacked(from: world.left, tag: 3, external32: portable)
      let rank = try received.unpack(Int.self)
      #expect(rank == world.left)
      #expect(try received.unpack([Double].self, count: rank * 3) == Double.elements(of: rank, rank * 3))
      #expect(received.remainingByteCount == 0)

      // Packed here, received as it is, as one of the two values is enough for.
      var number = PackedMessage(for: world)
      try number.pack(Int32(5))
      try world.send(number, to: world.right, tag: 4)
      #expect(try world.receive(Int32.self, from: world.left, tag: 4) == 5)
      // Nothing at all.
      try world.send(PackedMessage(for: world), to: world.right, tag: 5)
      #expect(try world.receivePacked(from: world.left, tag: 5).bytes.isEmpty)
    }
  }
}
