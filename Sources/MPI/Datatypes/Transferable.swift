/// A type whose values travel as they lie in memory: numbers, and structs of such.
///
/// A struct of your own needs an empty conformance, and travels as its bytes:
///
/// ```swift
/// struct Particle: Transferable {
///   var position: SIMD3<Double>
///   var mass: Double
/// }
/// ```
///
/// A transferable value is also a buffer of one element (``SendBuffer``, ``ReceiveBuffer``), so every call that takes
/// an array or a span takes a single value too, and it is ``Packable``.
public protocol Transferable: BitwiseCopyable, ReceiveBuffer, Packable, Sendable
where Element == Self, Owned == Self {
  /// How one value travels. By default as `MemoryLayout<Self>.stride` bytes.
  static var layout: ElementLayout { get }
}

extension Transferable {
  @inlinable
  public static var layout: ElementLayout {
    unsafe ElementLayout(unit: .byte, units: MemoryLayout<Self>.stride)
  }
}
