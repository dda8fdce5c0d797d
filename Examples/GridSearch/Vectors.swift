/// Sums `term` over two vectors, eight elements at a time: a plain loop has to add
/// in order, one after the other, which is several times slower.
@inline(__always)
private func sum(
  _ a: Span<Double>, _ b: Span<Double>,
  of term: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>
) -> Double {
  precondition(a.count == b.count)
  var lanes = SIMD8<Double>.zero
  var start = 0
  while start + 8 <= a.count {
    let next = start..<start + 8  // one bounds check for all eight
    lanes += term(vector(a.extracting(next)), vector(b.extracting(next)))
    start += 8
  }
  var total = lanes.sum()
  while start < a.count {
    total += term(SIMD8(repeating: a[start]), SIMD8(repeating: b[start]))[0]
    start += 1
  }
  return total
}

@inline(__always)
private func vector(_ a: Span<Double>) -> SIMD8<Double> {
  SIMD8(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
}

func dot(_ a: Span<Double>, _ b: Span<Double>) -> Double {
  sum(a, b) { $0 * $1 }
}

func squaredDistance(_ a: Span<Double>, _ b: Span<Double>) -> Double {
  sum(a, b) { ($0 - $1) * ($0 - $1) }
}

func manhattanDistance(_ a: Span<Double>, _ b: Span<Double>) -> Double {
  sum(a, b) {
    let difference = $0 - $1
    return difference.replacing(with: -difference, where: difference .< 0)
  }
}
