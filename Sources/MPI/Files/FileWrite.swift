extension File {
  /// Writes a value, an array or a span.
  ///
  /// - Parameters:
  ///   - buffer: The elements.
  ///   - position: Where in the file they go.
  ///   - isCollective: Whether all ranks of the file call it, each with its own buffer and position, which lets MPI write
  ///     for many at once. Else any rank calls it, alone.
  /// - Throws: ``MPIError`` of class `readOnly` if the file is open for reading only, `noSpace` or `quota` if the disk is
  ///   full, `inputOutput` if not everything was written for another reason. In a collective call, if one rank cannot write, all
  ///   throw.
  ///
  /// The corresponding MPI functions are `MPI_File_write`, `MPI_File_write_all`, `MPI_File_write_at`,
  /// `MPI_File_write_at_all`, `MPI_File_write_shared` and `MPI_File_write_ordered`.
  public func write<Buffer: Outgoing & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, at position: FilePosition = .pointer, collectively isCollective: Bool = false
  ) throws(MPIError) {
    let transfer = Transfer(writes: true, position, collectively: isCollective)
    unsafe try buffer.withUnsafeRaw { raw throws(MPIError) in
      _ = try state.perform(transfer, raw.writing)
    }
  }
}
