// A value is a buffer of one. An element of an array occupies its stride; a variable only its size, and what follows
// may be somebody else's. Where the two differ, the value is handed over in memory that has room for the stride.
extension Transferable {
  @inlinable
  public func withElements<R, E: Error>(_ body: (Span<Self>) throws(E) -> R) throws(E) -> R {
    guard MemoryLayout<Self>.size == MemoryLayout<Self>.stride else {
      return try unsafe withUnsafeTemporaryAllocation(of: Self.self, capacity: 1) { memory throws(E) -> R in
        unsafe memory.initialize(repeating: self)
        return try body(unsafe memory.span)
      }
    }
    return try unsafe withUnsafePointer(to: self) { pointer throws(E) -> R in
      try body(unsafe Span(_unsafeStart: pointer, count: 1))
    }
  }

  @inlinable
  public mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Self>) throws(E) -> R
  ) throws(E) -> R {
    guard MemoryLayout<Self>.size == MemoryLayout<Self>.stride else {
      var value = self
      defer { self = value }
      return try unsafe withUnsafeTemporaryAllocation(of: Self.self, capacity: 1) { memory throws(E) -> R in
        unsafe memory.initialize(repeating: value)
        defer { value = unsafe memory[0] }
        var span = unsafe memory.mutableSpan
        return try body(&span)
      }
    }
    return try unsafe withUnsafeMutablePointer(to: &self) { pointer throws(E) -> R in
      var span = unsafe MutableSpan(_unsafeStart: pointer, count: 1)
      return try body(&span)
    }
  }

  @inlinable
  public static func owned<E: Error>(
    count: Int, _ fill: (inout OutputSpan<Self>) throws(E) -> Void
  ) throws(E) -> Self {
    try unsafe withUnsafeTemporaryAllocation(of: Self.self, capacity: 1) { memory throws(E) -> Self in
      var span = unsafe OutputSpan(buffer: memory, initializedCount: 0)
      try fill(&span)
      let filled = unsafe span.finalize(for: memory)
      precondition(filled == 1, "a value was not filled in")
      return unsafe memory[0]
    }
  }
}

extension Array: Incoming, Outgoing, ReceiveBuffer, SendBuffer where Element: Transferable {
  @inlinable
  public func withElements<R, E: Error>(_ body: (Span<Element>) throws(E) -> R) throws(E) -> R {
    try body(span)
  }

  @inlinable
  public mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Element>) throws(E) -> R
  ) throws(E) -> R {
    var span = mutableSpan
    return try body(&span)
  }
}

extension ArraySlice: Incoming, Outgoing, ReceiveBuffer, SendBuffer where Element: Transferable {
  @inlinable
  public func withElements<R, E: Error>(_ body: (Span<Element>) throws(E) -> R) throws(E) -> R {
    try body(span)
  }

  @inlinable
  public mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Element>) throws(E) -> R
  ) throws(E) -> R {
    var span = mutableSpan
    return try body(&span)
  }
}

extension ContiguousArray: Incoming, Outgoing, ReceiveBuffer, SendBuffer where Element: Transferable {
  @inlinable
  public func withElements<R, E: Error>(_ body: (Span<Element>) throws(E) -> R) throws(E) -> R {
    try body(span)
  }

  @inlinable
  public mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Element>) throws(E) -> R
  ) throws(E) -> R {
    var span = mutableSpan
    return try body(&span)
  }
}

// A span is a buffer and a view; both know how to come by the memory.
extension Span: Outgoing, OutgoingView, SendBuffer where Element: Transferable {
  @inlinable
  @unsafe public var unsafeRaw: RawBuffer {
    unsafe withUnsafeBytes { unsafe RawBuffer($0.baseAddress, elements: count, of: Element.self) }
  }

  @inlinable
  public func withElements<R, E: Error>(_ body: (Span<Element>) throws(E) -> R) throws(E) -> R {
    try body(self)
  }

  @inlinable
  @unsafe public func withUnsafeRaw<R>(_ body: (RawBuffer) throws(MPIError) -> R) throws(MPIError) -> R {
    unsafe try body(unsafeRaw)
  }
}

extension MutableSpan: Incoming, IncomingView, Outgoing, OutgoingView, ReceiveBuffer, SendBuffer
where Element: Transferable {
  @inlinable public var owner: AnyObject? { nil }

  @inlinable
  @unsafe public var unsafeRaw: RawBuffer {
    unsafe withUnsafeBytes { unsafe RawBuffer($0.baseAddress, elements: count, of: Element.self) }
  }

  @inlinable
  @unsafe public var unsafeMutableRaw: MutableRawBuffer {
    mutating get {
      let count = count
      return unsafe withUnsafeMutableBytes {
        unsafe MutableRawBuffer($0.baseAddress, elements: count, of: Element.self)
      }
    }
  }

  @inlinable
  public func withElements<R, E: Error>(_ body: (Span<Element>) throws(E) -> R) throws(E) -> R {
    try body(span)
  }

  @inlinable
  public mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Element>) throws(E) -> R
  ) throws(E) -> R {
    try body(&self)
  }

  @inlinable
  @unsafe public func withUnsafeRaw<R>(_ body: (RawBuffer) throws(MPIError) -> R) throws(MPIError) -> R {
    unsafe try body(unsafeRaw)
  }

  @inlinable
  @unsafe public mutating func withUnsafeMutableRaw<R>(
    _ body: (MutableRawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    unsafe try body(unsafeMutableRaw)
  }
}
