public import CMPI

extension Communicator {
  /// Sends and receives at the same time, so that neighbours who do likewise cannot wait for each other for ever.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: The tag to send them with, from 0.
  ///   - received: Where the other message's elements go. They may be fewer.
  ///   - source: The rank that sends the other message, ``anySource`` or ``noProcess``.
  ///   - receiveTag: The tag it was sent with, or ``anyTag``.
  /// - Returns: Who sent how many elements with which tag.
  ///
  /// The corresponding MPI function is `MPI_Sendrecv`.
  @inlinable
  @discardableResult
  public func sendReceive<
    Sent: SendBuffer & ~Copyable & ~Escapable, Received: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Sent, to destination: Int, tag: Int = 0,
    into received: inout Received, from source: Int = anySource, receiveTag: Int = anyTag
  ) throws(MPIError) -> Status {
    let function: StaticString = "MPI_Sendrecv"
    let destination = try cInt(destination, "destination", function)
    let source = try cInt(source, "source", function)
    let tag = try cInt(tag, "tag", function)
    let receiveTag = try cInt(receiveTag, "tag", function)
    var status = Status()
    try received.withMutableRaw(function) { to throws(MPIError) in
      try buffer.withRaw(function) { from throws(MPIError) in
        try unsafe check(
          MPI_Sendrecv(
            from.address, from.count, from.datatype.raw, destination, tag,
            to.address, to.count, to.datatype.raw, source, receiveTag, handle.raw, &status.raw), function)
      }
    }
    return status
  }

  /// Sends a buffer and receives another message into the same memory.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send, overwritten by those received.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: The tag to send them with, from 0.
  ///   - source: The rank that sends the other message, ``anySource`` or ``noProcess``.
  ///   - receiveTag: The tag it was sent with, or ``anyTag``.
  /// - Returns: Who sent how many elements with which tag.
  ///
  /// The corresponding MPI function is `MPI_Sendrecv_replace`.
  @inlinable
  @discardableResult
  public func sendReceive<Buffer: ReceiveBuffer & ~Copyable & ~Escapable>(
    replacing buffer: inout Buffer, to destination: Int, tag: Int = 0,
    from source: Int = anySource, receiveTag: Int = anyTag
  ) throws(MPIError) -> Status {
    let function: StaticString = "MPI_Sendrecv_replace"
    let destination = try cInt(destination, "destination", function)
    let source = try cInt(source, "source", function)
    let tag = try cInt(tag, "tag", function)
    let receiveTag = try cInt(receiveTag, "tag", function)
    var status = Status()
    try buffer.withMutableRaw(function) { raw throws(MPIError) in
      try unsafe check(
        MPI_Sendrecv_replace(
          raw.address, raw.count, raw.datatype.raw, destination, tag, source, receiveTag, handle.raw,
          &status.raw),
        function)
    }
    return status
  }
}
