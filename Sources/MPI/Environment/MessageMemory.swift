import CMPI

/// Memory from MPI, which may send and receive faster than by other memory, for example because the network knows it.
///
/// ```swift
/// var memory = try MessageMemory(repeating: 0.0, count: 1000)
/// var elements = memory.mutableSpan
/// try world.receive(into: &elements, from: 0)
/// ```
///
/// It is freed at the end of its life.
///
/// The corresponding MPI functions are `MPI_Alloc_mem` and `MPI_Free_mem`.
@safe
public struct MessageMemory<Element: Transferable>: ~Copyable {
  // What MPI gave, and the part of it that is used.
  private let base: UnsafeMutableRawPointer
  private let elements: UnsafeMutableBufferPointer<Element>

  /// Allocates memory.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - value: What all elements are at first.
  ///   - count: How many there are.
  ///   - info: Hints about the use of the memory.
  /// - Throws: ``MPIError`` of class `noMemory` if there is not so much, and of class `count` if the count is negative.
  ///
  /// The corresponding MPI function is `MPI_Alloc_mem`.
  public init(repeating value: Element, count: Int, info: Info = .none) throws(MPIError) {
    let function: StaticString = "MPI_Alloc_mem"
    guard count >= 0 else { throw MPIError(.count, function: function, "the count \(count) is negative") }
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    // Some implementations add to the size without asking whether it overflows.
    guard !overflow, size < Int.max / 2 else {
      throw MPIError(.noMemory, function: function, "\(count) elements are more than there are addresses for")
    }
    var memory: UnsafeMutableRawPointer?
    // MPI aligns for C's types only, and may return for size 0 what cannot be freed.
    let room = size + MemoryLayout<Element>.alignment
    try unsafe check(MPI_Alloc_mem(room, info.handle.raw, &memory), function)
    guard let memory = unsafe memory else {
      throw MPIError(.noMemory, function: function, "there is no memory of \(size) bytes")
    }
    let elements = unsafe UnsafeMutableBufferPointer(
      start: memory.alignedUp(for: Element.self).bindMemory(to: Element.self, capacity: count), count: count)
    unsafe elements.initialize(repeating: value)
    unsafe base = unsafe memory
    unsafe self.elements = unsafe elements
  }

  /// How many elements there are.
  public var count: Int { unsafe elements.count }

  /// The elements, to read and to send.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(elements.span, borrowing: self) }
  }

  /// The elements, to write and to receive into.
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get { unsafe _overrideLifetime(elements.mutableSpan, mutating: &self) }
  }

  deinit {
    // After finalizing MPI does not take it back any more. Nobody is left who could be told of an error.
    guard (try? Environment.isFinalized) == false else { return }
    _ = unsafe MPI_Free_mem(base)
  }
}
