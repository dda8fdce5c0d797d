import CMPI

extension Status {
  /// How many whole elements of a datatype the message has; nil if its end is within one.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Get_count`.
  public func count(of datatype: Datatype) throws(MPIError) -> Int? {
    var status = raw
    var count: Int32 = 0
    try unsafe check(MPI_Get_count(&status, datatype.handle.raw, &count), "MPI_Get_count")
    if count != MPI_UNDEFINED { return Int(count) }
    // It may be that a C int does not count them.
    let size = try datatype.size
    guard size > 0, let bytes = try elements(of: .byte), bytes % size == 0 else { return nil }
    return bytes / size
  }

  /// How many elements of MPI's own datatypes the message has, when it is one of elements of a datatype. So a message
  /// that ends within an element is measured.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Get_elements` and `MPI_Get_elements_x`.
  public func elements(of datatype: Datatype) throws(MPIError) -> Int? {
    // MPICH 4.0 stops the program at a distributed array. What is made of whole elements of one datatype has as many
    // of MPI's own as that.
    if let base = try datatype.contents.onlyBase { return try elements(of: base) }
    var status = raw
    var count: MPI_Count = 0
    try unsafe check(MPI_Get_elements_x(&status, datatype.handle.raw, &count), "MPI_Get_elements_x")
    return count == MPI_Count(MPI_UNDEFINED) ? nil : Int(count)
  }
}

extension Datatype.Constructor {
  /// What it is derived from; nil if it is a structure, or not derived.
  var onlyBase: Datatype? {
    switch self {
    case .duplicate(let base), .contiguous(_, let base), .vector(_, _, _, let base),
      .byteVector(_, _, _, let base), .indexed(_, _, let base), .byteIndexed(_, _, let base),
      .indexedBlock(_, _, let base), .byteIndexedBlock(_, _, let base), .subarray(_, let base),
      .distributedArray(_, let base), .resized(_, _, let base):
      base
    case .predefined, .structure, .real, .complex, .integer: nil
    }
  }
}
