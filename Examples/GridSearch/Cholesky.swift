import Glibc

/// The factor L of a symmetric positive definite matrix A = L Lᵀ.
struct Cholesky {
  struct NotPositiveDefinite: Error, CustomStringConvertible {
    let row: Int
    var description: String { "matrix is not positive definite (row \(row))" }
  }

  /// The lower triangle, row after row: row i begins at i (i + 1) / 2.
  private(set) var factor: [Double] = []
  let size: Int

  private static func start(ofRow row: Int) -> Int { row * (row + 1) / 2 }

  /// - Parameter element: A at row i and column j, asked for j <= i only.
  init(size: Int, element: (_ i: Int, _ j: Int) -> Double) throws(NotPositiveDefinite) {
    self.size = size
    factor.reserveCapacity(Self.start(ofRow: size))
    for i in 0..<size {
      var row = (0...i).map { j in element(i, j) }
      for j in 0..<i {
        let start = Self.start(ofRow: j)
        let known = dot(
          row.span.extracting(0..<j), factor.span.extracting(start..<start + j))
        row[j] = (row[j] - known) / factor[start + j]
      }
      let known = dot(row.span.extracting(0..<i), row.span.extracting(0..<i))
      guard row[i] > known else { throw NotPositiveDefinite(row: i) }
      row[i] = sqrt(row[i] - known)
      factor += row
    }
  }

  /// The x with A x = b: forward substitution with L, then backward with Lᵀ.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<size {
      let start = Self.start(ofRow: i)
      let known = dot(x.span.extracting(0..<i), factor.span.extracting(start..<start + i))
      x[i] = (x[i] - known) / factor[start + i]
    }
    for i in (0..<size).reversed() {
      let start = Self.start(ofRow: i)
      x[i] /= factor[start + i]
      for j in 0..<i { x[j] -= x[i] * factor[start + j] }
    }
    return x
  }
}
