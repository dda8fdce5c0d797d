/// What a call can send: a single ``Transferable`` value, or a collection of them that lies in one piece of memory.
///
/// Values, `Array`, `ArraySlice`, `ContiguousArray`, `Span` and `MutableSpan` conform. A container of your own conforms
/// by handing out its elements as a span:
///
/// ```swift
/// struct Matrix: SendBuffer {
///   typealias Element = Double
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
public protocol SendBuffer<Element>: Outgoing, ~Copyable, ~Escapable {
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
public protocol ReceiveBuffer<Element>: SendBuffer, Incoming, ~Copyable, ~Escapable {
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

extension SendBuffer where Self: ~Copyable, Self: ~Escapable {
  @inlinable
  @unsafe public func withUnsafeRaw<R>(_ body: (RawBuffer) throws(MPIError) -> R) throws(MPIError) -> R {
    try withElements { elements throws(MPIError) -> R in
      try unsafe elements.withUnsafeBytes { bytes throws(MPIError) -> R in
        try body(unsafe RawBuffer(bytes.baseAddress, elements: elements.count, of: Element.self))
      }
    }
  }

  /// A new ``Owned`` of `count` elements that `body` fills completely.
  @inlinable
  static func ownedRaw(
    _ count: Int, _ body: (MutableRawBuffer) throws(MPIError) -> Void
  ) throws(MPIError) -> Owned {
    try owned(count: count) { span throws(MPIError) in
      try unsafe span.withUnsafeMutableBufferPointer { memory, initialized throws(MPIError) in
        // Of somebody else's container only it knows.
        guard memory.count - initialized >= count else {
          throw MPIError(
            .buffer, function: "MPI_Recv", "a container of \(Element.self) made no room for \(count)")
        }
        unsafe Element.clear(memory)
        try body(unsafe MutableRawBuffer(memory.baseAddress, elements: count, of: Element.self))
        initialized = count
      }
    }
  }

  /// How many elements the buffer has.
  @inlinable
  var elementCount: Int { withElements { $0.count } }
}

extension ReceiveBuffer where Self: ~Copyable, Self: ~Escapable {
  @inlinable
  @unsafe public mutating func withUnsafeMutableRaw<R>(
    _ body: (MutableRawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    try withMutableElements { elements throws(MPIError) -> R in
      let count = elements.count
      return try unsafe elements.withUnsafeMutableBytes { bytes throws(MPIError) -> R in
        try body(unsafe MutableRawBuffer(bytes.baseAddress, elements: count, of: Element.self))
      }
    }
  }
}

extension Transferable {
  /// Fills memory that elements will be received into with zeros, if they have fields that do not travel.
  @inlinable @inline(__always)
  static func clear(_ memory: UnsafeMutableBufferPointer<Self>) {
    guard layout.isPartial else { return }
    _ = unsafe UnsafeMutableRawBufferPointer(memory).initializeMemory(as: UInt8.self, repeating: 0)
  }
}
