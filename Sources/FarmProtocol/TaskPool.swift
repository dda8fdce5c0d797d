/// The tasks that nobody has: ranges of their numbers, the most urgent first.
struct TaskPool: Sendable {
  /// Tasks of the same priority, in the order in which they are handed out.
  private struct Queue: Sendable {
    let priority: Int
    var ranges: [Range<Int>] = []
    /// How many of the ranges have been taken: they go when they are half of them.
    var taken = 0

    var isEmpty: Bool { taken == ranges.count }

    mutating func append(_ range: Range<Int>) {
      if let last = ranges.indices.last, last >= taken, ranges[last].upperBound == range.lowerBound {
        ranges[last] = ranges[last].lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }

    mutating func prepend(_ range: Range<Int>) {
      if taken < ranges.count, ranges[taken].lowerBound == range.upperBound {
        ranges[taken] = range.lowerBound..<ranges[taken].upperBound
      } else if taken > 0 {
        taken -= 1
        ranges[taken] = range
      } else {
        ranges.insert(range, at: 0)
      }
    }

    mutating func dropFirst() {
      taken += 1
      if taken > 16, 2 * taken > ranges.count {
        ranges.removeFirst(taken)
        taken = 0
      }
    }
  }

  /// The greatest priority first. Nearly always there is one.
  private var queues: [Queue] = []

  /// How many tasks there are.
  private(set) var count = 0

  /// The most urgent tasks: those that follow each other in the list.
  var first: Range<Int>? {
    guard let queue = queues.first else { return nil }
    return queue.ranges[queue.taken]
  }

  /// The priority of ``first``.
  var firstPriority: Int { queues.first?.priority ?? 0 }

  /// Adds tasks behind, or before, those of the same priority.
  mutating func add(_ range: Range<Int>, priority: Int, before: Bool = false) {
    guard !range.isEmpty else { return }
    count += range.count
    let place = queues.firstIndex { $0.priority <= priority } ?? queues.count
    if place == queues.count || queues[place].priority < priority {
      queues.insert(Queue(priority: priority), at: place)
    }
    if before { queues[place].prepend(range) } else { queues[place].append(range) }
  }

  /// Takes so many of the most urgent tasks out, which are ``first`` or the beginning of it.
  mutating func take(_ count: Int) -> Range<Int> {
    let range = queues[0].ranges[queues[0].taken]
    let taken = range.lowerBound..<min(range.upperBound, range.lowerBound + count)
    if taken.count == range.count {
      queues[0].dropFirst()
      if queues[0].isEmpty { queues.removeFirst() }
    } else {
      queues[0].ranges[queues[0].taken] = taken.upperBound..<range.upperBound
    }
    self.count -= taken.count
    return taken
  }

  /// Takes the least urgent tasks out, at most so many.
  mutating func takeLast(_ limit: Int) -> [Range<Int>] {
    var taken: [Range<Int>] = []
    var left = limit
    while left > 0, let last = queues.indices.last {
      let range = queues[last].ranges.removeLast()
      let part = max(range.lowerBound, range.upperBound - left)..<range.upperBound
      if part.count < range.count { queues[last].ranges.append(range.lowerBound..<part.lowerBound) }
      if queues[last].isEmpty { queues.removeLast() }
      taken.append(part)
      left -= part.count
      count -= part.count
    }
    return taken
  }

  /// Takes out what is there of a range.
  ///
  /// - Returns: What was there.
  mutating func remove(_ range: Range<Int>) -> [Range<Int>] {
    var removed: [Range<Int>] = []
    for index in queues.indices {
      var kept: [Range<Int>] = []
      for part in queues[index].ranges[queues[index].taken...] {
        let common = part.clamped(to: range)
        guard !common.isEmpty else {
          kept.append(part)
          continue
        }
        removed.append(common)
        count -= common.count
        for rest in [part.lowerBound..<common.lowerBound, common.upperBound..<part.upperBound]
        where !rest.isEmpty { kept.append(rest) }
      }
      queues[index].ranges = kept
      queues[index].taken = 0
    }
    queues.removeAll(where: \.isEmpty)
    return removed
  }
}
