import CMPI

/// Values of different types, packed by MPI one after the other into one message.
///
/// ```swift
/// let column = try Datatype.double.vector(count: rows, blockLength: 1, stride: columns)
/// var message = PackedMessage(for: world)
/// try message.pack(rows)
/// try message.pack(matrix.span.selecting(column))
/// try world.send(message, to: 1)
/// ```
///
/// The receiver unpacks in the same order:
///
/// ```swift
/// var message = try world.receivePacked(from: 0)
/// let count = try message.unpack(Int.self)
/// let column = try message.unpack([Double].self, count: count)
/// ```
///
/// For values of Swift's types alone, such as strings, there is ``Packable``, of which MPI knows nothing. This type is
/// for exchanging packed messages with programs in other languages, for elements picked by a datatype, and for a
/// portable representation of numbers, ``init(external32:)``, that all machines read.
///
/// The corresponding MPI datatype is `MPI_PACKED`.
public struct PackedMessage: Sendable {
  let representation: PackingRepresentation
  /// What is packed.
  public private(set) var bytes: [UInt8]
  private var position = 0

  /// A message with nothing in it, which is to be sent through a communicator.
  public init(for communicator: Communicator) {
    self.init([], .native(communicator))
  }

  /// A message in the portable representation, "external32", that has been received or read, or has nothing in it yet.
  public init(external32 bytes: [UInt8] = []) {
    self.init(bytes, .external32)
  }

  init(_ bytes: [UInt8], _ representation: PackingRepresentation) {
    self.bytes = bytes
    self.representation = representation
  }

  /// How many bytes have not been unpacked.
  public var remainingByteCount: Int { bytes.count - position }

  /// Packs a value, an array or a span.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Pack` and `MPI_Pack_size`, and for the portable representation
  /// `MPI_Pack_external` and `MPI_Pack_external_size`.
  public mutating func pack<Buffer: Outgoing & ~Copyable & ~Escapable>(
    _ buffer: borrowing Buffer
  ) throws(MPIError) {
    unsafe try buffer.withUnsafeRaw { raw throws(MPIError) in try pack(raw) }
  }

  private mutating func pack(_ raw: RawBuffer) throws(MPIError) {
    if try Self.isNothing(raw) { return }
    let start = bytes.count
    let size = try unsafe representation.size(
      cInt(raw.count, "number of elements", "MPI_Pack"), Datatype(raw.datatype), behind: start)
    // One at least, for it to have an address.
    bytes.append(contentsOf: repeatElement(0, count: size + 1))
    var end = start
    defer { bytes.removeLast(bytes.count - end) }
    let representation = representation
    var span = bytes.mutableSpan
    end = try unsafe span.withUnsafeMutableBytes { bytes throws(MPIError) -> Int in
      try unsafe representation.pack(raw, into: bytes, at: start)
    }
  }

  /// Unpacks into memory that is there, all of it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `truncate` if fewer elements are left.
  ///
  /// The corresponding MPI functions are `MPI_Unpack`, and for the portable representation `MPI_Unpack_external`.
  public mutating func unpack<Buffer: Incoming & ~Copyable & ~Escapable>(
    into buffer: inout Buffer
  ) throws(MPIError) {
    unsafe try buffer.withUnsafeMutableRaw { raw throws(MPIError) in try unpack(raw) }
  }

  /// Unpacks one value.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `truncate` if none is left.
  ///
  /// The corresponding MPI functions are `MPI_Unpack`, and for the portable representation `MPI_Unpack_external`.
  public mutating func unpack<T: Transferable>(_ type: T.Type) throws(MPIError) -> T {
    try T.ownedRaw(1) { raw throws(MPIError) in try unpack(raw) }
  }

  /// Unpacks an array.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - type: The array's type.
  ///   - count: How many elements it has.
  /// - Throws: ``MPIError`` of class `truncate` if fewer are left.
  ///
  /// The corresponding MPI functions are `MPI_Unpack`, and for the portable representation `MPI_Unpack_external`.
  public mutating func unpack<T: Transferable>(_ type: [T].Type, count: Int) throws(MPIError) -> [T] {
    guard count >= 0 else { throw MPIError(.count, function: "MPI_Unpack", "\(count) elements") }
    // Before so much memory is asked for, which a damaged message may claim.
    let (units, overflow) = count.multipliedReportingOverflow(by: T.layout.units)
    let units32 = try cInt(overflow ? .max : units, "number of elements", "MPI_Unpack")
    try representation.checkRemaining(units32, T.layout.unit, in: remainingByteCount)
    return try [T].ownedRaw(count) { raw throws(MPIError) in try unpack(raw) }
  }

  /// Of what has no bytes MPICH dies.
  private static func isNothing(_ raw: RawBuffer) throws(MPIError) -> Bool {
    if raw.count == 0 { return true }
    return try unsafe Datatype(raw.datatype).size == 0
  }

  private mutating func unpack(_ raw: MutableRawBuffer) throws(MPIError) {
    if try Self.isNothing(raw.reading) { return }
    try unsafe representation.checkRemaining(
      cInt(raw.count, "number of elements", "MPI_Unpack"), Datatype(raw.datatype), in: remainingByteCount)
    let (start, size, representation) = (position, bytes.count, representation)
    // One at least, for it to have an address.
    let source = bytes.isEmpty ? [0] : bytes
    position = try unsafe source.span.withUnsafeBytes { bytes throws(MPIError) -> Int in
      try unsafe representation.unpack(raw, from: bytes.baseAddress, size: size, at: start)
    }
  }
}

extension Communicator {
  /// Sends a packed message.
  ///
  /// - Parameters:
  ///   - message: What was packed for this communicator, or in the portable representation.
  ///   - destination: The rank that receives it, or ``noProcess``.
  ///   - tag: A number that the receiver can ask for, from 0.
  ///   - mode: When the call may return.
  ///
  /// The corresponding MPI function is `MPI_Send` or one of its kin, with `MPI_PACKED`, or `MPI_BYTE` for the portable
  /// representation.
  public func send(
    _ message: PackedMessage, to destination: Int, tag: Int = 0, mode: SendMode = .standard
  ) throws(MPIError) {
    try unsafe message.bytes.span.withUnsafeBytes { bytes throws(MPIError) in
      let raw = unsafe RawBuffer(
        bytes.baseAddress, elements: bytes.count, units: 1, message.representation.datatype.handle)
      try perform(.send(destination, tag, mode), raw, .ignored)
    }
  }

  /// Receives a message that was packed, or one of which the elements are to be unpacked one by one.
  ///
  /// - Parameters:
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  ///   - external32: Whether it is in the portable representation.
  ///
  /// The corresponding MPI functions are `MPI_Mprobe` and `MPI_Mrecv` with `MPI_PACKED`, or `MPI_BYTE` for the portable
  /// representation.
  public func receivePacked(
    from source: Int = anySource, tag: Int = anyTag, external32: Bool = false
  ) throws(MPIError) -> PackedMessage {
    let message = try probeMatched(from: source, tag: tag)
    let representation: PackingRepresentation = external32 ? .external32 : .native(self)
    let datatype = representation.datatype
    guard let count = try message.status.count(of: datatype) else {
      throw MPIError(.truncate, function: "MPI_Mrecv", "the message is longer than a C int counts")
    }
    let bytes = try message.receiveBytes(count, as: datatype)
    return PackedMessage(bytes, representation)
  }
}

extension Message {
  fileprivate consuming func receiveBytes(_ count: Int, as datatype: Datatype) throws(MPIError) -> [UInt8] {
    try [UInt8].ownedRaw(count) { raw throws(MPIError) in
      try check(
        unsafe cmpi_mrecv(
          raw.address, MPI_Count(raw.count), datatype.handle.raw, &handle.raw, nil, cmpi_status_ignore()),
        "MPI_Mrecv")
    }
  }
}
