import CMPI

/// How numbers look in a packed message.
enum PackingRepresentation: Sendable {
  /// As those who use a communicator agree.
  case native(Communicator)
  /// As the standard says.
  case external32

  /// As what a packed message travels.
  var datatype: Datatype {
    switch self {
    case .native: .packed
    case .external32: .byte
    }
  }

  /// How many bytes a message can have.
  private var limit: Int {
    switch self {
    case .native: cmpi_has_large_counts() != 0 ? Int.max : Int(Int32.max)
    case .external32: Int.max
    }
  }

  /// How many bytes so many elements have at most when they are packed behind others.
  func size(_ count: Int32, _ datatype: Datatype, behind length: Int) throws(MPIError) -> Int {
    let function: StaticString = "MPI_Pack_size"
    let plain = try datatype.size.multipliedReportingOverflow(by: Int(count))
    // Before the C function counts in an int.
    guard !plain.overflow, plain.partialValue < limit - length else {
      throw MPIError(.count, function: function, "the packed message is longer than MPI can count")
    }
    switch self {
    case .native(let communicator):
      var size: MPI_Count = 0
      try check(
        unsafe cmpi_pack_size(MPI_Count(count), datatype.handle.raw, communicator.handle.raw, &size), function
      )
      return Int(size)
    case .external32:
      var total = 0
      try datatype.withPortablePieces(count: Int(count)) { piece, count, _ throws(MPIError) in
        var size: MPI_Aint = 0
        let count = try cInt(count, "number of elements", "MPI_Pack_external_size")
        try check(
          unsafe MPI_Pack_external_size("external32", count, piece.handle.raw, &size),
          "MPI_Pack_external_size")
        total += size
      }
      return total
    }
  }

  /// Throws if fewer than so many elements are left. MPICH unpacks whatever is behind them in memory.
  func checkRemaining(_ count: Int32, _ datatype: Datatype, in remaining: Int) throws(MPIError) {
    let needed: Int
    let function: StaticString
    switch self {
    case .native:
      function = "MPI_Unpack"
      let (bytes, overflow) = try datatype.size.multipliedReportingOverflow(by: Int(count))
      needed = overflow ? .max : bytes
    case .external32:
      function = "MPI_Unpack_external"
      let most = try size(count, datatype, behind: 0)
      // Open MPI says twice as much as a C long has, but looks itself whether there is enough.
      needed = cmpi_checks_unpacking() != 0 ? most / 2 : most
    }
    guard needed <= remaining else {
      throw MPIError(
        .truncate, function: function, "\(needed) bytes at least are to be unpacked of \(remaining)")
    }
  }

  /// Packs elements from a place on, and returns where they end.
  func pack(
    _ raw: RawBuffer, into bytes: UnsafeMutableRawBufferPointer, at place: Int
  ) throws(MPIError) -> Int {
    switch self {
    case .native(let communicator):
      var end = MPI_Count(place)
      try check(
        unsafe try cmpi_pack(
          raw.address, cInt(raw.count, "number of elements", "MPI_Pack"), raw.datatype, bytes.baseAddress,
          MPI_Count(bytes.count), &end,
          communicator.handle.raw), "MPI_Pack")
      return Int(end)
    case .external32:
      var end = MPI_Aint(place)
      try unsafe Datatype(raw.datatype).withPortablePieces(count: Int(raw.count)) {
        piece, count, offset throws(MPIError) in
        try check(
          unsafe MPI_Pack_external(
            "external32", raw.address.map { unsafe $0 + offset }, Int32(count), piece.handle.raw,
            bytes.baseAddress, bytes.count, &end), "MPI_Pack_external")
      }
      return Int(end)
    }
  }

  /// Unpacks elements of so many bytes from a place on, and returns where they end.
  func unpack(
    _ raw: MutableRawBuffer, from bytes: UnsafeRawPointer?, size: Int, at place: Int
  ) throws(MPIError) -> Int {
    switch self {
    case .native(let communicator):
      var end = MPI_Count(place)
      try check(
        unsafe try cmpi_unpack(
          bytes, MPI_Count(size), &end, raw.address, cInt(raw.count, "number of elements", "MPI_Unpack"),
          raw.datatype, communicator.handle.raw),
        "MPI_Unpack")
      return Int(end)
    case .external32:
      var end = MPI_Aint(place)
      try unsafe Datatype(raw.datatype).withPortablePieces(count: Int(raw.count)) {
        piece, count, offset throws(MPIError) in
        try check(
          unsafe MPI_Unpack_external(
            "external32", bytes, size, &end, raw.address.map { unsafe $0 + offset }, Int32(count),
            piece.handle.raw), "MPI_Unpack_external")
      }
      return Int(end)
    }
  }
}
