import CMPI

// What MPICH's files are known to do wrongly with what a datatype picks in memory (4.0 and 5.0).

extension FileState {
  /// Refuses what would be read to other places than those that are picked, outside of the buffer too: what is picked by a
  /// datatype that begins elsewhere than where it is applied, or that is made of one that does.
  func refuseMisplaced(_ buffer: MutableRawBuffer, _ function: @autoclosure () -> String) throws(MPIError) {
    guard buffer.units == 0, buffer.count > 0, cmpi_is_mpich_before(.max) != 0 else { return }
    let isMisplaced = try unsafe Datatype(buffer.datatype).beginsElsewhere
    if isMisplaced {
      throw MPIError(
        .unsupported, function: function(),
        "\(path): MPICH goes to wrong places in memory with a datatype whose lower bound is not 0; pack it first"
      )
    }
  }
}

extension Datatype {
  /// Whether it, or something that it is made of, has a lower bound other than 0.
  fileprivate var beginsElsewhere: Bool {
    get throws(MPIError) {
      if try bounds.lowerBound != 0 { return true }
      for base in try contents.bases {
        let isElsewhere = try base.beginsElsewhere
        if isElsewhere { return true }
      }
      return false
    }
  }
}

extension Datatype.Constructor {
  /// The datatypes that the datatype is made of.
  fileprivate var bases: [Datatype] {
    switch self {
    case .duplicate(let base), .resized(_, _, let base), .contiguous(_, let base), .vector(_, _, _, let base),
      .byteVector(_, _, _, let base), .indexed(_, _, let base), .byteIndexed(_, _, let base),
      .indexedBlock(_, _, let base), .byteIndexedBlock(_, _, let base), .subarray(_, let base),
      .distributedArray(_, let base):
      [base]
    case .structure(let blocks): blocks.map(\.datatype)
    case .predefined, .real, .complex, .integer: []
    }
  }
}
