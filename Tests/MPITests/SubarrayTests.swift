import MPI
import Support
import Testing

@Suite struct SubarrayTests {
  @Test func indicesAreThoseOfTheModel() throws {
    var generator = try World.generator()
    for _ in 0..<300 {
      let region = try Subarray.random(&generator)
      #expect(region.indices == region.modelPlaces, "\(region)")
      #expect(region.count == region.modelPlaces.count && !region.isEmpty)
    }
  }

  @Test func regionsOverlapIfTheyShareAnElement() throws {
    var generator = try World.generator()
    var outcomes: Set<Bool> = []
    for round in 0..<400 {
      let one = try Subarray.random(&generator)
      // Half of them of the same array, half of them of whatever.
      let other =
        round % 2 == 0
        ? try Subarray.random(shape: one.shape, &generator) : try Subarray.random(&generator)
      let shares = !Set(one.modelPlaces).isDisjoint(with: other.modelPlaces)
      #expect(one.overlaps(other) == shares, "\(one) and \(other)")
      #expect(other.overlaps(one) == shares)
      #expect(one.overlaps(one))
      outcomes.insert(shares)
    }
    #expect(outcomes == [true, false])
  }

  @Test func anEmptyRegionOverlapsNothingAndTravelsAsNothing() throws {
    let empty = try Subarray(shape: [3, 4], start: [3, 0], extent: [0, 4])
    let all = try Subarray(shape: [3, 4], start: [0, 0], extent: [3, 4])
    #expect(empty.isEmpty && empty.count == 0 && empty.indices.isEmpty)
    #expect(!empty.overlaps(all) && !all.overlaps(empty) && !empty.overlaps(empty))
    let datatype = try Datatype.double.subarray(empty)
    #expect(try datatype.size == 0)
    #expect(try datatype.bounds.extent == 12 * 8)
    let none = try Subarray(shape: [0, 4], start: [0, 0], extent: [0, 4])
    #expect(try [Double]().span.selecting(none).byteCount == 0)
  }

  @Test func whatIsNotInsideIsRefused() {
    let arguments: [(shape: [Int], start: [Int], extent: [Int])] = [
      ([], [], []), ([3], [0], [4]), ([3], [2], [2]), ([3], [-1], [1]), ([3], [4], [0]), ([3], [0], [-1]),
      ([-1], [0], [0]), ([3, 3], [0], [1]), ([3], [0, 0], [1]), ([3], [0], [1, 1]), ([3], [1], [.max]),
      ([3], [.max], [.max]),
    ]
    for (shape, start, extent) in arguments {
      expectError(.argument, in: "MPI_Type_create_subarray") {
        _ = try Subarray(shape: shape, start: start, extent: extent)
      }
    }
    expectError(.count, in: "MPI_Type_create_subarray") {
      _ = try Subarray(shape: [1 << 40, 1 << 40], start: [0, 0], extent: [1, 1])
    }
  }
}
