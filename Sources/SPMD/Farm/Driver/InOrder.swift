/// The results of some tasks that follow each other in the list.
struct ResultBatch<Output> {
  let first: Int
  let rank: Int
  let outputs: [Output]
}

/// Puts batches of results, which come in any order, into that of the list.
struct InOrder<Output> {
  private var next = 0
  private var early: [Int: [Output]] = [:]
  /// How many results wait for others before them.
  private(set) var count = 0

  /// Takes a batch, and hands on what has its turn.
  mutating func add<E: Error>(_ batch: ResultBatch<Output>, _ handOn: ([Output]) throws(E) -> Void) throws(E)
  {
    guard batch.first == next else {
      early[batch.first] = batch.outputs
      count += batch.outputs.count
      return
    }
    next += batch.outputs.count
    try handOn(batch.outputs)
    while let outputs = early.removeValue(forKey: next) {
      next += outputs.count
      count -= outputs.count
      try handOn(outputs)
    }
  }
}
