extension Span where Element: Transferable {
  /// Picks elements by a datatype: those where it has data, when it is applied `count` times from an element on.
  ///
  /// ```swift
  /// // The third column of a row-major matrix.
  /// let column = try Datatype.double.vector(count: rows, blockLength: 1, stride: columns)
  /// try world.send(matrix.span.selecting(column, from: 2), to: 1)
  /// ```
  ///
  /// - Parameters:
  ///   - datatype: Made of whole elements of this type: derived from ``Datatype/init(of:)``.
  ///   - count: How many times; each begins where the one before ends by its ``Datatype/bounds``.
  ///   - start: The element where the first is applied. What is picked may also lie before it.
  /// - Throws: ``MPIError`` of class `datatype` if the datatype is made of something else, of class `argument` if it
  ///   reaches out of the span.
  @_lifetime(copy self)
  public func selecting(
    _ datatype: Datatype, count: Int = 1, from start: Int = 0
  ) throws(MPIError) -> Selection<Element> {
    let picked = try Picked(datatype, count: count, from: start, in: Element.self, total: self.count)
    return Selection(self, picked)
  }

  /// Picks a region of an array of several dimensions, which the span is, or begins with.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the array has more elements than the span.
  @_lifetime(copy self)
  public func selecting(_ region: Subarray) throws(MPIError) -> Selection<Element> {
    let picked = try Picked(region, in: Element.self, total: count)
    return Selection(self, picked)
  }

  /// Picks one field of every element.
  ///
  /// - Throws: ``MPIError`` of class `datatype` if there is no stored property at the key path.
  @_lifetime(copy self)
  public func selecting<Value: Transferable>(
    _ field: KeyPath<Element, Value>
  ) throws(MPIError) -> Selection<Element> {
    let picked = try Picked(field, total: count)
    return Selection(self, picked)
  }
}

extension MutableSpan where Element: Transferable {
  /// Picks elements by a datatype, to receive into: those where it has data, when it is applied `count` times from an
  /// element on.
  ///
  /// - Parameters:
  ///   - datatype: Made of whole elements of this type: derived from ``Datatype/init(of:)``.
  ///   - count: How many times; each begins where the one before ends by its ``Datatype/bounds``.
  ///   - start: The element where the first is applied. What is picked may also lie before it.
  /// - Throws: ``MPIError`` of class `datatype` if the datatype is made of something else, of class `argument` if it
  ///   reaches out of the span.
  @_lifetime(&self)
  public mutating func selecting(
    _ datatype: Datatype, count: Int = 1, from start: Int = 0
  ) throws(MPIError) -> MutableSelection<Element> {
    let picked = try Picked(datatype, count: count, from: start, in: Element.self, total: self.count)
    return MutableSelection(_mutatingExtracting(...), picked)
  }

  /// Picks a region of an array of several dimensions, which the span is, or begins with, to receive into.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the array has more elements than the span.
  @_lifetime(&self)
  public mutating func selecting(_ region: Subarray) throws(MPIError) -> MutableSelection<Element> {
    let picked = try Picked(region, in: Element.self, total: count)
    return MutableSelection(_mutatingExtracting(...), picked)
  }

  /// Picks one field of every element, to receive into.
  ///
  /// - Throws: ``MPIError`` of class `datatype` if there is no stored property at the key path.
  @_lifetime(&self)
  public mutating func selecting<Value: Transferable>(
    _ field: KeyPath<Element, Value>
  ) throws(MPIError) -> MutableSelection<Element> {
    let picked = try Picked(field, total: count)
    return MutableSelection(_mutatingExtracting(...), picked)
  }

  /// Calls `body` with two regions of the array that the span is, or begins with: one to send, and one to receive into
  /// at the same time. So a rank exchanges the edges of its part with those of a neighbour's.
  ///
  /// - Throws: ``MPIError`` of class `argument` if the regions overlap, or the array has more elements than the span.
  @discardableResult
  public mutating func withRegions<R>(
    sending sent: Subarray, receiving received: Subarray,
    _ body: (Selection<Element>, inout MutableSelection<Element>) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    guard !sent.overlaps(received) else {
      throw MPIError(
        .argument, function: "MPI_Type_create_subarray",
        "the region to receive into overlaps the one to send")
    }
    let toSend = try Picked(sent, in: Element.self, total: count)
    let toReceive = try Picked(received, in: Element.self, total: count)
    // Two views of one memory: MPI reads by the one what it does not write by the other, as was just checked, and
    // selections give nobody else access to elements.
    return try unsafe withUnsafeMutableBufferPointer { elements throws(MPIError) -> R in
      let selection = Selection(unsafe Span(_unsafeElements: UnsafeBufferPointer(elements)), toSend)
      var mutable = MutableSelection(unsafe MutableSpan(_unsafeElements: elements), toReceive)
      return try body(selection, &mutable)
    }
  }
}

extension Picked {
  init<Element: Transferable>(
    _ region: Subarray, in type: Element.Type, total: Int
  ) throws(MPIError) {
    guard region.shape.reduce(1, *) <= total else {
      throw MPIError(
        .argument, function: "MPI_Type_create_subarray",
        "an array of shape \(region.shape) is not within a span of \(total) elements")
    }
    let datatype = try Datatype(of: type).subarray(region)
    try self.init(datatype, count: 1, from: 0, in: type, total: total)
  }

  init<Element: Transferable, Value: Transferable>(
    _ field: KeyPath<Element, Value>, total: Int
  ) throws(MPIError) {
    let function: StaticString = "MPI_Type_create_hindexed_block"
    guard let offset = MemoryLayout<Element>.offset(of: field) else {
      throw MPIError(
        .datatype, function: function,
        "the key path is that of no stored property, so it is nowhere in memory")
    }
    let stride = MemoryLayout<Element>.stride
    let value = try Datatype(of: Value.self)
    let datatype = try value.indexed(blockLength: 1, byteDisplacements: [offset]).resized(extent: stride)
    try self.init(datatype, count: total, of: value.size, from: 0, stride: stride, total: total)
  }
}
