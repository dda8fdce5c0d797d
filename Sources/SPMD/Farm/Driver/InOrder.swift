/// The results of some tasks that follow each other in the order in which tasks are handed out.
struct ResultBatch<Output> {
  /// The number of the first.
  let first: Int
  /// The tasks' places in the list; empty if these are their numbers.
  var places: [Int] = []
  let rank: Int
  let outputs: [Output]

  /// The results, with their tasks' places in the list.
  var results: some Sequence<(place: Int, output: Output)> {
    outputs.indices.lazy.map { index in
      (places.isEmpty ? first + index : places[index], outputs[index])
    }
  }
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
    if batch.places.isEmpty { return try add(batch.outputs, at: batch.first, handOn) }
    for (place, output) in batch.results { try add([output], at: place, handOn) }
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
