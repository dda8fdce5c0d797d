/// The inputs of a farm, taken as they are needed.
@usableFromInline
struct InputProducer<Inputs: Sequence> {
  /// What makes the sequence, until it has.
  @usableFromInline var make: (() throws -> Inputs)?
  /// Nil before the sequence is made, and after its end.
  @usableFromInline var iterator: Inputs.Iterator?
  /// Inputs that come after the sequence's.
  @usableFromInline var added: ArraySlice<Inputs.Element> = []
  /// How many inputs have been taken.
  @usableFromInline var count = 0
  /// How many there are in all, if that is known.
  @usableFromInline var total: Int?

  init(_ inputs: @escaping () throws -> Inputs) { make = inputs }

  /// Whether all inputs have been taken.
  var isAtEnd: Bool { make == nil && iterator == nil && added.isEmpty }

  /// Adds inputs, behind all others.
  mutating func add(_ inputs: [Inputs.Element]) {
    added += inputs
    total = nil
  }

  /// Takes all inputs at once, to give them again in the order of what they cost.
  mutating func arrange(by cost: (Inputs.Element) throws -> Double) throws(FarmError) -> FarmOrder {
    let inputs = try take(.max) ?? []
    var costs: [Double] = []
    for (place, input) in inputs.enumerated() {
      do {
        let cost = try cost(input)
        guard cost >= 0, cost < .infinity else { throw CostError(cost: cost) }
        costs.append(cost)
      } catch {
        throw FarmError.unmade(place, error)
      }
    }
    let order = FarmOrder(costs)
    added = order.tasks.map { inputs[$0] }[...]
    count = 0
    return order
  }

  /// The next inputs, at most so many; nil if there are none left.
  @inlinable
  mutating func take(_ limit: Int) throws(FarmError) -> [Inputs.Element]? {
    if let make {
      self.make = nil
      do {
        let inputs = try make()
        // Others than these would have to be gone through to be counted.
        total = (inputs as? any RandomAccessCollection)?.count
        iterator = inputs.makeIterator()
      } catch {
        throw FarmError.unmade(count, error)
      }
    }
    guard var iterator else {
      let taken = Array(added.prefix(limit))
      // Not the whole of it again and again, where a few are added and taken in turn.
      added = added.count == taken.count ? [] : added.dropFirst(limit)
      count += taken.count
      if added.isEmpty { total = count }
      return taken.isEmpty ? nil : taken
    }
    self.iterator = nil  // So that it is not shared while it advances.
    var taken: [Inputs.Element] = []
    while taken.count < limit {
      guard let input = iterator.next() else {
        count += taken.count
        if taken.isEmpty, !added.isEmpty { return try take(limit) }
        if added.isEmpty { total = count }
        return taken.isEmpty ? nil : taken
      }
      taken.append(input)
    }
    self.iterator = iterator
    count += taken.count
    return taken
  }
}
