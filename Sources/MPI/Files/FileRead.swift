extension File {
  /// Reads into memory that is there: a variable, an array or a mutable span.
  ///
  /// - Parameters:
  ///   - buffer: Where the elements go. Past the end of the file nothing of use goes there.
  ///   - position: Where in the file they are.
  ///   - isCollective: Whether all ranks of the file call it, each for its own buffer and position, which lets MPI read for
  ///     many at once. Else any rank calls it, alone.
  /// - Returns: How many elements were read: fewer than the buffer has where the file ends. Alone, with the
  ///   shared pointer and a view with gaps, some implementations count as if the file had no end.
  /// - Throws: ``MPIError`` of class `truncate` if the file ends inside an element, of class `access` if it is open for
  ///   writing only.
  ///
  /// The corresponding MPI functions are `MPI_File_read`, `MPI_File_read_all`, `MPI_File_read_at`,
  /// `MPI_File_read_at_all`, `MPI_File_read_shared` and `MPI_File_read_ordered`.
  @discardableResult
  public func read<Buffer: Incoming & ~Copyable & ~Escapable>(
    into buffer: inout Buffer, at position: FilePosition = .pointer, collectively isCollective: Bool = false
  ) throws(MPIError) -> Int {
    let transfer = Transfer(writes: false, position, collectively: isCollective)
    return unsafe try buffer.withUnsafeMutableRaw { raw throws(MPIError) in
      try state.elements(try state.perform(transfer, raw), of: raw, transfer)
    }
  }

  /// Reads an array.
  ///
  /// - Parameters:
  ///   - type: The array's type.
  ///   - count: How many elements there may be.
  ///   - position: Where in the file they are.
  ///   - isCollective: Whether all ranks of the file call it. Else any rank calls it, alone.
  /// - Returns: The elements: fewer than `count` where the file ends.
  /// - Throws: As ``read(into:at:collectively:)``, and ``MPIError`` of class `count` if `count` is negative.
  ///
  /// The corresponding MPI functions are those of ``read(into:at:collectively:)``.
  public func read<T: Transferable>(
    _ type: [T].Type, count: Int, at position: FilePosition = .pointer,
    collectively isCollective: Bool = false
  ) throws(MPIError) -> [T] {
    let transfer = Transfer(writes: false, position, collectively: isCollective)
    guard count >= 0 else {
      throw MPIError(
        .count, function: "MPI_File_read", "\(path): the number of elements, \(count), is negative")
    }
    // No memory for what the file cannot have.
    let count = min(count, try Int(size) / max(1, Datatype(of: T.self).size) + 1)
    return try [T].owned(count: count) { span throws(MPIError) in
      try unsafe span.withUnsafeMutableBufferPointer { memory, initialized throws(MPIError) in
        unsafe T.clear(memory)
        let raw = unsafe MutableRawBuffer(memory.baseAddress, elements: count, of: T.self)
        initialized = try state.elements(try state.perform(transfer, raw), of: raw, transfer)
      }
    }
  }
}
