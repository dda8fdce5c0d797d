import MPI
import Support
import Testing

@Suite struct BufferTests {
  let world = World.world

  /// A container of one's own.
  private struct Table: ReceiveBuffer {
    typealias Element = Double
    var cells: [Double]

    func withElements<R, E: Error>(_ body: (Span<Double>) throws(E) -> R) throws(E) -> R {
      try cells.withElements(body)
    }
    mutating func withMutableElements<R, E: Error>(
      _ body: (inout MutableSpan<Double>) throws(E) -> R
    ) throws(E) -> R {
      try cells.withMutableElements(body)
    }
  }

  /// Elements that belong to a value that cannot be copied.
  private struct Owner: ~Copyable, ReceiveBuffer {
    typealias Element = Int32
    var numbers: [Int32]

    func withElements<R, E: Error>(_ body: (Span<Int32>) throws(E) -> R) throws(E) -> R {
      try numbers.withElements(body)
    }
    mutating func withMutableElements<R, E: Error>(
      _ body: (inout MutableSpan<Int32>) throws(E) -> R
    ) throws(E) -> R {
      try numbers.withMutableElements(body)
    }
  }

  @Test func aContainerOfOnesOwnIsSentAndReceivedInto() throws {
    let mine = Table(cells: Double.elements(of: world.rank, 8))
    let all = Double.elements(ofEach: Array(repeating: 8, count: world.size))
    #expect(try world.allGather(mine) == all)
    var gathered = Table(cells: Double.filler(all.count))
    try world.allGather(mine, into: &gathered)
    #expect(gathered.cells == all)
    #expect(try world.allReduce(mine, .max) == Double.elements(of: world.size - 1, 8))
  }

  @Test func aContainerThatCannotBeCopiedIsSentAndReceivedInto() throws {
    var owner = Owner(numbers: [1, 2, 3])
    try world.allReduce(inPlace: &owner, .sum)
    #expect(owner.numbers == [1, 2, 3].map { $0 * Int32(world.size) })
    #expect(try world.allReduce(owner, .max) == owner.numbers)
    try world.sendReceive(inPlace: &owner, to: world.right, from: world.left)
    #expect(owner.numbers == [1, 2, 3].map { $0 * Int32(world.size) })
  }

  @Test(arguments: sampleTypes) func receivingIntoAPartLeavesTheRestAsItIs(_ type: any Sample.Type) throws {
    try receiveIntoParts(type)
  }

  private func receiveIntoParts<T: Sample>(_ type: T.Type) throws {
    let received = T.elements(of: 0, 3)
    let before = T.filler(9)
    let expected = before[..<4] + received + before[7...]
    var array = before
    if world.rank == 0 { array.replaceSubrange(4..<7, with: received) }
    let copy = array
    try world.broadcast(&array[4..<7])
    #expect(array == Array(expected))
    #expect(copy == (world.rank == 0 ? Array(expected) : before), "a copy made before stays as it was")
  }

  @Test func receivingAFieldLeavesItsNeighboursAsTheyAre() throws {
    // Swift lays the next field into the unused bytes at the end of the one before.
    struct Cell: Equatable {
      var before: UInt8 = 1
      var padded = Padded.element(rank: 9, index: 9)
      var after: UInt16 = 0xABCD
    }
    var cell = Cell()
    let mine = Padded.element(rank: world.rank, index: 1)
    try world.sendReceive(mine, to: world.right, into: &cell.padded, from: world.left)
    #expect(cell == Cell(padded: .element(rank: world.left, index: 1)))
    try world.broadcast(&cell.padded)
    #expect(cell == Cell(padded: world.rank == 0 ? .element(rank: world.left, index: 1) : cell.padded))
    #expect(try world.allGather(cell.padded).allSatisfy { $0 == cell.padded })
  }

  @Test(arguments: sampleTypes) func everyKindOfMemoryIsSent(_ type: any Sample.Type) throws {
    try sendKinds(type)
  }

  private func sendKinds<T: Sample>(_ type: T.Type) throws {
    var mine = T.elements(of: world.rank, 5)
    let all = T.elements(ofEach: Array(repeating: 5, count: world.size))
    #expect(try world.allGather(mine) == all)
    #expect(try world.allGather(ContiguousArray(mine)) == all)
    #expect(try world.allGather(mine.inTheMiddle) == all)
    let fromSpan = try world.allGather(mine.span)
    #expect(fromSpan == all)
    let fromPart = try world.allGather((T.filler(2) + mine + T.filler(2)).span.extracting(2..<7))
    #expect(fromPart == all)
    let fromMutableSpan = try world.allGather(mine.mutableSpan)
    #expect(fromMutableSpan == all)
    #expect(try world.allGather(mine[2]) == (0..<world.size).map { T.element(rank: $0, index: 2) })
  }

  @Test func sixteenByteIntegersAndVectorsOfAllLengthsTravel() throws {
    #expect(
      try world.allGather(Int128.max - Int128(world.rank)) == (0..<world.size).map { .max - Int128($0) })
    #expect(try world.allGather(UInt128.max) == Array(repeating: .max, count: world.size))
    try exchange { SIMD2<Int8>(Int8($0), -1) }
    try exchange { SIMD3<UInt16>(UInt16($0), 1, 2) }
    try exchange { SIMD4<Float>(Float($0), 1, 2, 3) }
    try exchange { SIMD8<Int>(repeating: $0) }
    try exchange { SIMD16<UInt8>(repeating: UInt8($0)) }
    try exchange { SIMD32<Int32>(repeating: Int32($0)) }
    try exchange { SIMD64<Double>(repeating: Double($0)) }
    try exchange { Located(Float($0), at: $0) }
    try exchange { Located(Int.max - $0, at: -$0) }
  }

  private func exchange<T: Transferable & Equatable>(
    sourceLocation: SourceLocation = #_sourceLocation, _ value: (Int) -> T
  ) throws {
    let all = (0..<world.size).map(value)
    #expect(try world.allGather(value(world.rank)) == all, sourceLocation: sourceLocation)
    let doubled = try world.allGather([value(world.rank), value(world.rank)])
    #expect(doubled == all.flatMap { [$0, $0] }, sourceLocation: sourceLocation)
  }

  @Test func aNumberTravelsAsItsOwnDatatype() throws {
    var received = [Int32](repeating: 0, count: 4)
    let status = try world.sendReceive([Int32](1...4), to: world.right, into: &received, from: world.left)
    #expect(try status.count(of: Int32.self) == 4)
    #expect(try status.count(of: UInt8.self) == 16)
    #expect(Int.layout.units == 1 && Padded.layout.units == MemoryLayout<Padded>.stride)
    #expect(SIMD3<Double>.layout.units == 4)
  }
}
