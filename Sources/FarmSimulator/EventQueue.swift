/// What will happen, the earliest first; what happens at the same time, in the order in which it was put in.
struct EventQueue<Event> {
  private var heap: [(time: Double, number: Int, event: Event)] = []
  private var number = 0

  var isEmpty: Bool { heap.isEmpty }

  mutating func add(_ event: Event, at time: Double) {
    heap.append((time, number, event))
    number += 1
    var child = heap.count - 1
    let entry = heap[child]
    while child > 0 {
      let parent = (child - 1) / 2
      guard isBefore(entry, heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  mutating func next() -> (time: Double, event: Event)? {
    guard let first = heap.first, let entry = heap.popLast() else { return nil }
    if !heap.isEmpty {
      var parent = 0
      while true {
        var child = 2 * parent + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, isBefore(heap[child + 1], heap[child]) { child += 1 }
        guard isBefore(heap[child], entry) else { break }
        heap[parent] = heap[child]
        parent = child
      }
      heap[parent] = entry
    }
    return (first.time, first.event)
  }

  private func isBefore(
    _ a: (time: Double, number: Int, event: Event), _ b: (time: Double, number: Int, event: Event)
  ) -> Bool {
    a.time < b.time || (a.time == b.time && a.number < b.number)
  }
}
