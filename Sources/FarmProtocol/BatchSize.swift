/// The rounds of the policies that divide what is left among all.
struct FactoringRound: Sendable {
  private var part = 0.0
  /// How many workers have not had their part.
  private var left = 0

  /// Begins a round, if the last one is over.
  ///
  /// - Parameters:
  ///   - count: How many tasks are left.
  ///   - capacity: How many workers there are.
  ///   - all: Whether a round divides all that is left, or half of it.
  mutating func begin(_ count: Int, among capacity: Int, all: Bool) {
    guard left <= 0 else { return }
    part = Double(count) / Double(max(capacity, 1)) / (all ? 1 : 2)
    left = capacity
  }

  /// How many tasks come next for a client of so many workers.
  func next(for workers: Int) -> Int {
    let exact = part * Double(workers)
    let whole = Int(exact)
    return Double(whole) < exact ? whole + 1 : whole
  }

  /// So many workers have got their part.
  mutating func give(to workers: Int) { left -= workers }
}

extension FarmMaster {
  /// The work that is not worth its way: a batch has at least as many seconds.
  static let leastSeconds = 0.00002

  /// As many tasks as a batch of the length wanted has, but never more than half a fair share of what is left, nor many
  /// times what the client got before: the tasks to come may be longer than those that were.
  func adaptiveSize(for client: Int, _ next: Range<Int>) -> Int {
    let it = clients[client]
    guard let cost = it.secondsPerUnit ?? secondsPerUnit else { return min(it.capacity, next.count) }
    let workers = Double(it.capacity)
    let wanted = it.targetSeconds * workers / cost
    let fair = pooledWork * share(of: client) / 2
    let grown = it.growth * max(it.lastWork, it.tasksDone == 0 ? workers : 0)
    let most = min(wanted, min(fair, grown))
    let least = Self.leastSeconds * workers / cost
    return max(1, work.count(of: next, upTo: max(most, min(least, grown))))
  }
}
