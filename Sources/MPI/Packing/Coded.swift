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
  /// The encoding, the same on all ranks. By default ``JSONCoder``.
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
  public static var coder: any MessageCoder { JSONCoder() }

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

/// Foundation's JSON, in its shortest form, with names for infinities and NaN, which JSON does not have.
///
/// Foundation's other encoding, the binary property list, is shorter, but cannot carry the string `$null`, and its
/// decoder stops the process when the bytes are damaged.
public struct JSONCoder: MessageCoder {
  /// The one there is: it has no settings.
  public init() {}

  private static let names = (positive: "inf", negative: "-inf", nan: "nan")

  public func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.names.positive, negativeInfinity: Self.names.negative, nan: Self.names.nan)
    return [UInt8](try encoder.encode(value))
  }

  public func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.names.positive, negativeInfinity: Self.names.negative, nan: Self.names.nan)
    return try decoder.decode(Value.self, from: Data(bytes))
  }
}
