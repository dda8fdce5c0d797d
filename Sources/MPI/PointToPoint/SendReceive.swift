public import CMPI

extension Call {
  @inlinable @inline(__always)
  static func sendReceive(
    _ kind: cmpi_kind, _ destination: Int, _ tag: Int, _ source: Int, _ receiveTag: Int
  ) -> Call {
    var call = Call(kind)
    call.peer = destination
    call.tag = tag
    call.source = source
    call.sourceTag = receiveTag
    return call
  }
}

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
    Sent: Outgoing & ~Copyable & ~Escapable, Received: Incoming & ~Copyable & ~Escapable
  >(
    _ buffer: borrowing Sent, to destination: Int, tag: Int = 0,
    into received: inout Received, from source: Int = anySource, receiveTag: Int = anyTag
  ) throws(MPIError) -> Status {
    unsafe try received.withUnsafeMutableRaw { received throws(MPIError) in
      unsafe try buffer.withUnsafeRaw { buffer throws(MPIError) in
        try performWithStatus(
          .sendReceive(.sendrecv, destination, tag, source, receiveTag), buffer, received)
      }
    }
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
  public func sendReceive<Buffer: Incoming & ~Copyable & ~Escapable>(
    inPlace buffer: inout Buffer, to destination: Int, tag: Int = 0,
    from source: Int = anySource, receiveTag: Int = anyTag
  ) throws(MPIError) -> Status {
    unsafe try buffer.withUnsafeMutableRaw { buffer throws(MPIError) in
      try performWithStatus(
        .sendReceive(.sendrecv_replace, destination, tag, source, receiveTag), .ignored, buffer)
    }
  }
}

extension Operation where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable {
  /// Sends and receives at the same time.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: The tag to send them with, from 0.
  ///   - received: Where the other message's elements go. They may be fewer.
  ///   - source: The rank that sends the other message, ``anySource`` or ``noProcess``.
  ///   - receiveTag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI function is `MPI_Isendrecv`, which is in MPI since version 4; it has no persistent form.
  @inlinable @inline(__always)
  @_lifetime(copy buffer, copy received)
  public static func sendReceive(
    _ buffer: consuming Sent, to destination: Int, tag: Int = 0,
    into received: consuming Received, from source: Int = anySource, receiveTag: Int = anyTag
  ) -> Operation {
    Operation(.sendReceive(.sendrecv, destination, tag, source, receiveTag), buffer, into: received)
  }
}

extension Operation where Sent == Nothing, Received: ~Copyable & ~Escapable {
  /// Sends a buffer and receives another message into the same memory.
  ///
  /// - Parameters:
  ///   - buffer: The elements to send, overwritten by those received.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: The tag to send them with, from 0.
  ///   - source: The rank that sends the other message, ``anySource`` or ``noProcess``.
  ///   - receiveTag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI function is `MPI_Isendrecv_replace`, which is in MPI since version 4; it has no persistent
  /// form.
  @inlinable @inline(__always)
  @_lifetime(copy buffer)
  public static func sendReceive(
    inPlace buffer: consuming Received, to destination: Int, tag: Int = 0,
    from source: Int = anySource, receiveTag: Int = anyTag
  ) -> Operation {
    Operation(.sendReceive(.sendrecv_replace, destination, tag, source, receiveTag), into: buffer)
  }
}
