extension Subarray {
  /// An array without its halo: all but so many elements on every side, which are for copies of what is beyond.
  ///
  /// ```swift
  /// // 4 rows and 6 columns, within an array of 6 rows and 8 columns.
  /// let block = try Subarray(shape: [6, 8], halo: 1)
  /// ```
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is nothing but halo.
  public init(shape: [Int], halo width: Int, order: ArrayOrder = .rowMajor) throws(MPIError) {
    guard width >= 0, shape.allSatisfy({ $0 > 0 && ($0 - 1) / 2 >= width }) else {
      throw MPIError(
        .argument, function: "MPI_Type_create_subarray",
        "an array of shape \(shape) with a halo of \(width) has nothing inside")
    }
    try self.init(
      shape: shape, start: shape.map { _ in width }, extent: shape.map { $0 - 2 * width }, order: order)
  }

  /// The outermost elements of the region in a direction, inside of it: what a neighbour there gets for its halo.
  ///
  /// - Parameters:
  ///   - direction: -1, 0 or 1 for each dimension. In a plane `[0, 1]` is the last column, `[-1, -1]` the first row's
  ///     first element.
  ///   - width: How many elements the edge is wide.
  /// - Throws: ``MPIError`` of class `argument` if the direction is none, or the region is narrower than its edge.
  public func edge(toward direction: [Int], width: Int = 1) throws(MPIError) -> Subarray {
    try border(direction, width, start: { $1 < 0 ? start[$0] : start[$0] + extent[$0] - width })
  }

  /// The elements next to the region in a direction, outside of it: where a neighbour's edge goes.
  ///
  /// - Parameters:
  ///   - direction: -1, 0 or 1 for each dimension.
  ///   - width: How many elements the halo is wide.
  /// - Throws: ``MPIError`` of class `argument` if the direction is none, or the array ends before the halo does.
  public func halo(toward direction: [Int], width: Int = 1) throws(MPIError) -> Subarray {
    try border(direction, width, start: { $1 < 0 ? start[$0] - width : start[$0] + extent[$0] })
  }

  private func border(
    _ direction: [Int], _ width: Int, start first: (_ dimension: Int, _ step: Int) -> Int
  ) throws(MPIError) -> Subarray {
    let function: StaticString = "MPI_Type_create_subarray"
    guard direction.count == shape.count, direction.allSatisfy((-1...1).contains) else {
      throw MPIError(
        .argument, function: function, "\(direction) is no direction in \(shape.count) dimensions")
    }
    guard width > 0, zip(direction, extent).allSatisfy({ $0 == 0 || $1 >= width }) else {
      throw MPIError(
        .argument, function: function, "a region of \(extent) elements has no edge of the width \(width)")
    }
    return try Subarray(
      shape: shape, start: direction.enumerated().map { $1 == 0 ? start[$0] : first($0, $1) },
      extent: direction.enumerated().map { $1 == 0 ? extent[$0] : width }, order: order)
  }
}
