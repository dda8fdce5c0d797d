import Glibc

/// Ridge regression in the feature space of a kernel, on a target per class that is one
/// for the images of that class and zero for the others.
struct KernelRidge: Classifier {
  enum Kernel: Codable, Hashable, Sendable {
    /// exp(-gamma |a - b|²)
    case rbf(gamma: Double)
    /// (a·b + 1)^degree
    case polynomial(degree: Int)

    func callAsFunction(_ a: Span<Double>, _ b: Span<Double>) -> Double {
      switch self {
      case .rbf(let gamma):
        exp(-gamma * squaredDistance(a, b))
      case .polynomial(let degree):
        pow(dot(a, b) + 1, Double(degree))
      }
    }
  }

  let kernel: Kernel
  let training: Digits
  /// For each class, a weight for each training image.
  let weights: [[Double]]

  /// Solves (K + alpha I) w = target for every class. The factorisation takes nearly all
  /// the time: it grows with the cube of the number of training images.
  init(kernel: Kernel, alpha: Double, training: Digits) throws {
    self.kernel = kernel
    self.training = training

    let pixels = training.pixels.span
    let cholesky = try Cholesky(size: training.count) { i, j in
      let similarity = kernel(
        pixels.extracting(training.range(of: i)), pixels.extracting(training.range(of: j)))
      return i == j ? similarity + alpha : similarity
    }
    weights = (0..<Digits.classes).map { digit in
      cholesky.solve(training.labels.map { $0 == digit ? 1 : 0 })
    }
  }

  func predict(_ image: Span<Double>) -> Int {
    let similarities = (0..<training.count).map { index in
      kernel(image, training.pixels.span.extracting(training.range(of: index)))
    }
    return firstIndexOfMaximum(weights.map { dot($0.span, similarities.span) })
  }
}
