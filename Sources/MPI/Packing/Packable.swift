/// A value that can be turned into a message and back, whatever its length: ``Transferable`` values, `String`,
/// optionals, arrays, sets and dictionaries of packable values, and every `Codable` type that adopts ``Coded``.
///
/// A type with parts of varying length conforms by packing them one after the other:
///
/// ```swift
/// struct Track: Packable {
///   var name: String
///   var points: [SIMD2<Float>]
///
///   init(name: String, points: [SIMD2<Float>]) { (self.name, self.points) = (name, points) }
///
///   func pack(into packer: inout Packer) throws(MPIError) {
///     try packer.pack(name)
///     try packer.pack(points)
///   }
///   init(from unpacker: inout Unpacker) throws(MPIError) {
///     name = try unpacker.unpack(String.self)
///     points = try unpacker.unpack([SIMD2<Float>].self)
///   }
/// }
/// ```
public protocol Packable {
  /// Appends the value to a message.
  func pack(into packer: inout Packer) throws(MPIError)

  /// Reads the value from a message, of which it consumes exactly what ``pack(into:)`` appended.
  init(from unpacker: inout Unpacker) throws(MPIError)

  /// Appends the values to a message, without their number: the same bytes that ``pack(into:)`` makes of each, one after
  /// the other. To be written only where there is a faster way to do that.
  static func pack(_ values: [Self], into packer: inout Packer) throws(MPIError)

  /// Reads so many values, appended by ``pack(into:)`` one after the other, or by ``pack(_:into:)``, from a message.
  static func unpack(_ count: Int, from unpacker: inout Unpacker) throws(MPIError) -> [Self]
}

extension Packable {
  @inlinable
  public static func pack(_ values: [Self], into packer: inout Packer) throws(MPIError) {
    for value in values { try value.pack(into: &packer) }
  }

  @inlinable
  public static func unpack(_ count: Int, from unpacker: inout Unpacker) throws(MPIError) -> [Self] {
    var values: [Self] = []
    // A damaged message may claim any count: memory is reserved for no more than could be in it.
    values.reserveCapacity(min(count, unpacker.remaining))
    for _ in 0..<count { values.append(try Self(from: &unpacker)) }
    return values
  }
}

extension Transferable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) { packer.append(self) }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) { self = try unpacker.next(Self.self) }

  @inlinable
  public static func pack(_ values: [Self], into packer: inout Packer) throws(MPIError) {
    packer.append(contentsOf: values.span)
  }

  @inlinable
  public static func unpack(_ count: Int, from unpacker: inout Unpacker) throws(MPIError) -> [Self] {
    try unpacker.next(count, of: Self.self)
  }
}

// Any byte is a number, but not a Bool.
extension Bool {
  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) { self = try unpacker.nextFlag() }

  @inlinable
  public static func unpack(_ count: Int, from unpacker: inout Unpacker) throws(MPIError) -> [Bool] {
    var values: [Bool] = []
    values.reserveCapacity(min(count, unpacker.remaining))
    for _ in 0..<count { values.append(try unpacker.nextFlag()) }
    return values
  }
}

extension Array: Packable where Element: Packable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) {
    packer.append(count)
    try Element.pack(self, into: &packer)
  }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) {
    self = try Element.unpack(try unpacker.nextCount(), from: &unpacker)
  }
}

extension String: Packable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) {
    try Array(utf8).pack(into: &packer)
  }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) {
    self = String(decoding: try [UInt8](from: &unpacker), as: UTF8.self)
  }
}

extension Optional: Packable where Wrapped: Packable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) {
    packer.append(self != nil)
    if let self { try self.pack(into: &packer) }
  }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) {
    self = try unpacker.nextFlag() ? try Wrapped(from: &unpacker) : nil
  }
}

extension Set: Packable where Element: Packable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) { try Array(self).pack(into: &packer) }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) { self = Set(try [Element](from: &unpacker)) }
}

extension Dictionary: Packable where Key: Packable, Value: Packable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) {
    try Array(keys).pack(into: &packer)
    try Value.pack(Array(values), into: &packer)
  }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) {
    let keys = try [Key](from: &unpacker)
    let values = try Value.unpack(keys.count, from: &unpacker)
    self = Dictionary(zip(keys, values)) { _, last in last }
  }
}

extension Range: Packable where Bound: Packable {
  @inlinable
  public func pack(into packer: inout Packer) throws(MPIError) {
    try lowerBound.pack(into: &packer)
    try upperBound.pack(into: &packer)
  }

  @inlinable
  public init(from unpacker: inout Unpacker) throws(MPIError) {
    let lower = try Bound(from: &unpacker)
    let upper = try Bound(from: &unpacker)
    guard lower <= upper else { throw unpacker.damaged("a range whose end is before its start") }
    self = lower..<upper
  }
}
