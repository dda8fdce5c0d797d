import MPI
import Support
import Testing

@Suite struct SelectionTests {
  let world = World.world

  private let numbers = [Double](repeating: 1, count: 20)

  /// Whether a selection is taken, and by what error it is refused if not; the same for sending and for receiving.
  private func outcome<T: Transferable>(
    of elements: [T], _ datatype: Datatype, count: Int = 1, from start: Int = 0
  ) -> ErrorClass? {
    var sent: ErrorClass?
    do { _ = try elements.span.selecting(datatype, count: count, from: start).byteCount } catch {
      sent = error.errorClass
    }
    var received: ErrorClass?
    var copy = elements
    var span = copy.mutableSpan
    do { _ = try span.selecting(datatype, count: count, from: start).byteCount } catch {
      received = error.errorClass
    }
    #expect(sent == received)
    return sent
  }

  @Test func whatReachesOutOfTheSpanIsRefused() throws {
    let column = try Datatype.double.vector(count: 4, blockLength: 1, stride: 5)
    #expect(outcome(of: numbers, column) == nil)
    #expect(outcome(of: numbers, column, from: 4) == nil)
    #expect(outcome(of: numbers, column, from: 5) == .argument)
    #expect(outcome(of: numbers, column, from: -1) == .argument)
    #expect(outcome(of: numbers, column, from: 21) == .argument)
    #expect(outcome(of: numbers, column, count: 2) == .argument)
    #expect(outcome(of: numbers, column, count: -1) == .count)
    #expect(outcome(of: numbers, column, count: .max) == .argument)
    let element = try column.resized(extent: 8)
    #expect(outcome(of: numbers, element, count: 5) == nil)
    #expect(outcome(of: numbers, element, count: 6) == .argument)
    let backward = try Datatype.double.vector(count: 4, blockLength: 1, stride: -5)
    #expect(outcome(of: numbers, backward) == .argument)
    #expect(outcome(of: numbers, backward, from: 14) == .argument)
    #expect(outcome(of: numbers, backward, from: 15) == nil)
    #expect(outcome(of: numbers, backward, from: 19) == nil)
    #expect(outcome(of: numbers, .double, count: 20) == nil)
    #expect(outcome(of: numbers, .double, count: 21) == .argument)
    #expect(outcome(of: numbers, .double, from: 20) == .argument)
    let far = try Datatype.double.vector(count: 2, blockLength: 1, byteStride: 1 << 60)
    #expect(outcome(of: numbers, far) == .argument)
    #expect(outcome(of: numbers, far, count: 100) == .argument)
  }

  @Test func nothingCanBePickedAnywhere() throws {
    let nothing = try Datatype.double.contiguous(count: 0)
    #expect(outcome(of: numbers, nothing, count: 5, from: 20) == nil)
    #expect(outcome(of: [Double](), nothing) == nil)
    #expect(outcome(of: [Double](), .double, count: 0) == nil)
    #expect(outcome(of: [Double](), .double) == .argument)
    let column = try Datatype.double.vector(count: 4, blockLength: 1, stride: 5)
    #expect(outcome(of: numbers, column, count: 0, from: 20) == nil)
    // Nothing travels as nothing.
    let empty = try [Double]().span.selecting(.double, count: 0)
    var memory: [Double] = []
    var span = memory.mutableSpan
    var target = try span.selecting(nothing, count: 3)
    let status = try world.sendReceive(empty, to: world.right, into: &target, from: world.left)
    #expect(try status.count(of: Double.self) == 0)
  }

  @Test func whatIsNotMadeOfWholeElementsIsRefused() throws {
    #expect(outcome(of: numbers, .float) == .datatype)
    #expect(outcome(of: numbers, .int64) == .datatype)
    #expect(outcome(of: numbers, .byte) == .datatype)
    #expect(outcome(of: [1, 2, 3], .int64) == nil)
    #expect(outcome(of: [1, 2, 3], .double) == .datatype)
    #expect(outcome(of: numbers, try Datatype.float.vector(count: 2, blockLength: 2, stride: 4)) == .datatype)
    let torn = try Datatype.double.indexed(blockLength: 1, byteDisplacements: [4])
    #expect(outcome(of: numbers, torn) == .datatype)
    let half = try Datatype.double.resized(extent: 12)
    #expect(outcome(of: numbers, half) == nil)
    #expect(outcome(of: numbers, half, count: 2) == .datatype)
    let mixed = try Datatype.structure([
      .init(.double, byteDisplacement: 0), .init(.int64, byteDisplacement: 8),
    ])
    #expect(outcome(of: numbers, mixed) == .datatype)
    let same = try Datatype.structure([
      .init(.double, byteDisplacement: 16), .init(.double, count: 2, byteDisplacement: 32),
      .init(.int8, count: 0, byteDisplacement: 1),
    ])
    #expect(outcome(of: numbers, same) == nil)

    // A vector is made of its scalars; its own datatype is for scalars too, but not the other way round.
    let vectors = [SIMD2<Double>](repeating: [1, 2], count: 3)
    #expect(outcome(of: vectors, try Datatype(of: SIMD2<Double>.self), count: 3) == nil)
    #expect(outcome(of: numbers, try Datatype(of: SIMD2<Double>.self), count: 10) == nil)
    #expect(outcome(of: vectors, .double) == .datatype)

    // A struct that travels as its bytes.
    let structs = Padded.elements(of: 0, 4)
    let padded = try Datatype(of: Padded.self)
    #expect(outcome(of: structs, padded, count: 4) == nil)
    #expect(outcome(of: structs, try padded.vector(count: 2, blockLength: 1, stride: 2)) == nil)
    #expect(outcome(of: structs, try padded.vector(count: 2, blockLength: 1, byteStride: 30)) == .datatype)
    #expect(outcome(of: structs, .byte, count: 24) == .datatype)
    #expect(outcome(of: Affine<Int64>.elements(of: 0, 9), padded) == .datatype)
  }

  @Test func aDatatypeSeenFromOutsideIsJudgedByItsContents() throws {
    let column = try Datatype.double.vector(count: 4, blockLength: 1, stride: 5).duplicate()
    guard case .duplicate(let seen) = try column.contents else {
      Issue.record("contents differ")
      return
    }
    #expect(outcome(of: numbers, seen) == nil)
    #expect(outcome(of: [Int](repeating: 0, count: 20), seen) == .datatype)
  }

  @Test(arguments: sampleTypes) func columnsTravel(_ type: any Sample.Type) throws { try sendColumns(type) }

  private func sendColumns<T: Sample>(_ type: T.Type) throws {
    let (rows, columns) = (5, 4)
    let column = try Datatype(of: T.self).vector(count: rows, blockLength: 1, stride: columns)
    let mine = T.elements(of: world.rank, rows * columns)
    let theirs = T.elements(of: world.left, rows * columns)
    for index in 0..<columns {
      var received = T.filler(rows * columns)
      let expected = received.indices.map {
        $0 % columns == 1 ? theirs[$0 - 1 + index] : received[$0]
      }
      var span = received.mutableSpan
      let from = try mine.span.selecting(column, from: index)
      var into = try span.selecting(column, from: 1)
      let bytes = try rows * Datatype(of: T.self).size
      #expect(from.byteCount == bytes && into.byteCount == bytes)
      try world.sendReceive(from, to: world.right, into: &into, from: world.left)
      #expect(received == expected)
    }
  }

  // Not to oneself, which is to wait in MPICH.
  @Test(.enabled(if: World.world.size > 1)) func aSelectionIsSentAndReceivedOneByOne() throws {
    let numbers = Int32.elements(of: world.rank, 12)
    let odd = try Datatype.int32.vector(count: 6, blockLength: 1, stride: 2)
    var received = Int32.filler(12)
    if world.rank % 2 == 0 && world.rank + 1 < world.size {
      try world.send(numbers.span.selecting(odd, from: 1), to: world.rank + 1, tag: 8)
    } else if world.rank % 2 == 1 {
      var span = received.mutableSpan
      var into = try span.selecting(odd)
      let status = try world.receive(into: &into, from: world.rank - 1, tag: 8)
      #expect(try status.elements(of: odd) == 6)
      let sent = Int32.elements(of: world.rank - 1, 12)
      var expected = Int32.filler(12)
      for place in stride(from: 0, to: 12, by: 2) { expected[place] = sent[place + 1] }
      #expect(received == expected)
    }
  }

  @Test func oneFieldOfEveryElementTravels() throws {
    let mine = Padded.elements(of: world.rank, 7)
    let theirs = Padded.elements(of: world.left, 7)
    var received = Padded.filler(7)
    var expected = received
    for index in expected.indices { expected[index].third = theirs[index].third }
    var span = received.mutableSpan
    let from = try mine.span.selecting(\.third)
    var into = try span.selecting(\.third)
    let status = try world.sendReceive(from, to: world.right, into: &into, from: world.left)
    #expect(received == expected)
    #expect(try status.count(of: UInt16.self) == 7)
    // As plain numbers, too.
    var seconds = [Double](repeating: 0, count: 7)
    var numbers = seconds.mutableSpan
    var target = try numbers.selecting(.double, count: 7)
    let second = try mine.span.selecting(\.second)
    try world.sendReceive(second, to: world.right, into: &target, from: world.left)
    #expect(seconds == theirs.map(\.second))
    expectError(.datatype, in: "MPI_Type_create_hindexed_block") {
      _ = try mine.span.selecting(\.second.bitPattern).byteCount
    }
    let none: [Padded] = []
    #expect(try none.span.selecting(\.second).byteCount == 0)
  }

  @Test func randomRegionsTravel() throws {
    var generator = try World.generator()
    for _ in 0..<200 {
      let from = try Subarray.random(&generator)
      let into = try Subarray.random(dimensions: from.shape.count, &generator)
      let count = from.count
      guard into.count >= count else { continue }
      let mine = Int32.elements(of: world.rank, from.shape.reduce(1, *))
      let theirs = Int32.elements(of: world.left, mine.count)
      var received = Int32.filler(into.shape.reduce(1, *) + 3)
      var expected = received
      // In the order of memory is in the order in which they travel.
      for (place, source) in zip(into.modelPlaces, from.modelPlaces) {
        expected[place] = theirs[source]
      }
      var span = received.mutableSpan
      let sent = try mine.span.selecting(from)
      var target = try span.selecting(into)
      try world.sendReceive(sent, to: world.right, into: &target, from: world.left)
      #expect(received == expected, "\(from) to \(into)")
    }
  }

  @Test func edgesOfOneArrayAreExchanged() throws {
    // A plate with a ghost column at either side. The right ghost gets the right neighbour's first column.
    let (rows, columns) = (4, 6)
    var plate = Double.elements(of: world.rank, rows * columns)
    let theirs = Double.elements(of: world.right, rows * columns)
    let first = try Subarray(shape: [rows, columns], start: [0, 1], extent: [rows, 1])
    let ghost = try Subarray(shape: [rows, columns], start: [0, columns - 1], extent: [rows, 1])
    var expected = plate
    for row in 0..<rows { expected[row * columns + columns - 1] = theirs[row * columns + 1] }
    var span = plate.mutableSpan
    try span.withRegions(sending: first, receiving: ghost) { sent, received throws(MPIError) in
      _ = try world.sendReceive(sent, to: world.left, into: &received, from: world.right)
    }
    #expect(plate == expected)
    expectError(.argument, in: "MPI_Type_create_subarray") {
      var span = plate.mutableSpan
      try span.withRegions(sending: first, receiving: first) { _, _ throws(MPIError) in }
    }
    let larger = try Subarray(shape: [5, 6], start: [0, 0], extent: [1, 1])
    expectError(.argument, in: "MPI_Type_create_subarray") {
      _ = try plate.span.selecting(larger).byteCount
    }
  }

  @Test func selectionsAreSentAndReceivedWhileOtherThingsAreDone() throws {
    let mine = Int32.elements(of: world.rank, 12)
    let theirs = Int32.elements(of: world.left, 12)
    let odd = try Datatype.int32.vector(count: 6, blockLength: 1, stride: 2)
    var received = Int32.filler(12)
    var expected = received
    for place in stride(from: 0, to: 12, by: 2) { expected[place] = theirs[place + 1] }
    do {
      let from = try mine.span.selecting(odd, from: 1)
      var span = received.mutableSpan
      let into = try span.selecting(odd)
      let receiving = try world.start(.receive(into: into, from: world.left, tag: 9))
      let sending = try world.start(.send(from, to: world.right, tag: 9))
      try sending.wait()
      _ = try receiving.wait()
    }
    #expect(received == expected)
  }

  @Test func aSelectionIsBroadcast() throws {
    var numbers = Int32.elements(of: world.rank, 12)
    var expected = numbers
    let root = Int32.elements(of: 0, 12)
    let odd = try Datatype.int32.vector(count: 6, blockLength: 1, stride: 2)
    for place in stride(from: 1, to: 12, by: 2) { expected[place] = root[place] }
    var span = numbers.mutableSpan
    var selection = try span.selecting(odd, from: 1)
    try world.broadcast(&selection)
    #expect(numbers == expected)
  }

  @Test func aSelectionIsNotReduced() throws {
    let operation = try ReduceOperation<Int32>.custom { $0 + $1 }
    let numbers = Int32.elements(of: world.rank, 12)
    let same = try Datatype.int32.resized(extent: 0)
    for reduction in [operation, .sum] {
      var result = Int32.filler(100)
      let from = try numbers.span.selecting(same, count: 100, from: 11)
      expectError(.datatype, in: "MPI_Allreduce") {
        let span = result.mutableSpan
        try world.start(.allReduce(from, reduction, into: span)).wait()
      }
    }
  }

  @Test func aSelectionIsNotDivided() throws {
    let numbers = Padded.elements(of: world.rank, world.size)
    let padded = try Datatype(of: Padded.self)
    var part = Padded.filler(1)
    expectError(.datatype, in: "MPI_Scatter") {
      let from = try numbers.span.selecting(padded, count: world.size)
      let span = part.mutableSpan
      try world.start(.scatter(from, into: span)).wait()
    }
    expectError(.datatype, in: "MPI_Scatterv") {
      let from = try numbers.span.selecting(padded, count: world.size)
      let span = part.mutableSpan
      let counts = Array(repeating: 1, count: world.size)
      try world.start(.scatter(from, counts: counts, into: span)).wait()
    }
  }
}
