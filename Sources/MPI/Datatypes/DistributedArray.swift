import CMPI

/// An array of several dimensions that is distributed over a grid of ranks, as seen by one of them.
///
/// What ``Datatype/distributedArray(_:)`` makes of it is most of use as a view of a file that all ranks share.
public struct DistributedArray: Hashable, Sendable {
  /// How one dimension is distributed over the ranks along it.
  public enum Distribution: Hashable, Sendable {
    /// Every rank has one block. Of nil elements: as large as it must be.
    ///
    /// The corresponding MPI constant is `MPI_DISTRIBUTE_BLOCK`.
    case block(size: Int? = nil)
    /// Blocks are dealt to the ranks in turn. Of nil elements: of one.
    ///
    /// The corresponding MPI constant is `MPI_DISTRIBUTE_CYCLIC`.
    case cyclic(size: Int? = nil)
    /// It is not: the grid has one rank along it. The corresponding MPI constant is `MPI_DISTRIBUTE_NONE`.
    case none
  }

  /// How many elements the whole array has in each dimension.
  public var shape: [Int]
  /// How each dimension is distributed.
  public var distributions: [Distribution]
  /// How many ranks there are along each dimension. They are numbered with the last dimension's changing fastest.
  public var grid: [Int]
  /// The rank whose part is meant.
  public var rank: Int
  /// How the whole array lies in memory.
  public var order: ArrayOrder

  /// The part of one rank. Whether the numbers belong together is checked when a datatype is made of it.
  public init(
    shape: [Int], distributions: [Distribution], grid: [Int], rank: Int, order: ArrayOrder = .rowMajor
  ) {
    self.shape = shape
    self.distributions = distributions
    self.grid = grid
    self.rank = rank
    self.order = order
  }

  /// Throws what MPI would not find.
  func check() throws(MPIError) {
    let function: StaticString = "MPI_Type_create_darray"
    guard !shape.isEmpty, distributions.count == shape.count, grid.count == shape.count else {
      throw MPIError(
        .argument, function: function,
        "an array of \(shape.count) dimensions, \(distributions.count) distributions, a grid of \(grid.count)"
      )
    }
    guard grid.allSatisfy({ $0 > 0 }), let ranks = grid.checkedProduct(), 0..<ranks ~= rank else {
      throw MPIError(.argument, function: function, "there is no rank \(rank) in a grid of \(grid)")
    }
    for (dimension, distribution) in distributions.enumerated() {
      let (length, ranks) = (shape[dimension], grid[dimension])
      let fits =
        switch distribution {
        case .none: ranks == 1
        case .block(let size?):
          size > 0 && !size.multipliedReportingOverflow(by: ranks).overflow && size * ranks >= length
        case .cyclic(let size?): size > 0
        case .block(nil), .cyclic(nil): true
        }
      guard length > 0, fits else {
        throw MPIError(
          .argument, function: function, "\(distribution) of \(length) elements over \(ranks) ranks")
      }
    }
    guard shape.checkedProduct() != nil else {
      throw MPIError(.count, function: function, "the array has more elements than an Int counts")
    }
  }
}

extension DistributedArray.Distribution {
  /// As MPI numbers it, and its block size.
  var constants: (kind: Int32, size: Int) {
    let unspecified = Int(cmpi_distribute_default())
    return switch self {
    case .block(let size): (cmpi_distribute_block(), size ?? unspecified)
    case .cyclic(let size): (cmpi_distribute_cyclic(), size ?? unspecified)
    case .none: (cmpi_distribute_none(), unspecified)
    }
  }

  init(kind: Int32, size: Int32) {
    let size = size == cmpi_distribute_default() ? nil : Int(size)
    self =
      switch kind {
      case cmpi_distribute_block(): .block(size: size)
      case cmpi_distribute_cyclic(): .cyclic(size: size)
      default: .none
      }
  }
}
