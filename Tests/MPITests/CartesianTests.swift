import MPI
import Support
import Testing

@Suite struct CartesianTests {
  let world = World.world

  /// Grids for the ranks there are: some have a place for all, some leave ranks out, one has no dimensions.
  static let shapes: [[Int]] = {
    let size = World.world.size
    let all = [
      [], [1], [size], [size, 1], [1, size, 1], [2, 2], [2, 1, 2], [size - 1], [3], [1, 1, 1, 1],
    ]
    return all.filter { !$0.contains(0) && $0.reduce(1, *) <= size }
  }()

  /// Which of so many dimensions are periodic: all combinations.
  private func allPeriods(_ count: Int) -> [[Bool]] {
    (0..<(1 << count)).map { bits in (0..<count).map { bits >> $0 & 1 == 1 } }
  }

  /// The last dimension changes fastest.
  private func place(_ rank: Int, _ shape: [Int]) -> [Int] {
    var rest = rank
    return shape.reversed().map { length in
      defer { rest /= length }
      return rest % length
    }.reversed()
  }

  private func rank(_ place: [Int], _ shape: [Int], _ periods: [Bool]) -> Int {
    var rank = 0
    for (index, coordinate) in place.enumerated() {
      let length = shape[index]
      if !periods[index], !(0..<length).contains(coordinate) { return noProcess }
      rank = rank * length + ((coordinate % length) + length) % length
    }
    return rank
  }

  @Test(arguments: shapes) func everyRankHasItsPlace(_ shape: [Int]) throws {
    let places = shape.reduce(1, *)
    for periods in allPeriods(shape.count) {
      let grid = try world.cartesian(dimensions: shape, periods: periods)
      #expect((grid != nil) == (world.rank < places))
      guard let grid else { continue }
      #expect(grid.communicator.size == places && grid.communicator.rank == world.rank)
      #expect(grid.dimensions == shape && grid.periods == periods)
      #expect(grid.coordinates == place(world.rank, shape))
      for other in 0..<places {
        let coordinates = place(other, shape)
        #expect(try grid.coordinates(of: other) == coordinates)
        #expect(try grid.rank(at: coordinates) == other)
        // The same, round once or twice, forth and back.
        for turns in [-2, 1] {
          let far = zip(coordinates, shape).map { $0 + turns * $1 }
          #expect(try grid.rank(at: far) == rank(far, shape, periods))
        }
      }
      for steps in grid.surroundings {
        let expected = rank(zip(grid.coordinates, steps).map { $0 + $1 }, shape, periods)
        #expect(try grid.neighbor(at: steps) == expected)
      }
      var power = 1
      for _ in shape { power *= 3 }
      #expect(Set(grid.surroundings).count == power - 1)
      try grid.communicator.free()
    }
  }

  @Test(arguments: shapes) func shiftsFindSourceAndDestination(_ shape: [Int]) throws {
    for periods in allPeriods(shape.count) {
      try world.withCartesian(dimensions: shape, periods: periods) { grid in
        var expectedNeighbors: [Int] = []
        for dimension in shape.indices {
          for steps in [-4, -1, 1, 2] {
            let (source, destination) = try grid.shift(along: dimension, by: steps)
            var (from, to) = (grid.coordinates, grid.coordinates)
            from[dimension] -= steps
            to[dimension] += steps
            #expect(source == rank(from, shape, periods))
            #expect(destination == rank(to, shape, periods))
            if steps == 1 { expectedNeighbors += [source, destination] }
          }
        }
        let neighbors = try grid.communicator.neighbors()
        #expect(neighbors.sources == expectedNeighbors && neighbors.destinations == expectedNeighbors)
        let degrees = try grid.communicator.degrees()
        #expect(degrees.sources == 2 * shape.count && degrees.destinations == 2 * shape.count)
      }
    }
  }

  @Test(arguments: shapes) func subgridsKeepSomeDimensions(_ shape: [Int]) throws {
    let periods = shape.indices.map { $0 % 2 == 0 }
    try world.withCartesian(dimensions: shape, periods: periods) { grid in
      for kept in allPeriods(shape.count) {
        let dimensions = shape.indices.filter { kept[$0] }
        let mine = grid.coordinates
        // All ranks of the grid that differ along the kept dimensions only, in their order.
        let members = (0..<grid.communicator.size).filter { other in
          let theirs = place(other, shape)
          return shape.indices.allSatisfy { kept[$0] || theirs[$0] == mine[$0] }
        }
        try grid.withSubgrid(keeping: Set(dimensions)) { part in
          #expect(part.dimensions == dimensions.map { shape[$0] })
          #expect(part.periods == dimensions.map { periods[$0] })
          #expect(part.coordinates == dimensions.map { mine[$0] })
          let ranks = try part.communicator.allGather(grid.communicator.rank)
          #expect(ranks == members)
        }
      }
      expectError(.dimensions, in: "MPI_Cart_sub") { _ = try grid.subgrid(keeping: [shape.count]) }
    }
  }

  @Test(arguments: shapes) func everyRankOfTheGridGetsOnePlaceOfTheMap(_ shape: [Int]) throws {
    let mapped = try world.cartesianRank(dimensions: shape)
    let all = try world.allGather(mapped ?? -1)
    #expect(all.filter { $0 >= 0 }.sorted() == Array(0..<shape.reduce(1, *)))
    let reordered = try world.cartesian(dimensions: shape, reorder: true)
    let ranks = try world.allGather(reordered?.communicator.rank ?? -1)
    #expect(ranks.filter { $0 >= 0 }.sorted() == Array(0..<shape.reduce(1, *)))
    try reordered?.communicator.free()
  }

  @Test func aDuplicateHasTheTopologyAndTheWorldHasNone() throws {
    try world.withCartesian(dimensions: [world.size], periods: [true]) { grid in
      try grid.communicator.withDuplicate { duplicate in
        guard case .cartesian(let same) = try duplicate.topology() else {
          Issue.record("it is a grid")
          return
        }
        #expect(same.dimensions == grid.dimensions && same.periods == [true])
        #expect(same.coordinates == grid.coordinates)
      }
      expectError(.topology, in: "MPI_Graph_get") { _ = try GraphCommunicator(grid.communicator) }
    }
    guard case .none = try world.topology() else {
      Issue.record("the world has no topology")
      return
    }
    expectError(.topology, in: "MPI_Topo_test") { _ = try world.neighbors() }
    expectError(.topology, in: "MPI_Topo_test") { _ = try world.degrees() }
    expectError(.topology, in: "MPI_Cart_get") { _ = try CartesianCommunicator(world) }
  }

  @Test func gridsThatCannotBeAreRefused() throws {
    for shape in [[world.size + 1], [0], [-1, -1], [world.size, 2], [Int.max, Int.max]] {
      expectError(.dimensions, in: "MPI_Cart_create") { _ = try world.cartesian(dimensions: shape) }
      expectError(.dimensions, in: "MPI_Cart_map") { _ = try world.cartesianRank(dimensions: shape) }
    }
    expectError(.dimensions, in: "MPI_Cart_create") {
      _ = try world.cartesian(dimensions: [1], periods: [true, false])
    }
    try world.withCartesian(dimensions: [world.size]) { grid in
      expectError(.rank, in: "MPI_Cart_coords") { _ = try grid.coordinates(of: world.size) }
      expectError(.dimensions, in: "MPI_Cart_rank") { _ = try grid.rank(at: [0, 0]) }
      expectError(.dimensions, in: "MPI_Cart_rank") { _ = try grid.neighbor(at: []) }
      expectError(.dimensions, in: "MPI_Cart_shift") { _ = try grid.shift(along: 1) }
      expectError(.argument, in: "MPI_Cart_shift") { _ = try grid.shift(along: 0, by: .max) }
    }
  }

  @Test func balancedDimensionsHaveAPlaceForEach() throws {
    for ranks in 1...24 {
      for count in 1...3 {
        let dimensions = try CartesianCommunicator.dimensions(of: ranks, into: count)
        #expect(dimensions.count == count && dimensions.reduce(1, *) == ranks)
        #expect(dimensions == dimensions.sorted(by: >))
      }
    }
    let known: [(Int, Int, [Int: Int], [Int])] = [
      (12, 2, [:], [4, 3]), (16, 2, [:], [4, 4]), (8, 3, [:], [2, 2, 2]), (6, 2, [:], [3, 2]),
      (7, 2, [:], [7, 1]),
      (12, 2, [0: 2], [2, 6]), (24, 3, [1: 6], [2, 6, 2]), (4, 1, [0: 4], [4]), (1, 0, [:], []),
    ]
    for (ranks, count, fixed, expected) in known {
      #expect(try CartesianCommunicator.dimensions(of: ranks, into: count, fixed: fixed) == expected)
    }
    let impossible: [(Int, Int, [Int: Int])] = [
      (0, 2, [:]), (-4, 1, [:]), (4, -1, [:]), (4, 0, [:]), (12, 2, [0: 5]), (12, 2, [2: 3]),
      (12, 2, [-1: 3]),
      (12, 1, [0: 6]), (12, 2, [0: 0]), (12, 2, [0: -3]), (12, 3, [0: 6, 1: 4]),
    ]
    for (ranks, count, fixed) in impossible {
      expectError(.dimensions, in: "MPI_Dims_create") {
        _ = try CartesianCommunicator.dimensions(of: ranks, into: count, fixed: fixed)
      }
    }
  }

  @Test(arguments: [true, false]) func aHaloComesFromEightNeighbours(_ isPeriodic: Bool) throws {
    let shape = try CartesianCommunicator.dimensions(of: world.size, into: 2)
    let periods = [isPeriodic, isPeriodic]
    try world.withCartesian(dimensions: shape, periods: periods) { grid in
      let mine = [grid.communicator.rank]
      var exchange = Requests()
      for (direction, steps) in grid.surroundings.enumerated() {
        try exchange.start(
          .send(mine.span, to: try grid.neighbor(at: steps), tag: direction), on: grid.communicator)
      }
      for (direction, steps) in grid.surroundings.enumerated() {
        // Whoever is to the east of me has me to the west.
        let source = try grid.neighbor(at: steps.map { -$0 })
        var halo = -1
        try grid.communicator.receive(into: &halo, from: source, tag: direction)
        let model = rank(zip(grid.coordinates, steps).map { $0 - $1 }, shape, periods)
        #expect(halo == (model == noProcess ? -1 : model))
      }
      try exchange.wait()
    }
  }
}
