/// Lets the `k` training images nearest to an image vote on what it shows.
struct NearestNeighbours: Classifier {
  enum Metric: String, Codable, Sendable {
    case euclidean, manhattan
  }

  let k: Int
  let metric: Metric
  let training: Digits

  func predict(_ image: Span<Double>) -> Int {
    var votes = [Int](repeating: 0, count: Digits.classes)
    for neighbour in neighbours(of: image) { votes[training.labels[neighbour]] += 1 }
    return firstIndexOfMaximum(votes)
  }

  /// The indices of the `k` nearest training images, the earlier one first if two are
  /// equally near.
  private func neighbours(of image: Span<Double>) -> [Int] {
    var nearest: [(index: Int, distance: Double)] = []
    for index in 0..<training.count {
      let distance = distance(image, training.pixels.span.extracting(training.range(of: index)))
      if nearest.count == k {
        guard let farthest = nearest.last, distance < farthest.distance else { continue }
        nearest.removeLast()
      }
      let place = nearest.firstIndex { distance < $0.distance } ?? nearest.endIndex
      nearest.insert((index, distance), at: place)
    }
    return nearest.map(\.index)
  }

  private func distance(_ a: Span<Double>, _ b: Span<Double>) -> Double {
    switch metric {
    case .euclidean: squaredDistance(a, b)  // the same order, without the root
    case .manhattan: manhattanDistance(a, b)
    }
  }
}
