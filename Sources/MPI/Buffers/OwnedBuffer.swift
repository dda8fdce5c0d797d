/// Memory of an operation's own: for requests that are stored, and waited for where their buffers are not in scope.
///
/// ```swift
/// let request = try world.start(.receive(into: OwnedBuffer(repeating: 0.0, count: 100), from: 0))
/// // ... anywhere else, at any time ...
/// let numbers = try request.received().array
/// ```
@safe @frozen
public struct OwnedBuffer<Element: Transferable>: ~Copyable, OutgoingView, IncomingView {
  @usableFromInline let storage: OwnedStorage

  @inlinable
  var memory: UnsafeMutableBufferPointer<Element> {
    unsafe storage.memory.assumingMemoryBound(to: Element.self)
  }

  /// Copies elements.
  @inlinable
  public init(_ elements: [Element]) {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = unsafe memory.initialize(fromContentsOf: elements)
    storage = unsafe OwnedStorage(UnsafeMutableRawBufferPointer(memory))
  }

  /// As many elements, all the same at first.
  @inlinable
  public init(repeating element: Element, count: Int) {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    unsafe memory.initialize(repeating: element)
    storage = unsafe OwnedStorage(UnsafeMutableRawBufferPointer(memory))
  }

  /// How many elements there are.
  @inlinable public var count: Int { unsafe memory.count }

  /// The elements.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeElements: memory)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The elements, to change.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      let span = unsafe MutableSpan(_unsafeElements: memory)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// A copy of the elements.
  @inlinable public var array: [Element] { unsafe Array(memory) }

  @inlinable
  @unsafe public var unsafeRaw: RawBuffer { unsafe unsafeMutableRaw.reading }

  @inlinable
  @unsafe public var unsafeMutableRaw: MutableRawBuffer {
    unsafe MutableRawBuffer(memory.baseAddress, elements: memory.count, of: Element.self)
  }

  @inlinable public var owner: AnyObject? { storage }
}

/// The memory itself, which an operation that goes on keeps alive.
@safe @usableFromInline
final class OwnedStorage: @unchecked Sendable {  // One operation or owner at a time has it.
  @usableFromInline let memory: UnsafeMutableRawBufferPointer

  @usableFromInline
  init(_ memory: UnsafeMutableRawBufferPointer) { unsafe self.memory = unsafe memory }

  deinit { unsafe memory.deallocate() }
}
