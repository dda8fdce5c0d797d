import MPI
import Support
import Testing

/// Nothing, packed. (MPICH dies of it; it is not asked.)
@Suite struct PackedEmptyTests {
  let world = World.world

  @Test func whatIsEmptyIsPackedAndUnpackedAsNothing() throws {
    let empty = try Datatype.int32.contiguous(count: 0)
    for var message in [PackedMessage(for: world), PackedMessage()] {
      var numbers: [Int32] = [1, 2]
      try message.pack(Int8(1))
      try message.pack(numbers.span.selecting(empty, count: 1))
      try message.pack(Int8(2))
      #expect(message.bytes == [1, 2])
      #expect(try message.unpack(Int8.self) == 1)
      var span = numbers.mutableSpan
      var into = try span.selecting(empty, count: 1)
      try message.unpack(into: &into)
      #expect(numbers == [1, 2])
      #expect(try message.unpack(Int8.self) == 2)
    }
  }
}
