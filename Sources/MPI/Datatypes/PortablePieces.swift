import CMPI

extension Datatype {
  /// Calls `body` with so many of the datatype, or, where the implementation cannot pack a mixture of types portably
  /// (MPICH 4.0 crashes), with the parts of each that are of one type: a datatype, how many, and where in bytes.
  func withPortablePieces(
    count: Int, at offset: Int = 0, _ body: (Datatype, Int, Int) throws(MPIError) -> Void
  ) throws(MPIError) {
    var isOnePiece = cmpi_packs_mixtures() != 0
    if !isOnePiece { isOnePiece = try grain.unit.isOfOneType }
    if isOnePiece { return try body(self, count, offset) }
    let extent = try bounds.extent
    let blocks = try contents.blocks()
    for index in 0..<count {
      for block in blocks {
        try block.datatype.withPortablePieces(
          count: block.count, at: offset + index * extent + block.byteDisplacement, body)
      }
    }
  }

  private var isOfOneType: Bool {
    get throws(MPIError) {
      switch try contents {
      case .predefined, .real, .complex, .integer: pairedValue == nil
      default: false
      }
    }
  }

  /// What the values of a pair are, if it is MPI's datatype of a value and an `int`.
  fileprivate var pairedValue: Datatype? {
    let pairs: [(Datatype, Datatype)] = [
      (.floatInt, .float), (.doubleInt, .double), (.longInt, .cLong), (.shortInt, .cShort),
      (.longDoubleInt, .cLongDouble),
    ]
    return pairs.first { $0.0 == self }?.1
  }
}

extension Datatype.Constructor {
  /// What the datatype is made of, block for block.
  fileprivate func blocks() throws(MPIError) -> [Datatype.Block] {
    func blocks(_ base: Datatype, _ lengths: [Int], _ displacements: [Int]) -> [Datatype.Block] {
      zip(lengths, displacements).map { .init(base, count: $0, byteDisplacement: $1) }
    }
    func equal(_ base: Datatype, _ length: Int, _ displacements: [Int]) -> [Datatype.Block] {
      blocks(base, Array(repeating: length, count: displacements.count), displacements)
    }
    switch self {
    case .duplicate(let base), .resized(_, _, let base):
      return equal(base, 1, [0])
    case .contiguous(let count, let base):
      return equal(base, count, [0])
    case .vector(let count, let length, let stride, let base):
      let extent = try base.bounds.extent
      return equal(base, length, (0..<count).map { $0 * stride * extent })
    case .byteVector(let count, let length, let stride, let base):
      return equal(base, length, (0..<count).map { $0 * stride })
    case .indexed(let lengths, let displacements, let base):
      let extent = try base.bounds.extent
      return blocks(base, lengths, displacements.map { $0 * extent })
    case .byteIndexed(let lengths, let displacements, let base):
      return blocks(base, lengths, displacements)
    case .indexedBlock(let length, let displacements, let base):
      let extent = try base.bounds.extent
      return equal(base, length, displacements.map { $0 * extent })
    case .byteIndexedBlock(let length, let displacements, let base):
      return equal(base, length, displacements)
    case .structure(let blocks):
      return blocks
    case .subarray(let region, let base):
      let extent = try base.bounds.extent
      return equal(base, 1, region.indices.map { $0 * extent })
    case .predefined(let datatype):
      guard let value = datatype.pairedValue else { return [.init(datatype, byteDisplacement: 0)] }
      // The `int` is aligned.
      let size = try value.size
      return [.init(value, byteDisplacement: 0), .init(.cInt, byteDisplacement: max(size, 4))]
    case .distributedArray, .real, .complex, .integer:
      throw MPIError(
        .unsupported, function: "MPI_Pack_external",
        "a distributed array of a mixture of types is not packed portably by \(Environment.libraryVersion)")
    }
  }
}
