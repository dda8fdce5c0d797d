import CMPI

extension Datatype {
  /// How the datatype was made. From this, an equivalent one can be made.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` if it was made in a way that only Fortran has.
  ///
  /// The corresponding MPI functions are `MPI_Type_get_envelope` and `MPI_Type_get_contents`.
  public var contents: Constructor {
    get throws(MPIError) {
      let combiner = try envelope().combiner
      if combiner == cmpi_combiner_named() { return .predefined(self) }
      var reader = try ContentsReader(self)
      return switch combiner {
      case cmpi_combiner_dup():
        .duplicate(of: reader.datatype())
      case cmpi_combiner_contiguous():
        .contiguous(count: reader.count(), of: reader.datatype())
      case cmpi_combiner_vector():
        .vector(
          count: reader.count(), blockLength: reader.count(), stride: reader.count(), of: reader.datatype())
      case cmpi_combiner_hvector():
        .byteVector(
          count: reader.count(), blockLength: reader.count(), byteStride: reader.bytes(),
          of: reader.datatype())
      case cmpi_combiner_indexed(), cmpi_combiner_hindexed():
        reader.blocks(inBytes: combiner == cmpi_combiner_hindexed())
      case cmpi_combiner_indexed_block(), cmpi_combiner_hindexed_block():
        reader.equalBlocks(inBytes: combiner == cmpi_combiner_hindexed_block())
      case cmpi_combiner_struct():
        reader.structure()
      case cmpi_combiner_subarray():
        try reader.subarray()
      case cmpi_combiner_darray():
        reader.distributedArray()
      case cmpi_combiner_resized():
        .resized(lowerBound: reader.bytes(), extent: reader.bytes(), of: reader.datatype())
      case cmpi_combiner_f90_real():
        .real(precision: reader.limit(), range: reader.limit())
      case cmpi_combiner_f90_complex():
        .complex(precision: reader.limit(), range: reader.limit())
      case cmpi_combiner_f90_integer():
        .integer(range: reader.count())
      default:
        throw MPIError(
          .unsupported, function: "MPI_Type_get_contents",
          "there is no constructor for what MPI calls combiner \(combiner)")
      }
    }
  }

  fileprivate typealias Envelope = (numbers: [MPI_Count], combiner: Int32)

  fileprivate func envelope() throws(MPIError) -> Envelope {
    var numbers: [MPI_Count] = [0, 0, 0, 0]
    var combiner: Int32 = 0
    try check(
      unsafe cmpi_type_get_envelope(handle, &numbers, &combiner), "MPI_Type_get_envelope")
    return (numbers, combiner)
  }

  /// A datatype that `MPI_Type_get_contents` or `MPI_File_get_view` returned: unless it is MPI's own, it is to be freed.
  init(returned handle: cmpi_datatype) throws(MPIError) {
    let borrowed = unsafe Datatype(handle)
    let own = [
      cmpi_combiner_named(), cmpi_combiner_f90_real(), cmpi_combiner_f90_complex(),
      cmpi_combiner_f90_integer(),
    ]
    if own.contains(try borrowed.envelope().combiner) {
      self = borrowed
    } else {
      self.init(unsafe DatatypeOwner(handle, grain: try borrowed.contents.grain()))
    }
  }
}

/// Reads what describes a datatype, in the order in which the standard lists it.
private struct ContentsReader {
  private var integers: ArraySlice<Int32>
  private var addresses: ArraySlice<MPI_Aint>
  private var counts: ArraySlice<MPI_Count>
  private var datatypes: ArraySlice<Datatype>
  /// Whether the datatype was made with counts of type `MPI_Count`. They are listed apart.
  private let isLarge: Bool

  init(_ datatype: Datatype) throws(MPIError) {
    let numbers = try datatype.envelope().numbers
    // One at least of each, for it to have an address.
    var integers = [Int32](repeating: 0, count: Int(numbers[0]) + 1)
    var addresses = [MPI_Aint](repeating: 0, count: Int(numbers[1]) + 1)
    var counts = [MPI_Count](repeating: 0, count: Int(numbers[2]) + 1)
    var handles = unsafe [cmpi_datatype](repeating: cmpi_datatype_null(), count: Int(numbers[3]) + 1)
    try check(
      unsafe cmpi_type_get_contents(
        datatype.handle, numbers, &integers, &addresses, &counts, &handles), "MPI_Type_get_contents")
    self.integers = integers[...]
    self.addresses = addresses[...]
    self.counts = counts[...]
    isLarge = numbers[2] > 0
    var datatypes: [Datatype] = []
    for index in 0..<Int(numbers[3]) { datatypes.append(try unsafe Datatype(returned: handles[index])) }
    self.datatypes = datatypes[...]
  }

  /// A number that is an `int` whatever the counts are.
  mutating func integer() -> Int32 { integers.removeFirst() }
  mutating func count() -> Int { isLarge ? Int(counts.removeFirst()) : Int(integers.removeFirst()) }
  mutating func bytes() -> Int { isLarge ? Int(counts.removeFirst()) : Int(addresses.removeFirst()) }
  mutating func datatype() -> Datatype { datatypes.removeFirst() }

  mutating func integers(_ number: Int) -> [Int32] { (0..<number).map { _ in integer() } }
  mutating func counts(_ number: Int) -> [Int] { (0..<number).map { _ in count() } }
  mutating func bytes(_ number: Int) -> [Int] { (0..<number).map { _ in bytes() } }

  /// A number of decimal digits, nil for any.
  mutating func limit() -> Int? {
    let limit = integer()
    return limit == MPI_UNDEFINED ? nil : Int(limit)
  }

  mutating func blocks(inBytes: Bool) -> Datatype.Constructor {
    let number = count()
    let lengths = counts(number)
    return inBytes
      ? .byteIndexed(blockLengths: lengths, byteDisplacements: bytes(number), of: datatype())
      : .indexed(blockLengths: lengths, displacements: counts(number), of: datatype())
  }

  mutating func equalBlocks(inBytes: Bool) -> Datatype.Constructor {
    let number = count()
    let length = count()
    return inBytes
      ? .byteIndexedBlock(blockLength: length, byteDisplacements: bytes(number), of: datatype())
      : .indexedBlock(blockLength: length, displacements: counts(number), of: datatype())
  }

  mutating func structure() -> Datatype.Constructor {
    let number = count()
    let lengths = counts(number)
    let displacements = bytes(number)
    return .structure(
      zip(lengths, displacements).map { .init(datatype(), count: $0, byteDisplacement: $1) })
  }

  mutating func subarray() throws(MPIError) -> Datatype.Constructor {
    let dimensions = Int(integer())
    let (shape, extent, start) = (counts(dimensions), counts(dimensions), counts(dimensions))
    return .subarray(
      try Subarray(shape: shape, start: start, extent: extent, order: order()), of: datatype())
  }

  mutating func distributedArray() -> Datatype.Constructor {
    _ = integer()  // How many ranks: that is what the grid has.
    let (rank, dimensions) = (Int(integer()), Int(integer()))
    let shape = counts(dimensions)
    let kinds = integers(dimensions)
    let sizes = integers(dimensions)
    let grid = integers(dimensions).map { Int($0) }
    return .distributedArray(
      DistributedArray(
        shape: shape, distributions: zip(kinds, sizes).map { .init(kind: $0, size: $1) }, grid: grid,
        rank: rank, order: order()),
      of: datatype())
  }

  private mutating func order() -> ArrayOrder { integer() == cmpi_order_fortran() ? .columnMajor : .rowMajor }
}
