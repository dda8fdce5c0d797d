extension Datatype {
  /// How a datatype was made: what ``Datatype/contents`` tells, and from which ``Datatype/init(_:)`` makes another.
  ///
  /// The corresponding MPI constants are `MPI_COMBINER_NAMED`, `MPI_COMBINER_DUP` and so on.
  public enum Constructor: Sendable, Equatable {
    /// One of MPI's own. The corresponding MPI constant is `MPI_COMBINER_NAMED`.
    case predefined(Datatype)
    /// ``Datatype/duplicate()``. The corresponding MPI constant is `MPI_COMBINER_DUP`.
    case duplicate(of: Datatype)
    /// ``Datatype/contiguous(count:)``. The corresponding MPI constant is `MPI_COMBINER_CONTIGUOUS`.
    case contiguous(count: Int, of: Datatype)
    /// ``Datatype/vector(count:blockLength:stride:)``. The corresponding MPI constant is `MPI_COMBINER_VECTOR`.
    case vector(count: Int, blockLength: Int, stride: Int, of: Datatype)
    /// ``Datatype/vector(count:blockLength:byteStride:)``. The corresponding MPI constant is `MPI_COMBINER_HVECTOR`.
    case byteVector(count: Int, blockLength: Int, byteStride: Int, of: Datatype)
    /// ``Datatype/indexed(blockLengths:displacements:)``. The corresponding MPI constant is `MPI_COMBINER_INDEXED`.
    case indexed(blockLengths: [Int], displacements: [Int], of: Datatype)
    /// ``Datatype/indexed(blockLengths:byteDisplacements:)``. The corresponding MPI constant is
    /// `MPI_COMBINER_HINDEXED`.
    case byteIndexed(blockLengths: [Int], byteDisplacements: [Int], of: Datatype)
    /// ``Datatype/indexed(blockLength:displacements:)``. The corresponding MPI constant is
    /// `MPI_COMBINER_INDEXED_BLOCK`.
    case indexedBlock(blockLength: Int, displacements: [Int], of: Datatype)
    /// ``Datatype/indexed(blockLength:byteDisplacements:)``. The corresponding MPI constant is
    /// `MPI_COMBINER_HINDEXED_BLOCK`.
    case byteIndexedBlock(blockLength: Int, byteDisplacements: [Int], of: Datatype)
    /// ``Datatype/structure(_:)``. The corresponding MPI constant is `MPI_COMBINER_STRUCT`.
    case structure([Block])
    /// ``Datatype/subarray(_:)``. The corresponding MPI constant is `MPI_COMBINER_SUBARRAY`.
    case subarray(Subarray, of: Datatype)
    /// ``Datatype/distributedArray(_:)``. The corresponding MPI constant is `MPI_COMBINER_DARRAY`.
    case distributedArray(DistributedArray, of: Datatype)
    /// ``Datatype/resized(lowerBound:extent:)``. The corresponding MPI constant is `MPI_COMBINER_RESIZED`.
    case resized(lowerBound: Int, extent: Int, of: Datatype)
    /// ``Datatype/real(precision:range:)``. The corresponding MPI constant is `MPI_COMBINER_F90_REAL`.
    case real(precision: Int?, range: Int?)
    /// ``Datatype/complex(precision:range:)``. The corresponding MPI constant is `MPI_COMBINER_F90_COMPLEX`.
    case complex(precision: Int?, range: Int?)
    /// ``Datatype/integer(range:)``. The corresponding MPI constant is `MPI_COMBINER_F90_INTEGER`.
    case integer(range: Int)
  }

  /// So many elements of a datatype, one after the other, from a place in memory on: a part of a ``structure(_:)``.
  public struct Block: Sendable, Equatable {
    /// The elements' datatype.
    public var datatype: Datatype
    /// How many elements.
    public var count: Int
    /// Where the first is, in bytes from where the structure is.
    public var byteDisplacement: Int

    /// So many of a datatype, so many bytes from the beginning.
    public init(_ datatype: Datatype, count: Int = 1, byteDisplacement: Int) {
      self.datatype = datatype
      self.count = count
      self.byteDisplacement = byteDisplacement
    }
  }
}

// The names that one derives datatypes by.
extension Datatype {
  /// So many elements, one after the other. Any number of them; what a C `int` does not count is composed.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Type_contiguous`.
  public func contiguous(count: Int) throws(MPIError) -> Datatype {
    try Datatype(.contiguous(count: count, of: self))
  }

  /// Blocks of equal length at equal distances.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - count: How many blocks.
  ///   - blockLength: How many elements a block has.
  ///   - stride: From the start of a block to that of the next, in elements; it may be negative.
  ///
  /// The corresponding MPI function is `MPI_Type_vector`.
  public func vector(count: Int, blockLength: Int, stride: Int) throws(MPIError) -> Datatype {
    try Datatype(.vector(count: count, blockLength: blockLength, stride: stride, of: self))
  }

  /// Blocks of equal length at equal distances, which are given in bytes.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - count: How many blocks.
  ///   - blockLength: How many elements a block has.
  ///   - byteStride: From the start of a block to that of the next, in bytes; it may be negative.
  ///
  /// The corresponding MPI function is `MPI_Type_create_hvector`.
  public func vector(count: Int, blockLength: Int, byteStride: Int) throws(MPIError) -> Datatype {
    try Datatype(.byteVector(count: count, blockLength: blockLength, byteStride: byteStride, of: self))
  }

  /// Blocks of any lengths at any places.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - blockLengths: How many elements each block has.
  ///   - displacements: Where each block starts, in elements.
  /// - Throws: ``MPIError`` of class `argument` if there are not as many lengths as displacements.
  ///
  /// The corresponding MPI function is `MPI_Type_indexed`.
  public func indexed(blockLengths: [Int], displacements: [Int]) throws(MPIError) -> Datatype {
    try Datatype(.indexed(blockLengths: blockLengths, displacements: displacements, of: self))
  }

  /// Blocks of any lengths at any places, which are given in bytes.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - blockLengths: How many elements each block has.
  ///   - byteDisplacements: Where each block starts, in bytes.
  /// - Throws: ``MPIError`` of class `argument` if there are not as many lengths as displacements.
  ///
  /// The corresponding MPI function is `MPI_Type_create_hindexed`.
  public func indexed(blockLengths: [Int], byteDisplacements: [Int]) throws(MPIError) -> Datatype {
    try Datatype(.byteIndexed(blockLengths: blockLengths, byteDisplacements: byteDisplacements, of: self))
  }

  /// Blocks of equal length at any places.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - blockLength: How many elements each block has.
  ///   - displacements: Where each block starts, in elements.
  ///
  /// The corresponding MPI function is `MPI_Type_create_indexed_block`.
  public func indexed(blockLength: Int, displacements: [Int]) throws(MPIError) -> Datatype {
    try Datatype(.indexedBlock(blockLength: blockLength, displacements: displacements, of: self))
  }

  /// Blocks of equal length at any places, which are given in bytes.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - blockLength: How many elements each block has.
  ///   - byteDisplacements: Where each block starts, in bytes.
  ///
  /// The corresponding MPI function is `MPI_Type_create_hindexed_block`.
  public func indexed(blockLength: Int, byteDisplacements: [Int]) throws(MPIError) -> Datatype {
    try Datatype(.byteIndexedBlock(blockLength: blockLength, byteDisplacements: byteDisplacements, of: self))
  }

  /// Blocks of any lengths and datatypes at any places. For structs of Swift there is ``Structured``.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Type_create_struct`.
  public static func structure(_ blocks: [Block]) throws(MPIError) -> Datatype {
    try Datatype(.structure(blocks))
  }

  /// A region of an array of several dimensions. Its extent is that of the whole array.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Type_create_subarray`.
  public func subarray(_ region: Subarray) throws(MPIError) -> Datatype {
    try Datatype(.subarray(region, of: self))
  }

  /// What one rank has of an array that is distributed over a grid of ranks. Its extent is that of the whole array.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Type_create_darray`.
  public func distributedArray(_ array: DistributedArray) throws(MPIError) -> Datatype {
    try Datatype(.distributedArray(array, of: self))
  }

  /// The same elements, but with other bounds: where one ends and the next begins when there are several.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - lowerBound: Where it begins, in bytes.
  ///   - extent: How far it is to the next, in bytes.
  ///
  /// The corresponding MPI function is `MPI_Type_create_resized`.
  public func resized(lowerBound: Int = 0, extent: Int) throws(MPIError) -> Datatype {
    try Datatype(.resized(lowerBound: lowerBound, extent: extent, of: self))
  }

  /// The same datatype with a handle of its own, and so with a name of its own.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Type_dup`.
  public func duplicate() throws(MPIError) -> Datatype {
    try Datatype(.duplicate(of: self))
  }
}
