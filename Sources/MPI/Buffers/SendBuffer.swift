/// What a call can send: a single ``Transferable`` value, or a collection of them that lies in one piece of memory.
///
/// Values, `Array`, `ArraySlice`, `ContiguousArray`, `Span` and `MutableSpan` conform. A container of your own conforms
/// by handing out its elements as a span:
///
/// ```swift
/// struct Matrix: SendBuffer {
///   var elements: [Double]
///   func withElements<R, E: Error>(_ body: (Span<Double>) throws(E) -> R) throws(E) -> R {
///     try elements.withElements(body)
///   }
///   static func owned<E: Error>(
///     count: Int, _ fill: (inout OutputSpan<Double>) throws(E) -> Void
///   ) throws(E) -> [Double] {
///     try [Double].owned(count: count, fill)
///   }
/// }
/// ```
public protocol SendBuffer<Element>: ~Copyable, ~Escapable {
  associatedtype Element: Transferable

  /// What a call returns that answers with as many elements as it was given: a value for a value, an array for
  /// everything else.
  associatedtype Owned = [Element]

  /// Calls `body` with the elements.
  func withElements<R, E: Error>(_ body: (Span<Element>) throws(E) -> R) throws(E) -> R

  /// Makes a new ``Owned`` of `count` elements, which `fill` appends.
  static func owned<E: Error>(
    count: Int, _ fill: (inout OutputSpan<Element>) throws(E) -> Void
  ) throws(E) -> Owned
}

/// What a call can receive into: a ``SendBuffer`` whose elements can be overwritten in place.
public protocol ReceiveBuffer<Element>: SendBuffer, ~Copyable, ~Escapable {
  /// Calls `body` with the elements, for it to overwrite.
  mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Element>) throws(E) -> R
  ) throws(E) -> R
}

extension SendBuffer where Self: ~Copyable, Self: ~Escapable, Owned == [Element] {
  @inlinable
  public static func owned<E: Error>(
    count: Int, _ fill: (inout OutputSpan<Element>) throws(E) -> Void
  ) throws(E) -> [Element] {
    try [Element](capacity: count) { span throws(E) in try fill(&span) }
  }
}
