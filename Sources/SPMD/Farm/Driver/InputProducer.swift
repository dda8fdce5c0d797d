/// The inputs of a farm, taken as they are needed.
@usableFromInline
struct InputProducer<Inputs: Sequence> {
  /// What makes the sequence, until it has.
  @usableFromInline var make: (() throws -> Inputs)?
  /// Nil before the sequence is made, and after its end.
  @usableFromInline var iterator: Inputs.Iterator?
  /// How many inputs have been taken.
  @usableFromInline var count = 0
  /// How many there are in all, if that is known.
  @usableFromInline var total: Int?

  init(_ inputs: @escaping () throws -> Inputs) { make = inputs }

  /// Whether all inputs have been taken.
  var isAtEnd: Bool { make == nil && iterator == nil }

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
    guard var iterator else { return nil }
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
