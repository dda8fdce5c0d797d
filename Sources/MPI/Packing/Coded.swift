#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A `Codable` type that travels in the encoding of a ``MessageCoder``: the easy way for control data such as
/// configurations. Numbers in bulk are many times faster as ``Transferable``.
///
/// ```swift
/// struct Configuration: Coded {
///   var name: String
///   var tolerance: Double?
/// }
/// let configuration = try world.broadcast(Configuration(name: "a", tolerance: nil))
/// ```
public protocol Coded: Packable, Codable {
  /// The encoding, the same on all ranks. By default ``BinaryPropertyListCoder``.
  static var coder: any MessageCoder { get }
}

/// An encoding of `Codable` values.
public protocol MessageCoder: Sendable {
  /// The bytes of a value.
  func encode(_ value: some Encodable) throws -> [UInt8]
  /// The value of such bytes.
  func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value
}

extension Coded {
  public static var coder: any MessageCoder { BinaryPropertyListCoder() }

  public func pack(into packer: inout Packer) throws(MPIError) {
    let bytes: [UInt8]
    do {
      bytes = try Self.coder.encode(self)
    } catch {
      throw MPIError(.conversion, function: "pack", "\(Self.self) could not be encoded: \(error)")
    }
    try bytes.pack(into: &packer)
  }

  public init(from unpacker: inout Unpacker) throws(MPIError) {
    let bytes = try [UInt8](from: &unpacker)
    do {
      self = try Self.coder.decode(Self.self, from: bytes)
    } catch {
      throw MPIError(.conversion, function: "unpack", "\(Self.self) could not be decoded: \(error)")
    }
  }
}

/// Foundation's binary property lists: compact, and exact for every number, infinities and NaN included.
public struct BinaryPropertyListCoder: MessageCoder {
  public init() {}

  // A property list has an array or a dictionary at its top, so any value is wrapped in an array.
  public func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return [UInt8](try encoder.encode([value]))
  }

  public func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let values = try PropertyListDecoder().decode([Value].self, from: Data(bytes))
    guard values.count == 1, let value = values.first else {
      throw MPIError(.conversion, function: "unpack", "one value was expected, but there are \(values.count)")
    }
    return value
  }
}

/// Foundation's JSON: for messages that something else than Swift reads, too.
public struct JSONCoder: MessageCoder {
  public init() {}

  public func encode(_ value: some Encodable) throws -> [UInt8] {
    [UInt8](try JSONEncoder().encode(value))
  }

  public func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(bytes))
  }
}
