import MPI

/// The inputs of a farm, taken as they are needed.
struct InputProducer<Inputs: Sequence> {
  private enum State {
    case unmade(() throws -> Inputs)
    case running(Inputs.Iterator)
    case ended
  }

  private var state: State
  /// How many inputs have been taken.
  private(set) var count = 0
  /// How many there are in all, if that is known.
  private(set) var total: Int?

  init(_ inputs: @escaping () throws -> Inputs) { state = .unmade(inputs) }

  /// Whether all inputs have been taken.
  var isAtEnd: Bool { if case .ended = state { true } else { false } }

  /// The next inputs, at most so many; nil if there are none left.
  mutating func take(_ limit: Int) throws(FarmError) -> [Inputs.Element]? {
    var taken: [Inputs.Element] = []
    var iterator: Inputs.Iterator
    switch state {
    case .unmade(let make):
      do {
        let inputs = try make()
        // Others than these would have to be gone through to be counted.
        total = (inputs as? any RandomAccessCollection)?.count
        iterator = inputs.makeIterator()
      } catch {
        throw FarmError(.inputs(count), rank: 0, error)
      }
    case .running(let running): iterator = running
    case .ended: return nil
    }
    state = .ended  // So that the iterator is not shared while it advances.
    while taken.count < limit {
      guard let input = iterator.next() else {
        count += taken.count
        total = count
        return taken.isEmpty ? nil : taken
      }
      taken.append(input)
    }
    state = .running(iterator)
    count += taken.count
    return taken
  }
}
