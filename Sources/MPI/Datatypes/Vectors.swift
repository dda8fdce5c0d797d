/// A number that can be a component of a `SIMD` vector that travels.
public protocol VectorElement: NumericElement, SIMDScalar, Hashable, Codable
where
  SIMD2Storage: BitwiseCopyable, SIMD4Storage: BitwiseCopyable, SIMD8Storage: BitwiseCopyable,
  SIMD16Storage: BitwiseCopyable, SIMD32Storage: BitwiseCopyable, SIMD64Storage: BitwiseCopyable
{}

extension Int8: VectorElement {}
extension Int16: VectorElement {}
extension Int32: VectorElement {}
extension Int64: VectorElement {}
extension Int: VectorElement {}
extension UInt8: VectorElement {}
extension UInt16: VectorElement {}
extension UInt32: VectorElement {}
extension UInt64: VectorElement {}
extension UInt: VectorElement {}
extension Float: VectorElement {}
extension Double: VectorElement {}

// A vector travels as its scalars, those of its padding included.
extension SIMD where Self: Transferable, Scalar: VectorElement {
  @inlinable
  public static var layout: ElementLayout {
    let scalar = Scalar.layout
    return unsafe ElementLayout(
      unit: scalar.unit, units: scalar.units * (MemoryLayout<Self>.stride / MemoryLayout<Scalar>.stride))
  }
}
extension SIMD2: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
extension SIMD3: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
extension SIMD4: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
extension SIMD8: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
extension SIMD16: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
extension SIMD32: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
extension SIMD64: Transferable, Outgoing, Incoming, SendBuffer, ReceiveBuffer, Packable
where Scalar: VectorElement {}
