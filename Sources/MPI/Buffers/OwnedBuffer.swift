/// Memory of an operation's own: for requests that are stored, and waited for where their buffers are not in scope.
///
/// ```swift
/// let request = try world.start(.receive(into: OwnedBuffer<Double>(count: 100), from: 0))
/// // ... anywhere else, at any time ...
/// let numbers = try request.received().array
/// ```
@safe @frozen
public struct OwnedBuffer<Element: Transferable>: ~Copyable, OutgoingView, IncomingView {
  @usableFromInline let memory: UnsafeMutableBufferPointer<Element>
  // An object, so that many operations together can keep it.
  @usableFromInline let storage: Storage

  /// Memory that is freed with the last who keeps it.
  @safe @usableFromInline
  final class Storage {
    private let memory: UnsafeMutableRawPointer?

    @usableFromInline
    init(_ memory: UnsafeMutableRawPointer?) { unsafe self.memory = unsafe memory }

    deinit { unsafe memory?.deallocate() }
  }

  /// Copies elements.
  @inlinable
  public init(_ elements: [Element]) {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = unsafe memory.initialize(fromContentsOf: elements)
    unsafe self.memory = unsafe memory
    storage = unsafe Storage(memory.baseAddress)
  }

  /// As many elements, all the same at first.
  @inlinable
  public init(repeating element: Element, count: Int) {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    unsafe memory.initialize(repeating: element)
    unsafe self.memory = unsafe memory
    storage = unsafe Storage(memory.baseAddress)
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
  public var raw: RawBuffer {
    unsafe RawBuffer(memory.baseAddress, elements: memory.count, of: Element.self)
  }

  @inlinable
  public var mutableRaw: MutableRawBuffer {
    unsafe MutableRawBuffer(memory.baseAddress, elements: memory.count, of: Element.self)
  }

  @inlinable public var owner: AnyObject? { storage }
}
