/// A machine to run a farm on, in so many words as matter to a farm: seconds that things take.
public struct Machine: Hashable, Sendable {
  /// How many ranks there are, rank 0 among them.
  public var ranks: Int
  /// How many ranks a node has.
  public var ranksPerNode: Int
  /// The way of a message between ranks of a node.
  public var latencyOnNode = 0.5e-6
  /// The way of a message between nodes.
  public var latencyBetweenNodes = 2e-6
  /// What a task's input and result add to the way of their messages.
  public var transferPerTask = 1e-9
  /// What a message costs the rank that hands out tasks.
  public var servicePerMessage = 0.5e-6
  /// What a task costs the rank that hands it out.
  public var servicePerTask = 20e-9
  /// What a batch costs the rank that does it.
  public var workPerBatch = 1e-6
  /// How often a rank looks for messages between short tasks.
  public var looksEvery = 0.001
  /// How many times as long as usual a rank takes for its tasks.
  public var slowness: [Int: Double] = [:]

  public init(ranks: Int, ranksPerNode: Int = 128) {
    self.ranks = max(1, ranks)
    self.ranksPerNode = max(1, ranksPerNode)
  }

  func latency(_ a: Int, _ b: Int) -> Double {
    if a == b { return 0 }
    return a / ranksPerNode == b / ranksPerNode ? latencyOnNode : latencyBetweenNodes
  }
}
