public import CMPI

// Operations on one element.

extension Epoch {
  /// Reads an element of a rank's memory, and combines another with it there, undivided.
  ///
  /// Any rank calls it, alone. What was there is here after the epoch.
  ///
  /// - Parameters:
  ///   - source: The one element to combine with that which is there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` and ``ReduceOperation/noOperation`` too.
  ///   - destination: Where the one goes that was there.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be, and `count` if there is
  ///   not just one element.
  ///
  /// The corresponding MPI function is `MPI_Fetch_and_op`.
  @inlinable
  @_lifetime(self: copy self, copy source, copy destination)
  public mutating func fetchAndOperate(
    _ source: Span<Element>, _ operation: ReduceOperation<Element>,
    into destination: consuming MutableSpan<Element>, on rank: Int, at place: Place
  ) throws(MPIError) {
    unsafe try handle.fetch(
      source.unsafeRaw, operation.own("MPI_Fetch_and_op"), destination.unsafeMutableRaw, rank, place,
      isNumber: Element.layout.isNumber)
  }

  /// Reads an element of a rank's memory, and replaces it there if it is as expected, undivided.
  ///
  /// Open MPI 4.1 crashes in this where ranks are on one node, unless the window is a ``SharedWindow``, or
  /// `OMPI_MCA_btl_vader_single_copy_mechanism=none` is in the environment.
  ///
  /// Any rank calls it, alone. What was there is here after the epoch.
  ///
  /// - Parameters:
  ///   - expected: The one element that must be there.
  ///   - desired: The one element that replaces it then.
  ///   - destination: Where the one goes that was there.
  ///   - rank: Whose memory to change; nothing is done for ``noProcess``.
  ///   - place: Where there.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, and `count` if there is not just one element.
  ///
  /// The corresponding MPI function is `MPI_Compare_and_swap`.
  @inlinable
  @_lifetime(self: copy self, copy expected, copy desired, copy destination)
  public mutating func compareAndSwap(
    _ expected: Span<Element>, _ desired: Span<Element>, into destination: consuming MutableSpan<Element>,
    on rank: Int, at place: Place
  ) throws(MPIError) where Element: IntegerElement {
    unsafe try handle.swap(expected.unsafeRaw, desired.unsafeRaw, destination.unsafeMutableRaw, rank, place)
  }
}

extension Epoch where Kind: PassiveKind {
  /// The element at a place of a rank's memory, with which a value is combined there, undivided.
  ///
  /// Any rank calls it, alone.
  ///
  /// ```
  /// // The next number that no rank has had yet, if all take it from rank 0's memory.
  /// let number = try epoch.fetchAndOperate(1, .sum, on: 0, at: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - value: What to combine with the element that is there.
  ///   - operation: How; one of MPI's own, ``ReduceOperation/replace`` and ``ReduceOperation/noOperation`` too.
  ///   - rank: Whose memory to change.
  ///   - place: Where there.
  /// - Returns: The element that was there before.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank,
  ///   `rmaSync` if the epoch does not reach it, `operation` for an operation from a closure, and `datatype` for elements
  ///   that are a mixture of types, as a ``Structured`` type may be.
  ///
  /// The corresponding MPI functions are `MPI_Fetch_and_op` and `MPI_Win_flush`.
  @inlinable
  public mutating func fetchAndOperate(
    _ value: Element, _ operation: ReduceOperation<Element>, on rank: Int, at place: Place
  ) throws(MPIError) -> Element {
    try handle.requireProcess(rank, "MPI_Fetch_and_op")
    let operation = unsafe try operation.own("MPI_Fetch_and_op")
    return unsafe try value.withUnsafeRaw { source throws(MPIError) in
      try Element.ownedRaw(1) { destination throws(MPIError) in
        unsafe try handle.fetch(
          source, operation, destination, rank, place, isNumber: Element.layout.isNumber)
        try handle.flush(rank)
      }
    }
  }

  /// The element at a place of a rank's memory, which is replaced there if it is as expected, undivided.
  ///
  /// Open MPI 4.1 crashes in this where ranks are on one node, unless the window is a ``SharedWindow``, or
  /// `OMPI_MCA_btl_vader_single_copy_mechanism=none` is in the environment.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - expected: What must be there.
  ///   - desired: What replaces it then.
  ///   - rank: Whose memory to change.
  ///   - place: Where there.
  /// - Returns: The element that was there before: it has been replaced if this is the expected one.
  /// - Throws: ``MPIError`` of class `rmaRange` if the rank has no such place, `rank` if there is no such rank, and
  ///   `rmaSync` if the epoch does not reach it.
  ///
  /// The corresponding MPI functions are `MPI_Compare_and_swap` and `MPI_Win_flush`.
  @inlinable
  public mutating func compareAndSwap(
    _ expected: Element, _ desired: Element, on rank: Int, at place: Place
  ) throws(MPIError) -> Element where Element: IntegerElement {
    try handle.requireProcess(rank, "MPI_Compare_and_swap")
    return unsafe try expected.withUnsafeRaw { expected throws(MPIError) in
      unsafe try desired.withUnsafeRaw { desired throws(MPIError) in
        try Element.ownedRaw(1) { destination throws(MPIError) in
          try handle.swap(expected, desired, destination, rank, place)
          try handle.flush(rank)
        }
      }
    }
  }
}

extension EpochHandle {
  @inlinable @inline(__always)
  func fetch<Place: WindowPlace>(
    _ source: RawBuffer, _ operation: cmpi_op, _ destination: MutableRawBuffer, _ rank: Int, _ place: Place,
    isNumber: Bool
  ) throws(MPIError) {
    let function: StaticString = "MPI_Fetch_and_op"
    try require(source.elements, 1, "what is combined", function)
    try require(destination.elements, 1, "the buffer for the result", function)
    // That function knows single numbers only.
    guard isNumber else {
      return unsafe try access(
        cmpi_rma_get_accumulate, "MPI_Get_accumulate", sent: source, received: destination, by: operation,
        rank, place)
    }
    guard let displacement = displacement(place, 1, of: rank) else {
      return try refuse(place, 1, rank, function)
    }
    try unsafe check(
      MPI_Fetch_and_op(
        source.address, destination.address, source.datatype.raw, Int32(truncatingIfNeeded: rank),
        displacement,
        operation.raw, window.raw), function)
  }

  @inlinable @inline(__always)
  func swap<Place: WindowPlace>(
    _ expected: RawBuffer, _ desired: RawBuffer, _ destination: MutableRawBuffer, _ rank: Int, _ place: Place
  ) throws(MPIError) {
    let function: StaticString = "MPI_Compare_and_swap"
    try require(expected.elements, 1, "what is expected", function)
    try require(desired.elements, 1, "what is desired", function)
    try require(destination.elements, 1, "the buffer for the result", function)
    guard let displacement = displacement(place, 1, of: rank) else {
      return try refuse(place, 1, rank, function)
    }
    try unsafe check(
      MPI_Compare_and_swap(
        desired.address, expected.address, destination.address, desired.datatype.raw,
        Int32(truncatingIfNeeded: rank), displacement, window.raw), function)
  }
}
