/// Clients that wait for tasks, first come, first served.
struct ClientLine: Sendable {
  private var clients: [Int] = []
  private var gone = 0

  var first: Int? { gone < clients.count ? clients[gone] : nil }

  mutating func append(_ client: Int) { clients.append(client) }

  mutating func removeFirst() -> Int {
    let client = clients[gone]
    gone += 1
    if gone == clients.count {
      clients.removeAll(keepingCapacity: true)
      gone = 0
    } else if gone > 64, 2 * gone > clients.count {
      clients.removeFirst(gone)
      gone = 0
    }
    return client
  }
}
