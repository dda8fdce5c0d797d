import CMPI

extension Datatype {
  /// Makes a datatype as described, and commits it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `count` if a number of elements is negative, or a number is larger than the
  ///   implementation takes; of class `argument` if numbers do not go together.
  ///
  /// The corresponding MPI functions are `MPI_Type_contiguous` and its kin, and `MPI_Type_commit`.
  public init(_ constructor: Constructor) throws(MPIError) {
    let function = constructor.function
    try constructor.checkReach(function)
    if let composed = try constructor.composed() {
      self = composed
      return
    }
    switch constructor {
    case .predefined(let datatype): self = datatype
    case .real(let precision, let range): self = try .real(precision: precision, range: range)
    case .complex(let precision, let range): self = try .complex(precision: precision, range: range)
    case .integer(let range): self = try .integer(range: range)
    default: try self.init(constructor, grain: try constructor.grain())
    }
  }

  /// Makes a derived datatype that is made of so much.
  init(_ constructor: Constructor, grain: Grain?) throws(MPIError) {
    var handle = unsafe cmpi_datatype_null()
    try check(unsafe constructor.construct(&handle), constructor.function)
    let owner = unsafe DatatypeOwner(handle, grain: grain)
    try check(unsafe MPI_Type_commit(&handle.raw), "MPI_Type_commit")
    self.init(owner)
  }
}

extension Datatype.Constructor {
  var function: StaticString {
    switch self {
    case .predefined: "MPI_Type_get_envelope"
    case .duplicate: "MPI_Type_dup"
    case .contiguous: "MPI_Type_contiguous"
    case .vector: "MPI_Type_vector"
    case .byteVector: "MPI_Type_create_hvector"
    case .indexed: "MPI_Type_indexed"
    case .byteIndexed: "MPI_Type_create_hindexed"
    case .indexedBlock: "MPI_Type_create_indexed_block"
    case .byteIndexedBlock: "MPI_Type_create_hindexed_block"
    case .structure: "MPI_Type_create_struct"
    case .subarray: "MPI_Type_create_subarray"
    case .distributedArray: "MPI_Type_create_darray"
    case .resized: "MPI_Type_create_resized"
    case .real: "MPI_Type_create_f90_real"
    case .complex: "MPI_Type_create_f90_complex"
    case .integer: "MPI_Type_create_f90_integer"
    }
  }

  /// Calls the C function, that with counts of type `int` where they fit: what was made by the other, some parts of MPICH
  /// cannot take yet (4.0's MPI-IO aborts).
  fileprivate func construct(_ result: inout cmpi_datatype) throws(MPIError) -> Int32 {
    switch self {
    case .predefined, .real, .complex, .integer:
      preconditionFailure("not a derived datatype")
    case .duplicate(let base):
      return unsafe MPI_Type_dup(base.handle.raw, &result.raw)
    case .contiguous(let count, let base):
      let large = try isLarge(count)
      return unsafe cmpi_type_contiguous(large, MPI_Count(count), base.handle, &result)
    case .vector(let count, let length, let stride, let base):
      let large = try isLarge(count, length, stride)
      return unsafe cmpi_type_vector(
        large, MPI_Count(count), MPI_Count(length), MPI_Count(stride), base.handle, &result)
    case .byteVector(let count, let length, let stride, let base):
      let large = try isLarge(count, length)
      return unsafe cmpi_type_hvector(
        large, MPI_Count(count), MPI_Count(length), MPI_Count(stride), base.handle, &result)
    case .indexed(let lengths, let displacements, let base):
      let numbers = try CNumbers(lengths + displacements, function)
      return unsafe numbers.withPointer { start, width in
        unsafe cmpi_type_indexed(
          numbers.isLarge, MPI_Count(lengths.count), start, start + lengths.count * width, base.handle,
          &result)
      }
    case .byteIndexed(let lengths, let displacements, let base):
      let numbers = try CNumbers(lengths, function)
      return unsafe numbers.withPointer { start, _ in
        unsafe cmpi_type_hindexed(
          numbers.isLarge, MPI_Count(lengths.count), start, displacements, base.handle, &result)
      }
    case .indexedBlock(let length, let displacements, let base):
      let numbers = try CNumbers(displacements + [length], function)
      return unsafe numbers.withPointer { start, _ in
        unsafe cmpi_type_indexed_block(
          numbers.isLarge, MPI_Count(displacements.count), MPI_Count(length), start, base.handle, &result)
      }
    case .byteIndexedBlock(let length, let displacements, let base):
      let large = try isLarge(displacements.count, length)
      return unsafe cmpi_type_hindexed_block(
        large, MPI_Count(displacements.count), MPI_Count(length), displacements, base.handle, &result)
    case .structure(let blocks):
      let numbers = try CNumbers(blocks.map(\.count), function)
      let displacements = blocks.map(\.byteDisplacement)
      // One at least, for it to have an address.
      let types = unsafe blocks.map { unsafe $0.datatype.handle } + [cmpi_datatype_null()]
      return unsafe numbers.withPointer { start, _ in
        unsafe cmpi_type_struct(
          numbers.isLarge, MPI_Count(blocks.count), start, displacements, types, &result)
      }
    case .subarray(let region, let base):
      let numbers = try CNumbers(region.shape + region.extent + region.start, function)
      let dimensions = region.shape.count
      return unsafe numbers.withPointer { start, width in
        unsafe cmpi_type_subarray(
          numbers.isLarge, Int32(dimensions), start, start + dimensions * width,
          start + 2 * dimensions * width, region.order.constant, base.handle, &result)
      }
    case .distributedArray(let array, let base):
      let numbers = try CNumbers(array.shape, function)
      var kinds: [Int32] = []
      var sizes: [Int32] = []
      var grid: [Int32] = []
      for (distribution, ranks) in zip(array.distributions, array.grid) {
        kinds.append(distribution.constants.kind)
        sizes.append(try cInt(distribution.constants.size, "block size", function))
        grid.append(try cInt(ranks, "number of ranks", function))
      }
      let size = try cInt(array.grid.reduce(1, *), "number of ranks", function)
      return unsafe numbers.withPointer { start, _ in
        unsafe cmpi_type_darray(
          numbers.isLarge, size, Int32(array.rank), Int32(kinds.count), start, kinds, sizes, grid,
          array.order.constant, base.handle, &result)
      }
    case .resized(let lowerBound, let extent, let base):
      return unsafe MPI_Type_create_resized(base.handle.raw, lowerBound, extent, &result.raw)
    }
  }

  private func isLarge(_ numbers: Int...) throws(MPIError) -> Int32 {
    try CNumbers(numbers, function).isLarge
  }

  /// The datatype made of others, where MPI's constructor does not take what is asked for; nil where it does.
  fileprivate func composed() throws(MPIError) -> Datatype? {
    switch self {
    case .contiguous(let count, let base) where count > Int(Int32.max) && cmpi_has_large_counts() == 0:
      // As many rows of as many elements as a C int counts, and what is left.
      let row = Int(Int32.max)
      let (rows, rest) = count.quotientAndRemainder(dividingBy: row)
      let first = try base.contiguous(count: row).contiguous(count: rows)
      let last = try base.contiguous(count: rest)
      return try Datatype(
        .structure([.init(first, byteDisplacement: 0), .init(last, byteDisplacement: first.bounds.extent)]),
        grain: grain())
    case .subarray(let region, let base) where region.isEmpty:
      // MPI wants regions to have elements.
      let extent = try region.shape.reduce(1, *) * base.bounds.extent
      return try base.contiguous(count: 0).resized(extent: extent)
    default: return nil
    }
  }
}

/// Whole numbers as C takes them: of type `int` if all of them fit, of type `MPI_Count` if not.
private struct CNumbers {
  private let small: [Int32]
  private let large: [MPI_Count]
  /// Whether they are of type `MPI_Count`, for C.
  let isLarge: Int32

  init(_ numbers: [Int], _ function: StaticString) throws(MPIError) {
    if numbers.allSatisfy({ Int32(exactly: $0) != nil }) {
      small = numbers.map { Int32(truncatingIfNeeded: $0) } + [0]  // One at least, for it to have an address.
      large = []
      isLarge = 0
    } else if cmpi_has_large_counts() != 0 {
      small = []
      large = numbers.map { MPI_Count($0) } + [0]
      isLarge = 1
    } else {
      throw MPIError(
        .count, function: function,
        "the numbers do not fit a C int, and \(Environment.libraryVersion) takes no others")
    }
  }

  /// Calls `body` with where they are and how many bytes each of them has.
  func withPointer<R>(_ body: (UnsafeRawPointer, Int) -> R) -> R {
    unsafe isLarge != 0 ? withPointer(to: large, body) : withPointer(to: small, body)
  }

  private func withPointer<Number, R>(to numbers: [Number], _ body: (UnsafeRawPointer, Int) -> R) -> R {
    unsafe numbers.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("no numbers") }
      return unsafe body(start, MemoryLayout<Number>.stride)
    }
  }
}
