/// How a master cuts its list into the batches that go to a client at once.
package enum FarmSchedule: Hashable, Sendable {
  /// As long as it takes for their way to cost little beside them, and shorter towards the end.
  case adaptive
  /// One contiguous part for each worker, once all inputs are known.
  case blocks
  /// So many tasks, and so many batches in reserve.
  case dynamic(chunk: Int = 1, reserve: Int = 1)
  /// A worker's share of what is left, and at least so many.
  case guided(least: Int = 1)
  /// In each round an equal part of half of what is left, and at least so many.
  case factoring(least: Int = 1)
}
