/// The inputs of a farm, taken as they are needed.
@usableFromInline
struct InputProducer<Inputs: Sequence> {
  /// What makes the sequence, until it has.
  @usableFromInline var make: (() throws -> Inputs)?
  /// Nil before the sequence is made, and after its end.
  @usableFromInline var iterator: Inputs.Iterator?
  /// Inputs that were taken, to be given again in another order.
  @usableFromInline var arranged: ArraySlice<Inputs.Element> = []
  /// How many inputs have been taken.
  @usableFromInline var count = 0
  /// How many there are in all, if that is known.
  @usableFromInline var total: Int?

  init(_ inputs: @escaping () throws -> Inputs) { make = inputs }

  /// Whether all inputs have been taken.
  var isAtEnd: Bool { make == nil && iterator == nil && arranged.isEmpty }

  /// Takes all inputs at once, to give them again in the order of how urgent they are, and of what they cost.
  mutating func arrange(
    costs cost: ((Inputs.Element) throws -> Double)?, priorities priority: ((Inputs.Element) throws -> Int)?
  ) throws(FarmError) -> FarmOrder? {
    guard cost != nil || priority != nil else { return nil }
    let inputs = try take(.max) ?? []
    iterator = nil
    var costs: [Double] = []
    var priorities: [Int] = []
    for (place, input) in inputs.enumerated() {
      do {
        if let cost = try cost?(input) {
          guard cost >= 0, cost < .infinity else { throw CostError(cost: cost) }
          costs.append(cost)
        }
        if let priority = try priority?(input) { priorities.append(priority) }
      } catch {
        throw FarmError.unmade(place, error)
      }
    }
    let order = FarmOrder(count: inputs.count, costs: costs, priorities: priorities)
    arranged = order.tasks.map { inputs[$0] }[...]
    total = inputs.count
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
      let taken = Array(arranged.prefix(limit))
      arranged = arranged.dropFirst(limit)
      count += taken.count
      return taken.isEmpty ? nil : taken
    }
    self.iterator = nil  // So that it is not shared while it advances.
    var taken: [Inputs.Element] = []
    while taken.count < limit {
      guard let input = iterator.next() else {
        count += taken.count
        total = count
        return taken.isEmpty ? nil : taken
      }
      taken.append(input)
    }
    self.iterator = iterator
    count += taken.count
    return taken
  }
}
