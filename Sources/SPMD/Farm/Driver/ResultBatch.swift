import FarmProtocol

/// The results of some tasks that follow each other in the order in which tasks are handed out.
struct ResultBatch<Output> {
  let work: FarmWork
  /// The tasks' places in the list; empty if these are their numbers.
  var places: [Int] = []
  let rank: Int
  let outputs: [Output]

  /// The results, with their tasks' places in the list.
  var results: some Sequence<FarmResult<Output>> {
    outputs.indices.lazy.map { index in
      FarmResult(
        index: places.isEmpty ? work.tasks.lowerBound + index : places[index], rank: rank,
        output: outputs[index])
    }
  }
}
