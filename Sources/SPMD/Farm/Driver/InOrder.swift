import FarmProtocol

/// Puts batches of results, which come in any order, into that of the list.
struct InOrder<Output> {
  private var next = 0
  private var early: [Int: [Output]] = [:]
  /// How many results wait for others before them.
  private(set) var count = 0

  /// Takes a batch, and hands on what has its turn.
  mutating func add<E: Error>(_ batch: ResultBatch<Output>, _ handOn: ([Output]) throws(E) -> Void) throws(E)
  {
    if batch.places.isEmpty { return try add(batch.outputs, at: batch.work.tasks.lowerBound, handOn) }
    for result in batch.results { try add([result.output], at: result.index, handOn) }
  }

  private mutating func add<E: Error>(
    _ outputs: [Output], at first: Int, _ handOn: ([Output]) throws(E) -> Void
  ) throws(E) {
    guard first == next else {
      early[first] = outputs
      count += outputs.count
      return
    }
    next += outputs.count
    try handOn(outputs)
    while let outputs = early.removeValue(forKey: next) {
      next += outputs.count
      count -= outputs.count
      try handOn(outputs)
    }
  }
}
