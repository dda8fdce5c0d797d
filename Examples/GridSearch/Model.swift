/// One point of the grid: a kind of classifier and its hyper-parameters.
enum Model: Codable, Hashable, Sendable {
  case nearestNeighbours(k: Int, metric: NearestNeighbours.Metric)
  case kernelRidge(kernel: KernelRidge.Kernel, alpha: Double)

  func fitted(to training: Digits) throws -> any Classifier {
    switch self {
    case .nearestNeighbours(let k, let metric):
      NearestNeighbours(k: k, metric: metric, training: training)
    case .kernelRidge(let kernel, let alpha):
      try KernelRidge(kernel: kernel, alpha: alpha, training: training)
    }
  }
}

extension Model {
  static let grid: [Model] = {
    var models: [Model] = []
    for metric in [NearestNeighbours.Metric.euclidean, .manhattan] {
      for k in [1, 2, 3, 4, 5, 7, 9, 13, 21, 35] {
        models.append(.nearestNeighbours(k: k, metric: metric))
      }
    }
    let kernels =
      [0.5, 1, 2, 4].map { KernelRidge.Kernel.rbf(gamma: $0) }
      + [1, 2, 3, 5].map { KernelRidge.Kernel.polynomial(degree: $0) }
    for kernel in kernels {
      for alpha in [0.0001, 0.01, 1] {
        models.append(.kernelRidge(kernel: kernel, alpha: alpha))
      }
    }
    return models
  }()
}

extension Model: CustomStringConvertible {
  var description: String {
    switch self {
    case .nearestNeighbours(let k, let metric):
      "nearest neighbours k=\(k) \(metric.rawValue)"
    case .kernelRidge(.rbf(let gamma), let alpha):
      "kernel ridge rbf gamma=\(gamma) alpha=\(alpha)"
    case .kernelRidge(.polynomial(let degree), let alpha):
      "kernel ridge polynomial degree=\(degree) alpha=\(alpha)"
    }
  }
}
