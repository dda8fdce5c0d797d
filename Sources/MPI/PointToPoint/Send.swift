public import CMPI

extension Communicator {
  /// Sends a value, an array or a span, and returns when its memory may be used again.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  /// - Throws: ``MPIError`` of class `rank` or `tag` if there is no such rank or tag.
  ///
  /// The corresponding MPI function is `MPI_Send`.
  @inlinable
  public func send<Buffer: SendBuffer & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer, to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    let destination = try cInt(destination, "destination", "MPI_Send")
    let tag = try cInt(tag, "tag", "MPI_Send")
    try buffer.withRaw("MPI_Send") { raw throws(MPIError) in
      try unsafe check(
        MPI_Send(raw.address, raw.count, raw.datatype.raw, destination, tag, handle.raw), "MPI_Send")
    }
  }

  /// Sends a packable value, such as a string, as one message of bytes.
  ///
  /// - Parameters:
  ///   - value: The value to send.
  ///   - destination: The rank that receives it, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  ///
  /// The corresponding MPI function is `MPI_Send`.
  // Disfavoured: an array of numbers is packable too; it shall go as numbers, so that C can receive it.
  @_disfavoredOverload
  @inlinable
  public func send(_ value: some Packable, to destination: Int, tag: Int = 0) throws(MPIError) {
    try send(try value.packed(), to: destination, tag: tag)
  }
}
