import MPI
import Support
import Testing

@Suite struct DatatypeTests {
  let world = World.world

  @Test func randomDatatypesTravelAsTheModelSays() throws {
    var generator = try World.generator()
    for _ in 0..<400 {
      let model = try DatatypeModel.random(depth: 1 + Int.random(in: 0...2, using: &generator), &generator)
      let count = Int.random(in: 0...3, using: &generator)
      try expectTransfer(of: model, count: count)
    }
  }

  /// Elements as the model says, to the right neighbour as they lie, and from the left one to where they belong.
  private func expectTransfer(of model: DatatypeModel, count: Int) throws {
    let relative = model.places(count: count, from: 0)
    let start = Swift.max(0, -(relative.min() ?? 0)) + 2
    let places = relative.map { $0 + start }
    let total = Swift.max(places.max() ?? start, start) + 4
    let description = try describe(model.datatype)

    let mine = Int32.elements(of: world.rank, total)
    let theirs = Int32.elements(of: world.left, total)
    var received = Int32.filler(places.count)
    let selection = try mine.span.selecting(model.datatype, count: count, from: start)
    #expect(selection.byteCount == places.count * 4)
    var memory = received.mutableSpan
    var all = try memory.selecting(.int32, count: places.count)
    let status = try world.sendReceive(selection, to: world.right, into: &all, from: world.left)
    #expect(try status.count(of: Int32.self) == places.count)
    #expect(received == places.map { theirs[$0] }, "\(description)")

    guard Set(places).count == places.count else { return }
    var scattered = Int32.filler(total)
    var expected = scattered
    for (index, place) in places.enumerated() {
      expected[place] = Int32.element(rank: world.left, index: index)
    }
    let numbers = Int32.elements(of: world.rank, places.count)
    var target = scattered.mutableSpan
    var into = try target.selecting(model.datatype, count: count, from: start)
    let flat = try numbers.span.selecting(.int32, count: places.count)
    let second = try world.sendReceive(flat, to: world.right, into: &into, from: world.left)
    #expect(try second.elements(of: model.datatype) == places.count)
    #expect(try second.count(of: model.datatype) == (model.isEmpty ? 0 : count))
    #expect(scattered == expected, "\(description)")
  }

  @Test func sizeAndBoundsAreThoseOfTheModel() throws {
    var generator = try World.generator()
    for _ in 0..<500 {
      let model = try DatatypeModel.random(depth: 1 + Int.random(in: 0...2, using: &generator), &generator)
      #expect(try model.datatype.size == model.offsets.count * 4)
      guard let first = model.offsets.min(), let last = model.offsets.max() else { continue }
      let description = try describe(model.datatype)
      let bounds = try model.datatype.bounds
      #expect(bounds.lowerBound == model.lower && bounds.extent == model.extent, "\(description)")
      #expect(bounds.upperBound == model.upper)
      let trueBounds = try model.datatype.trueBounds
      #expect(trueBounds.lowerBound == first && trueBounds.upperBound == last + 4, "\(description)")
    }
  }

  @Test func aDatatypeIsMadeAgainFromItsContents() throws {
    var generator = try World.generator()
    for _ in 0..<200 {
      let model = try DatatypeModel.random(depth: 3, &generator)
      var copy = model
      copy.datatype = try Datatype(try model.datatype.contents)
      #expect(try describe(copy.datatype) == describe(model.datatype))
      try expectTransfer(of: copy, count: 2)
    }
  }

  @Test func contentsTellHowItWasMade() throws {
    let base = Datatype.double
    let region = try Subarray(shape: [4, 5], start: [1, 2], extent: [2, 3], order: .columnMajor)
    let grid = DistributedArray(
      shape: [7, 5, 3], distributions: [.block(), .cyclic(size: 2), .none], grid: [2, 3, 1], rank: 4)
    let constructors: [Datatype.Constructor] = [
      .duplicate(of: base), .contiguous(count: 3, of: base),
      .vector(count: 2, blockLength: 3, stride: -4, of: base),
      .byteVector(count: 2, blockLength: 3, byteStride: 100, of: base),
      .indexed(blockLengths: [1, 0, 2], displacements: [5, 3, -1], of: base),
      .byteIndexed(blockLengths: [1, 2], byteDisplacements: [80, -16], of: base),
      .indexedBlock(blockLength: 2, displacements: [0, 4, 2], of: base),
      .byteIndexedBlock(blockLength: 2, byteDisplacements: [8, 800], of: base),
      .structure([
        .init(.int8, count: 3, byteDisplacement: 0), .init(.double, byteDisplacement: 8),
      ]),
      .subarray(region, of: base), .distributedArray(grid, of: base),
      .resized(lowerBound: -8, extent: 64, of: base), .indexed(blockLengths: [], displacements: [], of: base),
      .structure([]), .contiguous(count: 0, of: base),
    ]
    for constructor in constructors {
      #expect(try Datatype(constructor).contents == constructor)
    }
    #expect(try Datatype.int32.contents == .predefined(.int32))
    #expect(try Datatype(.predefined(.int32)) == .int32)
  }

  @Test func whatIsMadeOfFreedDatatypesStaysWhole() throws {
    var datatype = Datatype.int32
    for _ in 0..<20 { datatype = try datatype.contiguous(count: 1) }
    #expect(try datatype.size == 4)
    guard case .contiguous(1, let inner) = try datatype.contents else {
      Issue.record("contents differ")
      return
    }
    #expect(try inner.size == 4)
    for _ in 0..<20_000 { _ = try Datatype.double.vector(count: 3, blockLength: 1, stride: 7) }
  }

  @Test func everyElementOfADistributedArrayBelongsToOneRank() throws {
    var generator = try World.generator()
    for _ in 0..<60 {
      let dimensions = Int.random(in: 1...3, using: &generator)
      var shape: [Int] = []
      var distributions: [DistributedArray.Distribution] = []
      var grid: [Int] = []
      for _ in 0..<dimensions {
        let (length, ranks) = (
          Int.random(in: 1...9, using: &generator), Int.random(in: 1...3, using: &generator)
        )
        let kinds: [DistributedArray.Distribution] = [
          .block(), .block(size: (length + ranks - 1) / ranks + 1), .cyclic(), .cyclic(size: 2), .none,
        ]
        let kind = kinds[Int.random(in: 0..<5, using: &generator)]
        shape.append(length)
        distributions.append(kind)
        grid.append(kind == .none ? 1 : ranks)
      }
      let order: ArrayOrder = Bool.random(using: &generator) ? .rowMajor : .columnMajor
      let total = shape.reduce(1, *)
      for rank in 0..<grid.reduce(1, *) {
        let array = DistributedArray(
          shape: shape, distributions: distributions, grid: grid, rank: rank, order: order)
        let places = array.modelPlaces
        let model = DatatypeModel(
          datatype: try Datatype.int32.distributedArray(array), offsets: places.map { $0 * 4 }, lower: 0,
          upper: total * 4)
        #expect(try model.datatype.size == places.count * 4, "\(array)")
        if !places.isEmpty {
          #expect(try model.datatype.bounds.extent == total * 4, "\(array)")
          try expectTransfer(of: model, count: 1)
        }
      }
    }
  }

  @Test func namesAreKept() throws {
    #expect(try Datatype.double.name() == "MPI_DOUBLE")
    #expect(try Datatype.byte.name() == "MPI_BYTE")
    let column = try Datatype.double.vector(count: 3, blockLength: 1, stride: 4)
    try column.setName("column")
    #expect(try column.name() == "column")
    for name in [String(repeating: "ü", count: 1000), "a\0b"] {
      expectError(.argument, in: "MPI_Type_set_name") { try column.setName(name) }
    }
    try column.setName("")
    #expect(try column.name().isEmpty)
  }

  @Test func predefinedDatatypesHaveTheSizesOfTheirTypes() throws {
    let sizes: [(Datatype, Int)] = [
      (.byte, 1), (.packed, 1), (.address, 8), (.count, 8), (.offset, 8), (.int8, 1), (.int16, 2),
      (.int32, 4),
      (.int64, 8), (.uint8, 1), (.uint16, 2), (.uint32, 4), (.uint64, 8), (.float, 4), (.double, 8),
      (.bool, 1),
      (.cChar, 1), (.cSignedChar, 1), (.cUnsignedChar, 1), (.cWideChar, 4), (.cShort, 2),
      (.cUnsignedShort, 2), (.cInt, 4), (.cUnsignedInt, 4), (.cLong, MemoryLayout<CLong>.size),
      (.cUnsignedLong, MemoryLayout<CUnsignedLong>.size), (.cLongLong, 8), (.cUnsignedLongLong, 8),
      (.floatComplex, 8), (.doubleComplex, 16), (.floatInt, 8), (.doubleInt, 12), (.twoInt, 8),
      (.shortInt, 6), (.longInt, MemoryLayout<CLong>.size + 4),
    ]
    for (datatype, size) in sizes {
      let name = try datatype.name()
      #expect(try datatype.size == size, "\(name)")
      #expect(try datatype.contents == .predefined(datatype))
    }
    #expect(try Datatype.cLongDouble.size >= 8)
    #expect(try Datatype.cLongDoubleComplex.size == 2 * Datatype.cLongDouble.size)
    #expect(try Datatype.longDoubleInt.size > Datatype.cLongDouble.size)
  }

  @Test func fortransTypesAreFoundByDigitsAndBySize() throws {
    #expect(try Datatype.real(precision: 15, range: 300).size == 8)
    #expect(try Datatype.real(precision: 6).size == 4)
    #expect(try Datatype.complex(precision: 15).size == 16)
    #expect(try Datatype.integer(range: 9).size == 4)
    #expect(try Datatype.integer(range: 18).size == 8)
    let real = try Datatype.real(precision: 15, range: 300)
    #expect(try real.contents == .real(precision: 15, range: 300))
    #expect(try Datatype(real.contents).size == 8)
    #expect(try Datatype.integer(range: 9).contents == .integer(range: 9))
    guard case .contiguous(2, let inner) = try real.contiguous(count: 2).contents else {
      Issue.record("contents differ")
      return
    }
    #expect(try inner.contents == .real(precision: 15, range: 300))
    #expect(try Datatype(.integer, byteCount: 8).size == 8)
    #expect(try Datatype(.real, byteCount: 4).size == 4)
    #expect(try Datatype(.complex, byteCount: 16).size == 16)
    #expect(throws: MPIError.self) { try Datatype(.integer, byteCount: 3) }
    #expect(throws: MPIError.self) { try Datatype.real(precision: 1000) }
    expectError(.argument, in: "MPI_Type_create_f90_integer") { _ = try Datatype.integer(range: -1) }
  }

  @Test func largeCountsWork() throws {
    let large = 3_000_000_000
    let bytes = try Datatype.byte.contiguous(count: large)
    #expect(try bytes.size == large)
    #expect(try bytes.bounds.extent == large)
    let doubles = try Datatype.double.contiguous(count: large)
    #expect(try doubles.size == large * 8)
    #expect(try doubles.trueBounds.upperBound == large * 8)
    let far = try Datatype.byte.vector(count: 2, blockLength: 1, byteStride: 1 << 40)
    #expect(try far.bounds.extent == 1 << 40 + 1)
    let constructor = Datatype.Constructor.vector(count: 2, blockLength: 3, stride: large, of: .byte)
    do {
      let vector = try Datatype(constructor)
      #expect(try vector.bounds.extent == large + 3)
      #expect(try vector.contents == constructor)
    } catch {
      #expect(error.errorClass == .count && !Environment.libraryVersion.contains("MPICH"))
    }
  }

  @Test func numbersThatDoNotGoTogetherAreRefused() throws {
    let base = Datatype.int32
    expectError(.count, in: "MPI_Type_contiguous") { _ = try base.contiguous(count: -1) }
    expectError(.count, in: "MPI_Type_contiguous") { _ = try base.contiguous(count: .max) }
    expectError(.count, in: "MPI_Type_vector") { _ = try base.vector(count: -1, blockLength: 1, stride: 1) }
    expectError(.count, in: "MPI_Type_vector") { _ = try base.vector(count: 1, blockLength: -1, stride: 1) }
    expectError(.count, in: "MPI_Type_vector") { _ = try base.vector(count: 3, blockLength: 1, stride: .max) }
    expectError(.count, in: "MPI_Type_vector") { _ = try base.vector(count: 3, blockLength: 1, stride: .min) }
    expectError(.count, in: "MPI_Type_create_hvector") {
      _ = try base.vector(count: 3, blockLength: 1, byteStride: .min)
    }
    expectError(.argument, in: "MPI_Type_indexed") {
      _ = try base.indexed(blockLengths: [1, 2], displacements: [0])
    }
    expectError(.argument, in: "MPI_Type_create_hindexed") {
      _ = try base.indexed(blockLengths: [], byteDisplacements: [0])
    }
    expectError(.count, in: "MPI_Type_create_indexed_block") {
      _ = try base.indexed(blockLength: -1, displacements: [0])
    }
    expectError(.count, in: "MPI_Type_create_hindexed_block") {
      _ = try base.indexed(blockLength: 1, byteDisplacements: [.max])
    }
    expectError(.count, in: "MPI_Type_create_struct") {
      _ = try Datatype.structure([.init(base, count: -2, byteDisplacement: 0)])
    }
    expectError(.count, in: "MPI_Type_create_resized") { _ = try base.resized(extent: .min) }
    let arrays: [DistributedArray] = [
      .init(shape: [4], distributions: [.block()], grid: [2], rank: 2),
      .init(shape: [4], distributions: [.block()], grid: [0], rank: 0),
      .init(shape: [4, 4], distributions: [.block()], grid: [2], rank: 0),
      .init(shape: [4], distributions: [.none], grid: [2], rank: 0),
      .init(shape: [9], distributions: [.block(size: 2)], grid: [2], rank: 0),
      .init(shape: [9], distributions: [.cyclic(size: 0)], grid: [2], rank: 0),
      .init(shape: [], distributions: [], grid: [], rank: 0),
    ]
    for array in arrays {
      expectError(.argument, in: "MPI_Type_create_darray") { _ = try base.distributedArray(array) }
    }
  }

  /// How a datatype was made, and what it was made of, and so on.
  private func describe(_ datatype: Datatype) throws -> String {
    func inner(_ name: String, _ base: Datatype) throws -> String { "\(name) of \(try describe(base))" }
    switch try datatype.contents {
    case .predefined(let datatype): return try datatype.name()
    case .duplicate(let base): return try inner("duplicate", base)
    case .contiguous(let count, let base): return try inner("\(count)", base)
    case .vector(let count, let length, let stride, let base):
      return try inner("vector \(count) \(length) \(stride)", base)
    case .byteVector(let count, let length, let stride, let base):
      return try inner("byte vector \(count) \(length) \(stride)", base)
    case .indexed(let lengths, let places, let base): return try inner("indexed \(lengths) \(places)", base)
    case .byteIndexed(let lengths, let places, let base):
      return try inner("byte indexed \(lengths) \(places)", base)
    case .indexedBlock(let length, let places, let base): return try inner("blocks \(length) \(places)", base)
    case .byteIndexedBlock(let length, let places, let base):
      return try inner("byte blocks \(length) \(places)", base)
    case .structure(let blocks):
      return try "("
        + blocks.map { try inner("\($0.count) at \($0.byteDisplacement)", $0.datatype) }
        .joined(separator: ", ") + ")"
    case .subarray(let region, let base): return try inner("\(region)", base)
    case .distributedArray(let array, let base): return try inner("\(array)", base)
    case .resized(let lower, let extent, let base): return try inner("resized \(lower) \(extent)", base)
    case .real, .complex, .integer: return "Fortran's"
    }
  }
}
