import MPI
import Support
import Testing

/// Messages that end within an element of the datatype they are received as.
@Suite struct PartOfElementTests {
  let world = World.world

  private struct Record: Structured, Equatable {
    var flag: Int8 = 0
    var value: Double = 0
    var count: Int16 = 0
    static let fields = Fields<Record>(\.flag, \.value, \.count)
  }

  /// The status of so many bytes from the left.
  private func status(ofBytes count: Int) throws -> Status {
    let mine = [UInt8](repeating: 1, count: count)
    var received = [UInt8](repeating: 0, count: 100)
    return try world.sendReceive(mine, to: world.right, tag: 2, into: &received, from: world.left)
  }

  @Test func elementsOfOneTypeAreCounted() throws {
    let datatypes = [
      try Datatype.int32.contiguous(count: 3), try Datatype.int32.vector(count: 3, blockLength: 1, stride: 2),
      try Datatype.int32.indexed(blockLengths: [1, 2], displacements: [4, 0]),
      try Datatype.int32.contiguous(count: 3).resized(extent: 100),
      try Datatype.int32.subarray(Subarray(shape: [4, 4], start: [1, 1], extent: [3, 1])),
    ]
    for count in 0...7 {
      // Received as those, and only so many numbers come.
      for datatype in datatypes {
        let mine = Int32.elements(of: world.rank, count)
        var received = Int32.filler(100)
        var span = received.mutableSpan
        var into = try span.selecting(datatype, count: 3)
        let status = try world.sendReceive(mine, to: world.right, tag: 2, into: &into, from: world.left)
        #expect(try status.count(of: datatype) == (count % 3 == 0 ? count / 3 : nil))
        #expect(try status.elements(of: datatype) == count)
        #expect(try status.count(of: Int32.self) == count)
      }
    }
  }

  @Test func whatComesFillsTheFirstPlaces() throws {
    for count in 0...7 {
      var (model, received) = (Int32.filler(20), Int32.filler(20))
      let places = [4, 0, 1, 9, 5, 6, 14, 10, 11]
      let datatype = try Datatype.int32.indexed(blockLengths: [1, 2], displacements: [4, 0])
      for (index, place) in places.prefix(count).enumerated() {
        model[place] = Int32.element(rank: world.left, index: index)
      }
      var span = received.mutableSpan
      var into = try span.selecting(datatype, count: 3)
      try world.sendReceive(
        Int32.elements(of: world.rank, count), to: world.right, tag: 2, into: &into, from: world.left)
      #expect(received == model)
    }
  }

  // On one rank a packed message would have to be sent before it is received.
  @Test(.enabled(if: World.canSendAhead)) func fieldsOfAStructAreCountedOneByOne() throws {
    let record = try Datatype(of: Record.self)
    let filler = Record(flag: -1, value: -1, count: -1)
    func element(_ rank: Int, _ index: Int) -> Record {
      Record(flag: Int8(index), value: Double(rank), count: Int16(rank + index))
    }
    // So many whole ones, and then nothing, a field, or two.
    for whole in 0...2 {
      for fields in 0..<3 {
        var message = PackedMessage(for: world)
        for index in 0..<whole { try message.pack(element(world.rank, index)) }
        let part = element(world.rank, whole)
        if fields > 0 { try message.pack(part.flag) }
        if fields > 1 { try message.pack(part.value) }
        try world.send(message, to: world.right, tag: 2)
        var received = [Record](repeating: filler, count: 4)
        let status = try world.receive(into: &received, from: world.left, tag: 2)
        #expect(try status.count(of: record) == (fields == 0 ? whole : nil))
        #expect(try status.elements(of: record) == 3 * whole + fields)
        if fields > 0 {
          expectError(.truncate, in: "MPI_Get_count") { _ = try status.count(of: Record.self) }
        }
        var expected = (0..<4).map { $0 < whole ? element(world.left, $0) : filler }
        if fields > 0 { expected[whole].flag = element(world.left, whole).flag }
        if fields > 1 { expected[whole].value = element(world.left, whole).value }
        #expect(received == expected)
      }
    }
  }

  @Test func aMessageThatEndsWithinANumberHasNoCount() throws {
    let status = try status(ofBytes: 10)
    #expect(try status.count(of: Datatype.int32) == nil)
    #expect(try status.count(of: Datatype.int32.contiguous(count: 2)) == nil)
    #expect(try status.elements(of: .byte) == 10)
    #expect(try status.elements(of: .int16) == 5)
    #expect(try status.count(of: Datatype.int16.contiguous(count: 5)) == 1)
    expectError(.truncate, in: "MPI_Get_count") { _ = try status.count(of: Int32.self) }
  }
}
