/// Whose the memory of a ``Window`` is: MPI's (``AllocatedMemory``, ``SharedMemory``), the window's (`OwnedBuffer`,
/// ``AttachedMemory``), C's (``ForeignMemory``), or borrowed for as long as the window lives (`MutableSpan`).
public protocol WindowMemory<Element>: ~Copyable, ~Escapable {
  associatedtype Element: Transferable
  /// How a place in a rank's memory is named: by the number of an element, or, where memory is attached, by the part.
  associatedtype Place: WindowPlace = Int
}

extension OwnedBuffer: WindowMemory {}
extension MutableSpan: WindowMemory where Element: Transferable {}

/// Memory that MPI allocated for a window.
@frozen
public struct AllocatedMemory<Element: Transferable>: WindowMemory {
  @inlinable
  init() {}
}

/// Memory that MPI allocated for a window, and that all its ranks can reach directly.
@frozen
public struct SharedMemory<Element: Transferable>: WindowMemory {
  @inlinable
  init() {}
}

/// Memory of a window that C has made.
@frozen
public struct ForeignMemory<Element: Transferable>: WindowMemory {
  @inlinable
  init() {}
}

/// A window whose memory MPI allocated.
public typealias AllocatedWindow<Element: Transferable> = Window<AllocatedMemory<Element>>
/// A window whose memory all its ranks can reach directly.
public typealias SharedWindow<Element: Transferable> = Window<SharedMemory<Element>>
/// A window that C has made.
public typealias ForeignWindow<Element: Transferable> = Window<ForeignMemory<Element>>
/// A window to which each rank attaches memory when it likes.
public typealias DynamicWindow<Element: Transferable> = Window<AttachedMemory<Element>>

/// A place in the memory of a rank.
public protocol WindowPlace {
  /// The displacement that MPI is to be told, if that many elements fit.
  ///
  /// - Parameters:
  ///   - count: How many elements.
  ///   - size: How many elements the rank's memory has.
  ///   - rank: Whose memory it is.
  func displacement(for count: Int, in size: Int, of rank: Int) -> Int?

  /// The place, in an error that says that `count` elements do not fit there.
  func description(for count: Int, in size: Int, of rank: Int) -> String
}

extension Int: WindowPlace {
  @inlinable @inline(__always)
  public func displacement(for count: Int, in size: Int, of rank: Int) -> Int? {
    // No overflow: a count is not negative, and a size is at least -1, which a rank has that an epoch cannot reach.
    self >= 0 && self <= size &- count ? self : nil
  }

  public func description(for count: Int, in size: Int, of rank: Int) -> String {
    "\(count) elements at offset \(self) do not fit into its \(size) elements"
  }
}
