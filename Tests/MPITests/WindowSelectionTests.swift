import MPI
import Support
import Testing

/// What a datatype picks, put to the same pattern of another's memory and got from it.
@Suite struct WindowSelectionTests {
  let world = World.world
  private let rows = 5
  private let columns = 7

  private func matrix(of rank: Int) -> [Int32] { Int32.elements(of: rank, rows * columns) }

  private func column() throws -> Datatype {
    try Datatype.int32.vector(count: rows, blockLength: 1, stride: columns)
  }

  /// A matrix with a column of another's in it.
  private func matrix(of rank: Int, column: Int, from other: Int, _ source: Int) -> [Int32] {
    var result = matrix(of: rank)
    for row in 0..<rows { result[row * columns + column] = matrix(of: other)[row * columns + source] }
    return result
  }

  @Test func aColumnGoesToAColumn() throws {
    var window = try world.createWindow(over: OwnedBuffer(matrix(of: world.rank)))
    let mine = matrix(of: world.rank)
    do {
      var epoch = try window.fence()
      try epoch.put(mine.span.selecting(try column(), from: 2), to: world.right, at: 4)
      try epoch.end()
    }
    #expect(window.array == matrix(of: world.rank, column: 4, from: world.left, 2))
    var got = mine
    do {
      var epoch = try window.fence()
      var span = got.mutableSpan
      try epoch.get(into: span.selecting(try column(), from: 1), from: world.right, at: 0)
      try epoch.end()
    }
    #expect(got == matrix(of: world.rank, column: 1, from: world.right, 0))
    try window.free()
  }

  @Test func aColumnIsStartedAndWaitedFor() throws {
    let window = try world.createWindow(over: OwnedBuffer(matrix(of: world.rank)))
    let mine = matrix(of: world.rank)
    var got = mine
    try window.lockedAll { epoch throws in
      let put = try epoch.startPut(mine.span.selecting(try column(), from: 2), to: world.right, at: 4)
      try put.wait()
      try epoch.flush(world.right)
      try world.barrier()
      var span = got.mutableSpan
      let get = try epoch.startGet(into: span.selecting(try column(), from: 6), from: world.right, at: 4)
      try get.wait()
    }
    #expect(got == matrix(of: world.rank, column: 6, from: world.rank, 2))
    try window.free()
  }

  // Open MPI 4 cannot: see Accumulate.swift.
  @Test(.enabled(if: !Environment.libraryVersion.contains("Open MPI v4.")))
  func whatWasThereGoesWhereTheBufferForItSays() throws {
    var window = try world.createWindow(over: OwnedBuffer(matrix(of: world.rank)))
    let ones = [Int32](repeating: 1, count: rows)
    var old = [Int32](repeating: 0, count: rows * columns)
    try window.locked(world.right) { epoch throws in
      var span = old.mutableSpan
      let request = try epoch.startGetAccumulate(
        ones.span, .sum, into: span.selecting(try column(), from: 3), on: world.right, at: 1)
      try request.wait()
    }
    try world.barrier()
    for row in 0..<rows {
      let line = old[row * columns..<(row + 1) * columns]
      #expect(
        line[row * columns + 3] == matrix(of: world.right)[1 + row] && line.filter { $0 != 0 }.count <= 1)
    }
    let changed = matrix(of: world.rank).enumerated().map { $1 + (1...rows ~= $0 ? 1 : 0) }
    #expect(window.array == changed)
    try window.free()
  }

  @Test func howFarItReachesIsChecked() throws {
    let window = try world.createWindow(over: OwnedBuffer(matrix(of: world.rank)))
    let mine = matrix(of: world.rank)
    let upwards = try Datatype.int32.vector(count: rows, blockLength: 1, stride: -columns)
    try window.lockedAll { epoch throws in
      try epoch.startPut(mine.span.selecting(try column()), to: world.right, at: columns - 1).wait()
      for place in [columns, rows * columns - rows, .max, -1] {
        expectError(.rmaRange, in: "MPI_Rput") {
          _ = try epoch.startPut(mine.span.selecting(try column()), to: world.right, at: place)
        }
      }
      let before = try mine.span.selecting(upwards, from: (rows - 1) * columns)
      expectError(.rmaRange, in: "MPI_Rput") { _ = try epoch.startPut(before, to: world.right, at: 28) }
      try epoch.flushAll()
    }
    try world.barrier()
    try window.free()
  }
}
