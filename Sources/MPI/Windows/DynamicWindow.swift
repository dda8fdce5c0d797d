public import CMPI

/// Memory that a rank attaches to a ``DynamicWindow`` and detaches from it.
@safe
public struct AttachedMemory<Element: Transferable>: WindowMemory {
  public typealias Place = RemotePart<Element>

  let parts = AttachedParts<Element>()
}

/// A piece of memory that a rank has attached: what it tells the other ranks, for them to access it.
///
/// It is ``Transferable``, and holds an address of the rank that made it.
@frozen
public struct RemotePart<Value: Transferable>: Transferable, Hashable, WindowPlace {
  /// Where it begins, on its rank.
  @usableFromInline let address: MPI_Aint
  /// How many elements it has.
  public let count: Int
  /// The rank that has attached it.
  public let rank: Int

  @usableFromInline
  init(address: MPI_Aint, count: Int, rank: Int) {
    self.address = address
    self.count = count
    self.rank = rank
  }

  /// The part without its first elements; empty if it has no more.
  ///
  /// - Parameter number: How many to leave out. A negative number leaves out none.
  ///
  /// The corresponding MPI function is `MPI_Aint_add`.
  @inlinable
  public func dropFirst(_ number: Int) -> RemotePart {
    let number = Swift.max(0, Swift.min(number, count))
    return RemotePart(
      address: cmpi_aint_add(address, number * MemoryLayout<Value>.stride), count: count - number, rank: rank)
  }

  @inlinable @inline(__always)
  public func displacement(for count: Int, in size: Int, of rank: Int) -> Int? {
    // The size is that of an ordinary window; here it only says whether the rank can be reached.
    rank == self.rank && count <= self.count && size >= 0 ? address : nil
  }

  public func description(for count: Int, in size: Int, of rank: Int) -> String {
    if rank != self.rank { return "there is no part that rank \(self.rank) has attached" }
    return "\(count) elements do not fit into the \(self.count) elements that it attached"
  }
}

extension Window {
  /// Attaches new memory with these elements.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Returns: What to tell the other ranks, by whose messages they access it.
  /// - Throws: ``MPIError`` of class `rmaAttach` if MPI cannot attach more.
  ///
  /// The corresponding MPI functions are `MPI_Win_attach` and `MPI_Get_address`.
  public func attach<Element>(_ elements: [Element]) throws(MPIError) -> RemotePart<Element>
  where Memory == AttachedMemory<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = unsafe buffer.initialize(fromContentsOf: elements)
    let bytes = MPI_Aint(buffer.count * MemoryLayout<Element>.stride)
    var address: MPI_Aint = 0
    do throws(MPIError) {
      try unsafe check(MPI_Get_address(buffer.baseAddress, &address), "MPI_Get_address")
      try unsafe check(MPI_Win_attach(handle.raw.raw, buffer.baseAddress, bytes), "MPI_Win_attach")
    } catch {
      unsafe buffer.deallocate()
      throw error
    }
    let part = RemotePart<Element>(address: address, count: elements.count, rank: handle.rank)
    unsafe memory.parts.buffers[part] = unsafe buffer
    return part
  }

  /// Detaches memory that this rank has attached, and returns its elements.
  ///
  /// Any rank calls it, alone, when no other accesses the memory any more: what others still put there would be
  /// written to memory that is somebody else's.
  ///
  /// - Throws: ``MPIError`` of class `rmaRange` if this rank has not attached such a part.
  ///
  /// The corresponding MPI function is `MPI_Win_detach`.
  public mutating func detach<Element>(_ part: RemotePart<Element>) throws(MPIError) -> [Element]
  where Memory == AttachedMemory<Element> {
    let buffer = unsafe try memory.parts.buffer(of: part, "MPI_Win_detach")
    try unsafe check(MPI_Win_detach(handle.raw.raw, buffer.baseAddress), "MPI_Win_detach")
    let elements = unsafe Array(buffer.prefix(part.count))
    unsafe memory.parts.buffers[part] = nil
    unsafe buffer.deallocate()
    return elements
  }

  /// The elements of a part that this rank has attached, to read or change. As long as an epoch of this rank is open,
  /// they are out of reach.
  ///
  /// - Throws: ``MPIError`` of class `rmaRange` if this rank has not attached such a part.
  @_lifetime(&self)
  public mutating func mutableSpan<Element>(of part: RemotePart<Element>) throws(MPIError)
    -> MutableSpan<Element>
  where Memory == AttachedMemory<Element> {
    let buffer = unsafe try memory.parts.buffer(of: part, "MPI_Win_attach")
    let span = unsafe MutableSpan(_unsafeElements: buffer.extracting(..<part.count))
    return unsafe _overrideLifetime(span, mutating: &self)
  }
}

/// What is attached on this rank, deallocated after the window is freed.
@safe
final class AttachedParts<Element: Transferable> {
  var buffers: [RemotePart<Element>: UnsafeMutableBufferPointer<Element>] = unsafe [:]

  func buffer(
    of part: RemotePart<Element>, _ function: StaticString
  ) throws(MPIError) -> UnsafeMutableBufferPointer<Element> {
    guard let buffer = unsafe buffers[part] else {
      throw MPIError(.rmaRange, function: function, "this rank has attached no such part")
    }
    return unsafe buffer
  }

  deinit {
    unsafe buffers.values.forEach { unsafe $0.deallocate() }
  }
}
