public import CMPI

/// A message that a matched probe has set apart. It must be received; if it is dropped instead, it is received and
/// thrown away.
///
/// ```swift
/// let message = try world.probeMatched()
/// print("\(try message.status.count(of: Double.self)) numbers from rank \(message.status.source)")
/// let numbers = try message.receive([Double].self)
/// ```
///
/// The corresponding MPI type is `MPI_Message`.
@safe @frozen
public struct Message: ~Copyable {
  @usableFromInline var handle: cmpi_message
  /// Who sent how many elements with which tag.
  public let status: Status

  @usableFromInline
  init(_ handle: cmpi_message, _ status: Status) {
    unsafe self.handle = unsafe handle
    self.status = status
  }

  /// Receives into memory that is there: a variable, an array or a mutable span. The message may be shorter.
  ///
  /// - Throws: ``MPIError`` of class `truncate` if the message is longer than the buffer.
  ///
  /// The corresponding MPI function is `MPI_Mrecv`.
  @inlinable
  @discardableResult
  public consuming func receive<Buffer: Incoming & ~Copyable & ~Escapable>(
    into buffer: inout Buffer
  ) throws(MPIError) -> Status {
    var status = self.status
    unsafe try buffer.withUnsafeMutableRaw { raw throws(MPIError) in
      try unsafe check(
        cmpi_mrecv(raw.address, MPI_Count(raw.count), raw.datatype.raw, &handle.raw, nil, &status.raw),
        "MPI_Mrecv"
      )
    }
    return status
  }

  /// Starts to receive into memory that is there, and returns at once. The message may be shorter.
  ///
  /// - Parameter buffer: Where the elements go. They belong to the request until it is waited for, which throws an error
  ///   of class `truncate` if the message is longer than the buffer.
  ///
  /// The corresponding MPI function is `MPI_Imrecv`.
  @inlinable
  @_lifetime(copy buffer)
  public consuming func startReceive<Buffer: IncomingView & ~Copyable & ~Escapable>(
    into buffer: consuming Buffer
  ) throws(MPIError) -> Request<Nothing, Buffer> {
    var request = unsafe cmpi_request_null()
    let raw = unsafe buffer.unsafeMutableRaw
    try unsafe check(
      cmpi_mrecv(
        raw.address, MPI_Count(raw.count), raw.datatype.raw, &handle.raw, &request.raw, cmpi_status_ignore()),
      "MPI_Imrecv")
    return Request(unsafe RequestHandle(request), Nothing(), buffer)
  }

  /// Receives one value.
  ///
  /// - Throws: ``MPIError`` of class `truncate` if the message is not of just one value.
  ///
  /// The corresponding MPI function is `MPI_Mrecv`.
  @inlinable
  public consuming func receive<T: Transferable>(_ type: T.Type) throws(MPIError) -> T {
    let values = try receive([T].self)
    guard values.count == 1 else {
      throw MPIError(
        .truncate, function: "MPI_Mrecv", "one \(type) was expected, but the message has \(values.count)")
    }
    return values[0]
  }

  /// Receives an array, however long the message is.
  ///
  /// The corresponding MPI function is `MPI_Mrecv`.
  @inlinable
  public consuming func receive<T: Transferable>(_ type: [T].Type) throws(MPIError) -> [T] {
    let count = try status.count(of: T.self)
    return try [T].ownedRaw(count) { raw throws(MPIError) in
      try unsafe check(
        cmpi_mrecv(
          raw.address, MPI_Count(raw.count), raw.datatype.raw, &handle.raw, nil, cmpi_status_ignore()),
        "MPI_Mrecv"
      )
    }
  }

  /// Receives a packable value, such as a string.
  ///
  /// - Throws: ``MPIError`` of class `truncate` or `conversion` if the message holds something else.
  ///
  /// The corresponding MPI function is `MPI_Mrecv`.
  // Disfavoured: as in send.
  @_disfavoredOverload
  @inlinable
  public consuming func receive<Value: Packable>(_ type: Value.Type) throws(MPIError) -> Value {
    let bytes = try receive([UInt8].self)
    return try Value(packed: bytes.span)
  }

  // Receiving makes the handle null, so this finds a handle only in a message that nobody received.
  deinit {
    var handle = unsafe self.handle
    guard unsafe cmpi_message_is_null(handle) == 0, (try? Environment.isFinalized) == false else { return }
    let length = (try? status.count(of: UInt8.self)) ?? 0
    var scratch = [UInt8](repeating: 0, count: length)
    _ = unsafe scratch.withUnsafeMutableBytes { bytes in
      unsafe cmpi_mrecv(
        bytes.baseAddress, MPI_Count(length), cmpi_byte().raw, &handle.raw, nil, cmpi_status_ignore())
    }
  }
}
