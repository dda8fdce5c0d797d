import MPI
import Support

/// A datatype made of `Int32`s, and beside it where they lie: what MPI should do, done step by step.
struct DatatypeModel {
  var datatype: Datatype
  /// Where each `Int32` is, in bytes, in the order in which they travel.
  var offsets: [Int]
  /// From where to where one element is said to reach, in bytes.
  var lower: Int
  var upper: Int
  /// Whether it was said explicitly, by a resized datatype or a subarray: then the bounds of others do not count.
  var isBounded = false

  var extent: Int { upper - lower }
  var isEmpty: Bool { offsets.isEmpty }

  static func int32() -> DatatypeModel { .init(datatype: .int32, offsets: [0], lower: 0, upper: 4) }

  /// Elements of models, each at a place given in bytes.
  init(_ datatype: Datatype, _ parts: [(DatatypeModel, Int)]) {
    self.datatype = datatype
    offsets = parts.flatMap { part, place in part.offsets.map { $0 + place } }
    let isBounded = parts.contains { $0.0.isBounded }
    let counting = parts.filter { $0.0.isBounded == isBounded }
    lower = counting.map { $0.0.lower + $0.1 }.min() ?? 0
    upper = counting.map { $0.0.upper + $0.1 }.max() ?? 0
    self.isBounded = isBounded
  }

  init(datatype: Datatype, offsets: [Int], lower: Int, upper: Int) {
    self.datatype = datatype
    self.offsets = offsets
    self.lower = lower
    self.upper = upper
  }

  /// Blocks of elements of this model, each from a place on that is given in bytes.
  private func blocks(_ blocks: [(length: Int, place: Int)]) -> [(DatatypeModel, Int)] {
    blocks.flatMap { block in (0..<block.length).map { (self, block.place + $0 * extent) } }
  }

  /// Where the numbers are when it is applied `count` times from an element on: numbers of elements.
  func places(count: Int, from start: Int) -> [Int] {
    (0..<count).flatMap { index in offsets.map { start + ($0 + index * extent) / 4 } }
  }

  /// A datatype of random structure.
  static func random(depth: Int, _ generator: inout SeededGenerator) throws -> DatatypeModel {
    guard depth > 0 else { return .int32() }
    let base = try random(depth: depth - 1, &generator)
    let count = Int.random(in: 0...3, using: &generator)
    let length = Int.random(in: 0...3, using: &generator)
    // What is empty has bounds that implementations differ in: nothing is built on them.
    let kind = base.isEmpty ? 0 : Int.random(in: 0...10, using: &generator)
    let lengths = (0..<count).map { _ in Int.random(in: 0...2, using: &generator) }
    let places = (0..<count).map { _ in Int.random(in: -6...6, using: &generator) }
    let bytes = places.map { $0 * 4 }
    let inBytes = places.map { $0 * base.extent }
    switch kind {
    case 0: return .init(try base.datatype.duplicate(), [(base, 0)])
    case 1: return .init(try base.datatype.contiguous(count: count), base.blocks([(count, 0)]))
    case 2:
      let stride = Int.random(in: -4...4, using: &generator)
      return .init(
        try base.datatype.vector(count: count, blockLength: length, stride: stride),
        base.blocks((0..<count).map { (length, $0 * stride * base.extent) }))
    case 3:
      let stride = Int.random(in: -9...9, using: &generator) * 4
      return .init(
        try base.datatype.vector(count: count, blockLength: length, byteStride: stride),
        base.blocks((0..<count).map { (length, $0 * stride) }))
    case 4:
      return .init(
        try base.datatype.indexed(blockLengths: lengths, displacements: places),
        base.blocks(Array(zip(lengths, inBytes)).map { (length: $0.0, place: $0.1) }))
    case 5:
      return .init(
        try base.datatype.indexed(blockLengths: lengths, byteDisplacements: bytes),
        base.blocks(zip(lengths, bytes).map { (length: $0.0, place: $0.1) }))
    case 6:
      return .init(
        try base.datatype.indexed(blockLength: length, displacements: places),
        base.blocks(inBytes.map { (length, $0) }))
    case 7:
      return .init(
        try base.datatype.indexed(blockLength: length, byteDisplacements: bytes),
        base.blocks(bytes.map { (length, $0) }))
    case 8:
      // MPICH counts all bounds, whether they were said explicitly or not.
      let random = try random(depth: depth - 1, &generator)
      let other = random.isEmpty || random.isBounded != base.isBounded ? base : random
      let blocks = zip(lengths, bytes).enumerated().map {
        (model: $0.offset % 2 == 0 ? base : other, length: $0.element.0, place: $0.element.1)
      }
      return .init(
        try .structure(blocks.map { .init($0.model.datatype, count: $0.length, byteDisplacement: $0.place) }),
        blocks.flatMap { $0.model.blocks([($0.length, $0.place)]) })
    case 9:
      let region = try Subarray.random(&generator)
      var model = DatatypeModel(
        try base.datatype.subarray(region), region.modelPlaces.map { (base, $0 * base.extent) })
      model.lower = 0
      model.isBounded = true
      model.upper = region.shape.reduce(1, *) * base.extent
      return model
    default:
      var model = base
      model.lower = Int.random(in: -3...3, using: &generator) * 4
      model.upper = model.lower + Int.random(in: 1...12, using: &generator) * 4
      model.isBounded = true
      model.datatype = try base.datatype.resized(lowerBound: model.lower, extent: model.extent)
      return model
    }
  }
}

extension Subarray {
  static func random(dimensions: Int? = nil, _ generator: inout SeededGenerator) throws -> Subarray {
    let dimensions = dimensions ?? Int.random(in: 1...3, using: &generator)
    let shape = (0..<dimensions).map { _ in Int.random(in: 1...4, using: &generator) }
    return try random(shape: shape, &generator)
  }

  static func random(shape: [Int], _ generator: inout SeededGenerator) throws -> Subarray {
    let start = shape.map { Int.random(in: 0..<$0, using: &generator) }
    let extent = zip(shape, start).map { Int.random(in: 1...$0 - $1, using: &generator) }
    return try Subarray(
      shape: shape, start: start, extent: extent,
      order: Bool.random(using: &generator) ? .rowMajor : .columnMajor)
  }

  /// Where the elements are, found by looking at all of the array.
  var modelPlaces: [Int] {
    let fastestFirst = order == .columnMajor ? Array(shape.indices) : shape.indices.reversed()
    return (0..<shape.reduce(1, *)).filter { place in
      var rest = place
      return fastestFirst.allSatisfy { dimension in
        let index = rest % shape[dimension]
        rest /= shape[dimension]
        return index >= start[dimension] && index < start[dimension] + extent[dimension]
      }
    }
  }
}

extension DistributedArray {
  /// Which elements the array's rank has, in the order of memory.
  var modelPlaces: [Int] {
    var coordinates: [Int] = []
    var rest = rank
    for ranks in grid.reversed() {
      coordinates.insert(rest % ranks, at: 0)
      rest /= ranks
    }
    let fastestFirst = order == .columnMajor ? Array(shape.indices) : shape.indices.reversed()
    return (0..<shape.reduce(1, *)).filter { place in
      var rest = place
      return fastestFirst.allSatisfy { dimension in
        let (length, ranks) = (shape[dimension], grid[dimension])
        let index = rest % length
        rest /= length
        let owner =
          switch distributions[dimension] {
          case .none: 0
          case .block(let size): index / (size ?? (length + ranks - 1) / ranks)
          case .cyclic(let size): index / (size ?? 1) % ranks
          }
        return owner == coordinates[dimension]
      }
    }
  }
}
