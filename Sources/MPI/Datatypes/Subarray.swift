import CMPI

/// In which order the elements of an array of several dimensions lie in memory.
public enum ArrayOrder: Sendable, Hashable {
  /// As in C: the last index changes fastest. The corresponding MPI constant is `MPI_ORDER_C`.
  case rowMajor
  /// As in Fortran: the first index changes fastest. The corresponding MPI constant is `MPI_ORDER_FORTRAN`.
  case columnMajor

  var constant: Int32 { self == .rowMajor ? cmpi_order_c() : cmpi_order_fortran() }
}

/// A region of an array of several dimensions: a row, a column, an edge of a plate, a face of a block.
///
/// ```swift
/// // The second column of a matrix of 4 rows and 6 columns.
/// let column = try Subarray(shape: [4, 6], start: [0, 1], extent: [4, 1])
/// try world.send(matrix.span.selecting(column), to: left)
/// ```
public struct Subarray: Hashable, Sendable {
  /// How many elements the whole array has in each dimension.
  public let shape: [Int]
  /// The indices of the region's first element.
  public let start: [Int]
  /// How many elements the region has in each dimension.
  public let extent: [Int]
  /// How the whole array lies in memory.
  public let order: ArrayOrder

  /// A region.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the numbers of dimensions differ, or are 0, or the region is not
  ///   inside of the array.
  public init(shape: [Int], start: [Int], extent: [Int], order: ArrayOrder = .rowMajor) throws(MPIError) {
    let function: StaticString = "MPI_Type_create_subarray"
    guard !shape.isEmpty, start.count == shape.count, extent.count == shape.count else {
      throw MPIError(
        .argument, function: function,
        "an array of \(shape.count) dimensions, a start of \(start.count), an extent of \(extent.count)")
    }
    for dimension in shape.indices {
      let (size, first, length) = (shape[dimension], start[dimension], extent[dimension])
      guard size >= 0, length >= 0, first >= 0, first <= size, length <= size - first else {
        throw MPIError(
          .argument, function: function,
          "\(length) elements from \(first) on are not within the \(size) of dimension \(dimension)")
      }
    }
    guard shape.checkedProduct() != nil else {
      throw MPIError(.count, function: function, "the array has more elements than an Int counts")
    }
    self.shape = shape
    self.start = start
    self.extent = extent
    self.order = order
  }

  /// How many elements the region has.
  public var count: Int { extent.reduce(1, *) }

  /// Whether there is no element in the region.
  public var isEmpty: Bool { extent.contains(0) }

  /// Whether an element is in both regions: then one of them cannot be received into while the other is sent.
  ///
  /// Regions of arrays of different shapes or orders, which are compared as they lie in memory, take a time that grows
  /// with their size.
  public func overlaps(_ other: Subarray) -> Bool {
    guard !isEmpty, !other.isEmpty else { return false }
    if shape == other.shape, order == other.order {
      return shape.indices.allSatisfy { dimension in
        start[dimension] < other.start[dimension] + other.extent[dimension]
          && other.start[dimension] < start[dimension] + extent[dimension]
      }
    }
    return !Set(indices).isDisjoint(with: other.indices)
  }

  /// Where in memory the region's elements are, in the order in which they travel: numbers of elements from the start of
  /// the array.
  public var indices: [Int] {
    guard !isEmpty else { return [] }
    // The dimension whose index changes fastest comes last.
    let dimensions = order == .rowMajor ? Array(shape.indices) : shape.indices.reversed()
    return dimensions.reduce([0]) { places, dimension in
      places.flatMap { place in
        (0..<extent[dimension]).map { place * shape[dimension] + start[dimension] + $0 }
      }
    }
  }
}

extension [Int] {
  /// The product; nil if it does not fit, whatever the order of the factors.
  func checkedProduct() -> Int? {
    var product = 1
    for factor in self.sorted().reversed() {
      let (result, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = result
    }
    return product
  }
}
