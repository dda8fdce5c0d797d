public import CMPI

// Blocking calls, over whatever can be sent and received into.

extension Communicator {
  @inlinable @inline(__always)
  func perform(_ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer) throws(MPIError) {
    var operands = unsafe try operands(call, sent, received)
    if unsafe cmpi_is_large(&operands) != 0 {
      var call = call
      _ = try unsafe performLarge(operands, &call)
      return
    }
    let code = unsafe cmpi_perform(
      call.kind, cmpi_blocking, &operands, handle.raw, cmpi_info_null().raw, nil, cmpi_status_ignore())
    if code != MPI_SUCCESS { throw MPIError(code: code, call.kind, cmpi_blocking) }
  }

  /// For what receives a message.
  @inlinable @inline(__always)
  func performWithStatus(
    _ call: Call, _ sent: RawBuffer, _ received: MutableRawBuffer
  ) throws(MPIError) -> Status {
    var operands = unsafe try operands(call, sent, received)
    if unsafe cmpi_is_large(&operands) != 0 {
      var call = call
      return try unsafe performLarge(operands, &call)
    }
    var status = Status()
    let code = unsafe cmpi_perform(
      call.kind, cmpi_blocking, &operands, handle.raw, cmpi_info_null().raw, nil, &status.raw)
    if code != MPI_SUCCESS { throw MPIError(code: code, call.kind, cmpi_blocking) }
    return status
  }

  @inlinable @inline(__always)
  func perform<Sent: Outgoing & ~Copyable & ~Escapable>(
    _ call: Call, _ sent: borrowing Sent
  ) throws(MPIError) {
    unsafe try sent.withUnsafeRaw { sent throws(MPIError) in try perform(call, sent, .ignored) }
  }

  @inlinable @inline(__always)
  func perform<
    Sent: Outgoing & ~Copyable & ~Escapable, Received: Incoming & ~Copyable & ~Escapable
  >(
    _ call: Call, _ sent: borrowing Sent, into received: inout Received
  ) throws(MPIError) {
    unsafe try received.withUnsafeMutableRaw { received throws(MPIError) in
      unsafe try sent.withUnsafeRaw { sent throws(MPIError) in try perform(call, sent, received) }
    }
  }

  @inlinable @inline(__always)
  func perform<Received: Incoming & ~Copyable & ~Escapable>(
    _ call: Call, inPlace buffer: inout Received
  ) throws(MPIError) {
    unsafe try buffer.withUnsafeMutableRaw { buffer throws(MPIError) in
      try perform(call.inPlace(), .ignored, buffer)
    }
  }

  /// Into a new array, or a new value if a value is sent.
  @inlinable @inline(__always)
  func perform<Sent: SendBuffer & ~Copyable & ~Escapable>(
    _ call: Call, _ sent: borrowing Sent, resultOf type: Sent.Type = Sent.self
  ) throws(MPIError) -> Sent.Owned {
    try Sent.ownedRaw(sent.elementCount) { received throws(MPIError) in
      unsafe try sent.withUnsafeRaw { sent throws(MPIError) in try perform(call, sent, received) }
    }
  }

  /// Into a new array of so many elements.
  @inlinable @inline(__always)
  func perform<Sent: SendBuffer & ~Copyable & ~Escapable>(
    _ call: Call, _ sent: borrowing Sent, count: Int
  ) throws(MPIError) -> [Sent.Element] {
    try [Sent.Element].ownedRaw(count) { received throws(MPIError) in
      unsafe try sent.withUnsafeRaw { sent throws(MPIError) in try perform(call, sent, received) }
    }
  }
}

extension Communicator {
  /// Into a new array of so many elements, whose bytes are zero where nothing is received.
  @inlinable @inline(__always)
  func perform<Sent: SendBuffer & ~Copyable & ~Escapable>(
    _ call: Call, _ sent: borrowing Sent, zeroedCount count: Int
  ) throws(MPIError) -> [Sent.Element] {
    try [Sent.Element].ownedRaw(count) { received throws(MPIError) in
      _ = unsafe received.address?.initializeMemory(
        as: UInt8.self, repeating: 0, count: count * MemoryLayout<Sent.Element>.stride)
      unsafe try sent.withUnsafeRaw { sent throws(MPIError) in try perform(call, sent, received) }
    }
  }
}
