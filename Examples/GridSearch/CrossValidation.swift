/// Something that was fitted to labelled images and labels others.
protocol Classifier {
  func predict(_ image: Span<Double>) -> Int
}

/// Five-fold cross-validation. Image i belongs to fold i % 5.
enum CrossValidation {
  static let folds = 5

  /// How many images `model` labels rightly when fitted to the four folds they are not in,
  /// divided by the number of all images.
  static func accuracy(of model: Model, on digits: Digits) throws -> Double {
    var right = 0
    for fold in 0..<folds {
      let classifier = try model.fitted(to: digits.filter { $0 % folds != fold })
      let test = digits.filter { $0 % folds == fold }
      for index in 0..<test.count {
        let image = test.pixels.span.extracting(test.range(of: index))
        if classifier.predict(image) == test.labels[index] { right += 1 }
      }
    }
    return Double(right) / Double(digits.count)
  }
}

/// The first one wins a tie, so that the smallest digit does.
func firstIndexOfMaximum<Value: Comparable>(_ values: [Value]) -> Int {
  var best = 0
  for index in values.indices where values[index] > values[best] { best = index }
  return best
}
