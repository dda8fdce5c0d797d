import CMPI

extension Datatype {
  /// Calls `body` with so many of the datatype, or, where the implementation cannot pack a mixture of types portably
  /// (MPICH 4.0 crashes), with the parts of each that are of one type: a datatype, how many, and where in bytes.
  func withPortablePieces(
    count: Int, at offset: Int = 0, _ body: (Datatype, Int, Int) throws(MPIError) -> Void
  ) throws(MPIError) {
    var isOnePiece = cmpi_packs_mixtures() != 0
    if !isOnePiece { isOnePiece = try isOfOneType }
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
}
