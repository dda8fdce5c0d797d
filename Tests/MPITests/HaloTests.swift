import MPI
import Support
import Testing

@Suite struct HaloTests {
  let world = World.world

  /// Blocks of one array, each of which has a halo, in a grid of all ranks.
  private struct Field {
    let shape: [Int]
    let periods: [Bool]
    let width: Int
    /// How many elements each block has along a dimension, by the block's coordinate there.
    let lengths: [[Int]]

    init(_ shape: [Int], _ periods: [Bool], width: Int) {
      self.shape = shape
      self.periods = periods
      self.width = width
      // Unequal, none narrower than the halo.
      lengths = shape.enumerated().map { dimension, blocks in
        (0..<blocks).map { width + (2 * $0 + dimension) % 3 }
      }
    }

    /// The number of an element of the whole array; that of no element, -1, outside of it. Of a periodic dimension
    /// all elements are inside.
    func number(_ place: [Int]) -> Int {
      var number = 0
      for (dimension, coordinate) in place.enumerated() {
        let length = lengths[dimension].reduce(0, +)
        if !periods[dimension], !(0..<length).contains(coordinate) { return -1 }
        number = number * length + (coordinate % length + length) % length
      }
      return number
    }

    /// Where the elements of a block and its halo are in the whole array, in the order of memory.
    func places(_ coordinates: [Int], _ order: ArrayOrder) -> [[Int]] {
      let ranges = coordinates.enumerated().map { dimension, coordinate in
        let start = lengths[dimension].prefix(coordinate).reduce(0, +)
        return start - width..<start + lengths[dimension][coordinate] + width
      }
      // The last that is appended changes fastest.
      var all: [[Int]] = [[]]
      for range in order == .rowMajor ? ranges : ranges.reversed() {
        all = all.flatMap { place in range.map { place + [$0] } }
      }
      return order == .rowMajor ? all : all.map { $0.reversed() }
    }

    func blockShape(_ coordinates: [Int]) -> [Int] {
      coordinates.enumerated().map { lengths[$0][$1] + 2 * width }
    }
  }

  static let fields: [(shape: [Int], width: Int, order: ArrayOrder)] = [
    (1, 1, ArrayOrder.rowMajor), (2, 1, .rowMajor), (2, 2, .columnMajor), (3, 1, .rowMajor),
    (2, 3, .rowMajor),
    (3, 2, .columnMajor),
  ].compactMap { dimensions, width, order in
    (try? CartesianCommunicator.dimensions(of: World.world.size, into: dimensions)).map { ($0, width, order) }
  }

  @Test(arguments: fields) func allNeighboursFillTheHalo(
    _ shape: [Int], _ width: Int, _ order: ArrayOrder
  ) throws {
    for bits in 0..<(1 << shape.count) {
      let field = Field(shape, shape.indices.map { bits >> $0 & 1 == 1 }, width: width)
      try world.withCartesian(dimensions: shape, periods: field.periods) { grid in
        let block = try Subarray(shape: field.blockShape(grid.coordinates), halo: width, order: order)
        let halo = try grid.halo(around: block, width: width, of: Int32.self)
        let all = field.places(grid.coordinates, order).map { Int32(field.number($0)) }
        // The own elements only; three more behind the array, which nobody touches.
        let own = Set(block.indices)
        var elements = all.indices.map { own.contains($0) ? all[$0] : -1 } + [7, 8, 9]
        let before = elements
        try halo.exchange(in: &elements)
        #expect(elements == all + [7, 8, 9], "\(field)")

        // Two arrays at the same time, of other elements: each gets what is its own.
        var (one, other) = (before, before.map { 1000 + $0 })
        var requests = Requests()
        try requests.start(halo, in: one.mutableSpan)
        try requests.start(halo, in: other.mutableSpan)
        #expect(requests.count == 4 * grid.surroundings.count)
        try requests.wait()
        #expect(one == all + [7, 8, 9] && other == (all + [7, 8, 9]).map { 1000 + $0 })
      }
    }
  }

  @Test func structsTravelToo() throws {
    let shape = try CartesianCommunicator.dimensions(of: world.size, into: 2)
    try world.withCartesian(dimensions: shape, periods: [true, true]) { grid in
      let block = try Subarray(shape: [4, 5], halo: 1)
      let mine = Padded.elements(of: grid.communicator.rank, 20)
      var elements = mine
      try grid.halo(around: block, of: Padded.self).exchange(in: &elements)
      let own = Set(block.indices)
      for index in elements.indices {
        // By how many blocks a halo's element is away from this one, and what it is there.
        let (row, column) = (index / 5, index % 5)
        let steps = [row == 0 ? -1 : row == 3 ? 1 : 0, column == 0 ? -1 : column == 4 ? 1 : 0]
        let there = try grid.neighbor(at: steps)
        let place = (row - 2 * steps[0]) * 5 + column - 3 * steps[1]
        #expect(own.contains(index) == (steps == [0, 0]))
        #expect(elements[index] == Padded.elements(of: there, 20)[place])
      }
    }
  }

  @Test func theHandWrittenExchangeDoesTheSame() throws {
    let shape = try CartesianCommunicator.dimensions(of: world.size, into: 2)
    for periods in [[true, true], [false, false], [true, false]] {
      let field = Field(shape, periods, width: 1)
      try world.withCartesian(dimensions: shape, periods: periods) { grid in
        let block = try Subarray(shape: field.blockShape(grid.coordinates), halo: 1)
        let all = field.places(grid.coordinates, .rowMajor).map { field.number($0) }
        let own = Set(block.indices)
        var elements = all.indices.map { own.contains($0) ? all[$0] : -1 }
        for direction in grid.surroundings {
          let opposite = direction.map { -$0 }
          let neighbor = (to: try grid.neighbor(at: direction), from: try grid.neighbor(at: opposite))
          var span = elements.mutableSpan
          try span.withRegions(
            sending: try block.edge(toward: direction), receiving: try block.halo(toward: opposite)
          ) { edge, halo throws(MPIError) in
            try grid.communicator.sendReceive(edge, to: neighbor.to, into: &halo, from: neighbor.from)
          }
        }
        #expect(elements == all)
      }
    }
  }

  @Test func edgesAndHalosAreWhereTheyAre() throws {
    let block = try Subarray(shape: [6, 8], halo: 2)
    #expect(block.start == [2, 2] && block.extent == [2, 4])
    #expect(try block.edge(toward: [0, 1]) == Subarray(shape: [6, 8], start: [2, 5], extent: [2, 1]))
    #expect(
      try block.edge(toward: [-1, -1], width: 2) == Subarray(shape: [6, 8], start: [2, 2], extent: [2, 2]))
    #expect(try block.halo(toward: [0, 1]) == Subarray(shape: [6, 8], start: [2, 6], extent: [2, 1]))
    #expect(
      try block.halo(toward: [-1, 1], width: 2) == Subarray(shape: [6, 8], start: [0, 6], extent: [2, 2]))
    #expect(
      try block.halo(toward: [1, 0], width: 2) == Subarray(shape: [6, 8], start: [4, 2], extent: [2, 4]))
    // All halos together with the block are the array, each element once.
    for width in 1...2 {
      let block = try Subarray(shape: [7, 6], halo: width)
      let directions = [-1, 0, 1].flatMap { row in [-1, 0, 1].map { [row, $0] } }
      let halos = try directions.filter { $0 != [0, 0] }.flatMap {
        try block.halo(toward: $0, width: width).indices
      }
      #expect((halos + block.indices).sorted() == Array(0..<42))
    }
  }

  @Test func whatHasNoRoomIsRefused() throws {
    let function = "MPI_Type_create_subarray"
    expectError(.argument, in: function) { _ = try Subarray(shape: [6, 2], halo: 1) }
    expectError(.argument, in: function) { _ = try Subarray(shape: [6, 6], halo: -1) }
    expectError(.argument, in: function) { _ = try Subarray(shape: [6, .min], halo: 1) }
    expectError(.argument, in: function) { _ = try Subarray(shape: [6, 6], halo: .max) }
    let block = try Subarray(shape: [6, 8], halo: 1)
    for direction in [[], [1], [2, 0], [0, 0, 1], [0, .min]] {
      expectError(.argument, in: function) { _ = try block.edge(toward: direction) }
      expectError(.argument, in: function) { _ = try block.halo(toward: direction) }
    }
    expectError(.argument, in: function) { _ = try block.halo(toward: [0, 1], width: 2) }
    expectError(.argument, in: function) { _ = try block.halo(toward: [0, -1], width: 2) }
    expectError(.argument, in: function) { _ = try block.edge(toward: [1, 0], width: 5) }
    expectError(.argument, in: function) { _ = try block.edge(toward: [1, 0], width: 0) }
    expectError(.argument, in: function) { _ = try block.edge(toward: [1, 0], width: .max) }
    try world.withCartesian(dimensions: [world.size, 1]) { grid in
      expectError(.dimensions, in: function) {
        _ = try grid.halo(around: try Subarray(shape: [5], halo: 1), of: Double.self)
      }
      expectError(.argument, in: function) { _ = try grid.halo(around: block, width: 2, of: Double.self) }
      let halo = try grid.halo(around: block, of: Double.self)
      expectError(.argument, in: function) {
        var few = [Double](repeating: 0, count: 47)
        try halo.exchange(in: &few)
      }
    }
  }
}
