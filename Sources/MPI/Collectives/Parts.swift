/// How a buffer is divided among the ranks, as MPI's v-functions take it: so many units each, one after the other.
@usableFromInline
struct Parts {
  @usableFromInline let counts: [Int32]
  @usableFromInline let offsets: [Int32]
  /// How many elements there are in all.
  @usableFromInline let total: Int

  /// - Parameter counts: How many elements each rank has.
  @inlinable
  init<T: Transferable>(_ counts: [Int], of type: T.Type, _ function: StaticString) throws(MPIError) {
    var units: [Int32] = []
    var offsets: [Int32] = []
    var total = 0
    units.reserveCapacity(counts.count)
    offsets.reserveCapacity(counts.count)
    for count in counts {
      guard count >= 0 else { throw MPIError(.count, function: function, "the count \(count) is negative") }
      offsets.append(try T.units(total, function))
      units.append(try T.units(count, function))
      total += count
    }
    self.counts = units
    self.offsets = offsets
    self.total = total
  }

  /// What MPI ignores on ranks that are not the root.
  @inlinable
  init() {
    counts = []
    offsets = []
    total = 0
  }
}

extension Communicator {
  /// Refuses counts that are not one for each rank.
  @inlinable
  func requireOneEach(_ counts: Int, _ function: StaticString) throws(MPIError) {
    guard counts == size else {
      throw MPIError(.count, function: function, "there are \(counts) counts for \(size) ranks")
    }
  }

  /// Refuses a buffer of another length than the call fills or reads.
  @inlinable
  func require(_ count: Int, _ expected: Int, _ what: StaticString, _ function: StaticString) throws(MPIError)
  {
    guard count == expected else {
      throw MPIError(.count, function: function, "\(what) has \(count) elements, but must have \(expected)")
    }
  }

  /// Whether counts, one for each rank, divide so many elements.
  @inlinable
  func divide(_ counts: [Int], _ elements: Int) -> Bool {
    guard counts.count == size else { return false }
    var rest = elements
    for count in counts {
      guard count >= 0, count <= rest else { return false }
      rest -= count
    }
    return rest == 0
  }

  /// The part of each rank in a buffer that is divided equally.
  @inlinable
  func equalPart(_ count: Int, _ function: StaticString) throws(MPIError) -> Int {
    guard count % size == 0 else {
      throw MPIError(
        .count, function: function,
        "\(count) elements cannot be divided equally among \(size) ranks; give counts to divide them unequally"
      )
    }
    return count / size
  }
}
