import MPI
import Support

/// What one rank sees of a file of `Int32`s.
struct PatternView {
  var pattern: DatatypeModel
  /// In bytes.
  var displacement = 0

  /// Where the first elements are: numbers of elements in the file.
  func places(_ count: Int) -> [Int] {
    let each = pattern.offsets.count
    return pattern.places(count: each == 0 ? 0 : (count + each - 1) / each, from: displacement / 4)
      .prefix(count).map { $0 }
  }

  /// A pattern that lies within so many elements, applied so that those of the ranks come in turns.
  static func inTurns(_ pattern: DatatypeModel, of length: Int, behind header: Int) throws -> PatternView {
    let world = World.world
    var turns = pattern
    (turns.lower, turns.upper) = (0, length * world.size * 4)
    turns.datatype = try pattern.datatype.resized(extent: turns.upper)
    return PatternView(pattern: turns, displacement: 4 * (header + world.rank * length))
  }

  /// Some blocks behind one another, with gaps, or a region of an array; and how many elements they lie within.
  static func random(_ generator: inout SeededGenerator) throws -> (pattern: DatatypeModel, length: Int) {
    if Bool.random(using: &generator) {
      let region = try Subarray.random(&generator)
      let total = region.shape.reduce(1, *)
      let offsets = region.modelPlaces.map { 4 * $0 }
      return (
        DatatypeModel(
          datatype: try Datatype.int32.subarray(region), offsets: offsets, lower: 0, upper: 4 * total), total
      )
    }
    var (lengths, places, end) = ([Int](), [Int](), 0)
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      places.append(end + Int.random(in: 0...3, using: &generator))
      lengths.append(Int.random(in: 0...3, using: &generator))
      end = (places.last ?? 0) + (lengths.last ?? 0)
    }
    // One at least.
    places.append(end)
    lengths.append(1)
    let pattern = DatatypeModel.blocks(
      try Datatype.int32.indexed(blockLengths: lengths, displacements: places),
      zip(lengths, places).map { (length: $0, place: $1) })
    return (pattern, end + 1 + Int.random(in: 0...2, using: &generator))
  }
}

extension DatatypeModel {
  /// Blocks of `Int32`s, each of a length and at a place.
  static func blocks(_ datatype: Datatype, _ blocks: [(length: Int, place: Int)]) -> DatatypeModel {
    .init(
      datatype, blocks.flatMap { block in (0..<block.length).map { (.int32(), 4 * (block.place + $0)) } })
  }
}
