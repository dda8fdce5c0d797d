/// The message that values are packed into.
@frozen
public struct Packer: Sendable {
  @usableFromInline var storage: [UInt8] = []

  /// What has been packed so far.
  @inlinable public var bytes: [UInt8] { storage }

  /// How many bytes that is.
  @inlinable public var count: Int { storage.count }

  /// Nothing packed yet.
  @inlinable
  public init() {}

  /// Packs a value.
  @inlinable
  public mutating func pack(_ value: some Packable) throws(MPIError) { try value.pack(into: &self) }

  /// Appends a value as it lies in an array, the padding after it included.
  @inlinable
  public mutating func append<T: Transferable>(_ value: T) {
    unsafe withUnsafeBytes(of: value) { unsafe storage.append(contentsOf: $0) }
    for _ in MemoryLayout<T>.size..<MemoryLayout<T>.stride { storage.append(0) }
  }

  /// Appends values as they lie in memory, without their number.
  @inlinable
  public mutating func append<T: Transferable>(contentsOf values: Span<T>) {
    unsafe values.withUnsafeBytes { unsafe storage.append(contentsOf: $0) }
  }

  /// Empties the message, but keeps its memory.
  @inlinable
  public mutating func removeAll() { storage.removeAll(keepingCapacity: true) }
}

/// The message that values are unpacked from.
///
/// It does not trust lengths, counts and flags: whatever the bytes are, reading them ends in values or in an
/// ``MPIError``. What it cannot know are the values that a ``Transferable`` struct of yours allows for its fields.
@frozen
public struct Unpacker: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline var offset = 0

  /// A message to read from its start.
  @inlinable
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) { self.bytes = bytes }

  /// How many bytes have not been read yet.
  @inlinable
  public var remaining: Int { bytes.byteCount - offset }

  /// Unpacks a value.
  @inlinable
  public mutating func unpack<T: Packable>(_ type: T.Type) throws(MPIError) -> T { try T(from: &self) }

  /// Reads a value as it lies in memory.
  @inlinable
  public mutating func next<T: Transferable>(_ type: T.Type) throws(MPIError) -> T {
    let start = try take(1, of: type)
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: type)
  }

  /// Reads values as they lie in memory.
  @inlinable
  public mutating func next<T: Transferable>(_ count: Int, of type: T.Type) throws(MPIError) -> [T] {
    let start = try take(count, of: type)
    return [T](capacity: count) { span in
      unsafe span.withUnsafeMutableBufferPointer { values, initialized in
        unsafe bytes.withUnsafeBytes { bytes in
          let source = unsafe UnsafeRawBufferPointer(
            rebasing: bytes[start..<start + count * MemoryLayout<T>.stride])
          unsafe UnsafeMutableRawBufferPointer(values).copyMemory(from: source)
        }
        initialized = count
      }
    }
  }

  /// Reads a count, as an array packs it.
  @inlinable
  public mutating func nextCount() throws(MPIError) -> Int {
    let count = try next(Int.self)
    guard count >= 0 else { throw damaged("a count of \(count)") }
    return count
  }

  /// Reads a flag; any byte but 0 and 1 is an error, where a Bool must not be made of it.
  @inlinable
  public mutating func nextFlag() throws(MPIError) -> Bool {
    let byte = try next(UInt8.self)
    guard byte <= 1 else { throw damaged("a flag of \(byte)") }
    return byte == 1
  }

  /// Refuses a message that has not been read to its end.
  @inlinable
  package func finish() throws(MPIError) {
    guard remaining == 0 else {
      throw MPIError(
        .truncate, function: "unpack", "the message holds \(remaining) bytes more than what was asked for")
    }
  }

  /// An error that says what is wrong with the message.
  @inlinable
  public func damaged(_ what: String) -> MPIError {
    MPIError(
      .conversion, function: "unpack", "the message holds \(what) before byte \(offset) of \(bytes.byteCount)"
    )
  }

  @inlinable
  mutating func take<T: Transferable>(_ count: Int, of type: T.Type) throws(MPIError) -> Int {
    guard count >= 0 else { throw damaged("a count of \(count)") }
    // One value occupies its stride, like in an array.
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<T>.stride)
    guard !overflow, size <= remaining else {
      throw MPIError(
        .truncate, function: "unpack",
        "the message ends at byte \(bytes.byteCount), where \(count) \(type) from byte \(offset) would go on")
    }
    defer { offset += size }
    return offset
  }
}

extension Packable {
  /// The value as a message of its own.
  @inlinable
  func packed() throws(MPIError) -> [UInt8] {
    var packer = Packer()
    try pack(into: &packer)
    return packer.bytes
  }

  /// The value that is the whole of a message.
  @inlinable
  init(packed bytes: Span<UInt8>) throws(MPIError) {
    var unpacker = unsafe Unpacker(bytes.bytes)
    self = try Self(from: &unpacker)
    try unpacker.finish()
  }
}
