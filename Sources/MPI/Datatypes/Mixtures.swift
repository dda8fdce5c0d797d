// Datatypes that are made of several of MPI's own, as the fields of a struct are. Not all implementations do all with them.

extension Datatype {
  /// Whether all that it is made of is one of MPI's own datatypes, and that one no pair.
  var isOfOneType: Bool {
    get throws(MPIError) {
      let unit = try grain.unit
      switch try unit.contents {
      case .predefined, .real, .complex, .integer: return unit.pairedValue == nil
      // A struct of fields of one type, as it lies in an array.
      case .resized(_, _, let base): return try base.isOfOneType
      default: return false
      }
    }
  }

  /// What the values of a pair are, if it is MPI's datatype of a value and an `int`.
  private var pairedValue: Datatype? {
    let pairs: [(Datatype, Datatype)] = [
      (.floatInt, .float), (.doubleInt, .double), (.longInt, .cLong), (.shortInt, .cShort),
      (.longDoubleInt, .cLongDouble),
    ]
    return pairs.first { $0.0 == self }?.1
  }

  /// Keeps a derived datatype until MPI is finalized, and says whether it is of one type.
  @usableFromInline
  func keepForElements() -> Bool {
    owner?.keepForever()
    // Of what cannot be looked into MPI will say what is wrong with it.
    return (try? isOfOneType) ?? true
  }

  /// The same places in memory, of which nothing is said but that there are bytes.
  func asBytes() throws(MPIError) -> Datatype {
    let bounds = try bounds
    let places: Datatype
    if case .predefined = try contents, pairedValue == nil {
      places = try Datatype.byte.contiguous(count: size)
    } else {
      var blocks = try contents.blocks()
      for index in blocks.indices { blocks[index].datatype = try blocks[index].datatype.asBytes() }
      places = try Datatype(.structure(blocks))
    }
    return try Datatype(.resized(lowerBound: bounds.lowerBound, extent: bounds.extent, of: places))
  }
}

extension Datatype.Constructor {
  /// What the datatype is made of, block for block.
  func blocks() throws(MPIError) -> [Datatype.Block] {
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
        .unsupported, function: "MPI_Type_get_contents",
        "a distributed array of a mixture of types is not taken apart, as it would have to be for \(Environment.libraryVersion)"
      )
    }
  }
}
