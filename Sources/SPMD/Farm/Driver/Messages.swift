/// The messages of a farm, by tag. Both ends are the same program, so the payload is what the types' packing makes it.
enum FarmTag {
  /// Rank 0 to a worker: the number of the first task, the number of tasks, how many places there are and the places (see
  /// ``EncodedBatch``), the inputs.
  static let assignment = 1
  /// A worker to rank 0: the number of the first task, the number of tasks, the seconds they took, the
  /// seconds without work before, their outputs.
  static let results = 2
  /// A worker to rank 0: a ``FarmError``.
  static let failure = 3
  /// Rank 0 to a worker: there is nothing more to do; the ``FarmError`` that ended the farm, if one did.
  static let end = 4
  /// A worker to rank 0: its last message.
  static let farewell = 5
  /// Rank 0 to a worker: how many tasks it shall give back, if it has so many that it has not begun.
  static let takeBack = 6
  /// A worker to rank 0, the answer: the number of the first and the number of tasks, of each range.
  static let returned = 7
}
