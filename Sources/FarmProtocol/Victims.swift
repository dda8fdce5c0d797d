/// The clients from which tasks can be taken back, those with most to do first. It is made when somebody has nothing to
/// do and nobody has tasks to hand out, and used up.
struct Victims: Sendable {
  private var clients: [Int] = []
  /// How many events there will be before it is worth while to look at all clients again.
  private var patience = 0

  /// The client that will be busy for the longest; nil if none is known any more.
  mutating func next() -> Int? { clients.popLast() }

  /// Whether to look at all clients now: seldom enough that it costs nothing for each event.
  mutating func isDue(among count: Int) -> Bool {
    patience -= 1
    guard patience < 0 else { return false }
    patience = count
    return true
  }

  mutating func fill(_ clients: [Int]) { self.clients = clients }
}

extension FarmMaster {
  /// Less is not worth asking for.
  private static let leastGain = 0.0001

  /// While somebody has nothing to do, tasks that others have in reserve are asked back.
  mutating func takeBack() -> Action? {
    guard schedule != .blocks, inFlight > 1, hasIdleClient() else { return nil }
    while true {
      while let victim = victims.next() {
        guard let count = spare(victim) else { continue }
        markAsked(victim)
        return .takeBack(client: victim, atMost: count)
      }
      guard victims.isDue(among: clients.count) else { return nil }
      let found = clients.indices.filter { spare($0) != nil }
      guard !found.isEmpty else { return nil }
      victims.fill(found.sorted { clients[$0].expectedEnd < clients[$1].expectedEnd })
    }
  }

  /// How many tasks a client might do without; nil if it is not worth asking.
  private func spare(_ client: Int) -> Int? {
    let it = clients[client]
    let waiting = it.outstanding - it.capacity
    guard waiting > 0, !it.isAsked, !it.isLost, let cost = it.secondsPerUnit ?? secondsPerUnit else {
      return nil
    }
    let units = it.batches.reduce(0) { $0 + work.of($1.tasks) } * Double(waiting) / Double(it.outstanding)
    guard units * cost / Double(it.capacity) > Self.leastGain else { return nil }
    return (waiting + 1) / 2
  }
}
