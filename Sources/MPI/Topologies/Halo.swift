/// What the ranks of a grid exchange with all their neighbours, those across corners included: the edges of each rank's
/// block of an array, which go into the neighbours' halos.
///
/// ```swift
/// try world.withCartesian(dimensions: [2, 2], periods: [true, true]) { grid in
///   // 4 rows and 6 columns of this rank's own, and one of its neighbours' on every side.
///   let block = try Subarray(shape: [6, 8], halo: 1)
///   let halo = try grid.halo(around: block, of: Double.self)
///   var plate = [Double](repeating: 0, count: 6 * 8)
///   for _ in 0..<100 {
///     try halo.exchange(in: &plate)
///     // ... a time step ...
///   }
/// }
/// ```
///
/// Nothing is copied together: columns and corners travel as datatypes, which are made once. What an edge of the grid has
/// no neighbour for stays as it is.
public struct Halo<Element: Transferable>: Sendable {
  /// The ranks, and who is whose neighbour.
  public let grid: CartesianCommunicator
  /// This rank's elements, of an array that has its halo, too.
  public let block: Subarray
  /// How many elements the halo is wide.
  public let width: Int

  /// What goes in one direction: an edge to the neighbour there, another's edge from the opposite one into the halo.
  private struct Move {
    let tag: Int
    let destination: Int
    let source: Int
    let edge: Datatype
    let halo: Datatype
  }
  private let moves: [Move]

  fileprivate init(
    _ grid: CartesianCommunicator, _ block: Subarray, _ width: Int
  ) throws(MPIError) {
    let function: StaticString = "MPI_Type_create_subarray"
    guard block.shape.count == grid.dimensions.count else {
      throw MPIError(
        .dimensions, function: function,
        "a block of \(block.shape.count) dimensions in a grid of \(grid.dimensions.count)")
    }
    let element = try Datatype(of: Element.self)
    var moves: [Move] = []
    for (tag, direction) in grid.surroundings.enumerated() {
      let opposite = direction.map { -$0 }
      moves.append(
        Move(
          tag: tag,
          destination: try grid.neighbor(at: direction), source: try grid.neighbor(at: opposite),
          edge: try element.subarray(try block.edge(toward: direction, width: width)),
          halo: try element.subarray(try block.halo(toward: opposite, width: width))))
    }
    self.grid = grid
    self.block = block
    self.width = width
    self.moves = moves
  }

  /// Gives the neighbours this rank's edges, and gets theirs, from all of them at the same time.
  ///
  /// All ranks of the grid call it. Neighbours' blocks are as long as each other where they touch.
  ///
  /// - Parameter elements: The array: the block and its halo, of which the halo is overwritten. It may go on after that.
  /// - Throws: ``MPIError`` of class `argument` if there are fewer elements, `truncate` if a neighbour's edge is longer
  ///   than its place in the halo.
  ///
  /// The corresponding MPI functions are `MPI_Irecv`, `MPI_Isend` and `MPI_Waitall`.
  public func exchange<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    in elements: inout Buffer
  ) throws(MPIError) where Buffer.Element == Element {
    unsafe try elements.withUnsafeMutableRaw { raw throws(MPIError) in
      var requests = Requests()
      try start(raw, into: &requests)
      try requests.wait()
    }
  }

  @_lifetime(requests: copy requests)
  fileprivate func start(_ raw: MutableRawBuffer, into requests: inout Requests) throws(MPIError) {
    guard block.shape.reduce(1, *) <= raw.elements else {
      throw MPIError(
        .argument, function: "MPI_Type_create_subarray",
        "an array of shape \(block.shape) is not within \(raw.elements) elements")
    }
    let communicator = grid.communicator
    for move in moves {
      requests.add(
        try communicator.begin(
          .receive(move.source, move.tag), .ignored,
          unsafe MutableRawBuffer(raw.address, selected: 0, reach: 0, count: 1, move.halo.handle),
          keeping: nil))
    }
    for move in moves {
      requests.add(
        try communicator.begin(
          .send(move.destination, move.tag, .standard),
          unsafe RawBuffer(raw.address, selected: 0, reach: 0, count: 1, move.edge.handle), .ignored,
          keeping: nil))
    }
  }
}

extension CartesianCommunicator {
  /// What this rank exchanges with its neighbours: eight in a plane, twenty-six in space.
  ///
  /// Any rank calls it, alone, but the exchange is for all of the grid's. Its messages have tags from 0 on, one for each
  /// of the ``surroundings``; those of several exchanges that go on at the same time are told apart by the order in which
  /// they were started, which is the same on all ranks.
  ///
  /// - Parameters:
  ///   - block: This rank's own part of an array that has elements for its halo on every side.
  ///   - width: How many elements the halo is wide. The block is as wide at least.
  ///   - type: The type of the elements.
  /// - Throws: ``MPIError`` of class `dimensions` if the block has more or fewer of them than the grid, `argument` if
  ///   there is no room for the halo.
  public func halo<Element: Transferable>(
    around block: Subarray, width: Int = 1, of type: Element.Type
  ) throws(MPIError) -> Halo<Element> {
    try Halo(self, block, width)
  }
}

extension Requests {
  /// Starts an exchange with all neighbours: all messages of a ``Halo``. So the halos of several arrays travel together.
  ///
  /// All ranks of the grid call it.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there are fewer elements than the halo's array has.
  ///
  /// The corresponding MPI functions are `MPI_Irecv` and `MPI_Isend`.
  @_lifetime(self: copy self, copy elements)
  public mutating func start<Element: Transferable>(
    _ halo: Halo<Element>, in elements: consuming MutableSpan<Element>
  ) throws(MPIError) {
    let raw = unsafe elements.unsafeMutableRaw
    try halo.start(raw, into: &self)
  }
}
