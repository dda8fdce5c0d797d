import SPMD

/// Some rows of the plate, with a row of the neighbour's (or of the edge) above and below.
struct Plate {
  let size: Int
  let rows: Int
  private var old: [Double]
  private var new: [Double]

  /// The upper edge is hot, the others cold, and a hot spot is kept in the middle.
  init(rows: Range<Int>, size: Int) {
    self.size = size
    self.rows = rows.count
    old = Array(repeating: 0, count: (rows.count + 2) * size)
    if rows.lowerBound == 0 { for column in 0..<size { old[column] = 100 } }
    let middle = size / 2 - size / 16..<size / 2 + size / 16
    source = rows.isEmpty ? [] : rows.clamped(to: middle).map { $0 - rows.lowerBound + 1 }
    sourceColumns = middle
    for row in source { for column in sourceColumns { old[row * size + column] = 100 } }
    new = old
  }

  /// The rows, counted from 1 like all of this rank's, and columns that are kept hot.
  private let source: [Int]
  private let sourceColumns: Range<Int>

  /// This rank's own rows.
  var interior: ArraySlice<Double> { old[size..<(rows + 1) * size] }

  /// Gives the neighbours this rank's outermost rows, and gets theirs.
  mutating func exchangeEdges(on world: Communicator, above: Int, below: Int) throws(MPIError) {
    let first = Array(old[size..<2 * size])
    let last = Array(old[rows * size..<(rows + 1) * size])
    try world.sendReceive(first, to: above, into: &old[(rows + 1) * size..<(rows + 2) * size], from: below)
    try world.sendReceive(last, to: below, into: &old[0..<size], from: above)
  }

  /// Makes one time step: each point moves to the mean of its four neighbours. The largest change is the result.
  mutating func step() -> Double {
    var largest = 0.0
    for row in 1..<rows + 1 {
      let start = row * size
      for point in start + 1..<start + size - 1 {
        let mean = 0.25 * (old[point - 1] + old[point + 1] + old[point - size] + old[point + size])
        largest = max(largest, abs(mean - old[point]))
        new[point] = mean
      }
    }
    for row in source { for column in sourceColumns { new[row * size + column] = 100 } }
    // The rows around this rank's own come from the neighbours, or never change.
    new.replaceSubrange(0..<size, with: old[0..<size])
    new.replaceSubrange(
      (rows + 1) * size..<(rows + 2) * size, with: old[(rows + 1) * size..<(rows + 2) * size])
    swap(&old, &new)
    return largest
  }
}
