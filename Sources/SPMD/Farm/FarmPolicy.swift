/// How a task farm cuts its list into the batches that go to a worker in one message.
public struct FarmPolicy: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case adaptive
    case dynamic(chunk: Int)
  }

  let kind: Kind

  /// Batches of about two milliseconds, found by measuring, and smaller ones towards the end. The default.
  public static let adaptive = FarmPolicy(kind: .adaptive)

  /// Batches of at most so many tasks, from 1; of fewer where not so many inputs are ready.
  public static func dynamic(chunk: Int = 1) -> FarmPolicy {
    FarmPolicy(kind: .dynamic(chunk: max(1, chunk)))
  }
}
