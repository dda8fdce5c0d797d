import MPI
import Support

/// An intercommunicator for tests: two fifths of the ranks are low, the others high; each side is led by its last rank.
struct Sides {
  let both: Communicator
  /// The ranks of the two sides in the world.
  let low: [Int]
  let high: [Int]

  var isLow: Bool { low.contains(World.world.rank) }
  var own: [Int] { isLow ? low : high }
  var other: [Int] { isLow ? high : low }

  static func with(_ body: (Sides) throws -> Void) throws {
    let world = World.world
    let border = (world.size * 2 + 4) / 5
    let isLow = world.rank < border
    try world.withSplit(color: isLow ? 0 : 1) { own throws in
      let both = try own.createIntercommunicator(
        localLeader: own.size - 1, remoteLeader: isLow ? world.size - 1 : border - 1,
        by: own.rank == own.size - 1 ? world : nil, tag: 3)
      try body(Sides(both: both, low: Array(0..<border), high: Array(border..<world.size)))
      try both.free()
    }
  }

  /// A root, seen from this rank.
  struct Rooted {
    let place: RootPlace
    /// Its rank in the world, and on its side.
    let root: Int
    let index: Int
    /// Those that it works with.
    let others: [Int]

    var isRoot: Bool { place == .here }
    var isOther: Bool { place != .here && place != .bystander }
  }

  /// Every rank of each side as root.
  var roots: [Rooted] {
    [(low, high), (high, low)].flatMap { side, others in
      side.indices.map { index in
        let place: RootPlace =
          others.contains(World.world.rank)
          ? .rank(index) : side[index] == World.world.rank ? .here : .bystander
        return Rooted(place: place, root: side[index], index: index, others: others)
      }
    }
  }
}
