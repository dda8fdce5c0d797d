import CMPI

extension Communicator {
  /// Prepares to receive, many times, what a rank sends in partitions: each can be read as soon as it is there.
  ///
  /// Any rank calls it, alone: the one to which another has prepared to send, with
  /// ``prepareSend(_:partitions:to:tag:info:)``, as many elements.
  ///
  /// ```swift
  /// var numbers = [Double](repeating: 0, count: 800)
  /// var receive = try world.prepareReceive(into: numbers.mutableSpan, partitions: 8, from: left)
  /// let round = try receive.start()
  /// var sum = 0.0
  /// var missing = Set(0..<8)
  /// while !missing.isEmpty {
  ///   for number in missing {
  ///     let part = try round.read(number) { part in part.indices.reduce(0) { $0 + part[$1] } }
  ///     if let part {
  ///       sum += part
  ///       missing.remove(number)
  ///     }
  ///   }
  /// }
  /// try round.wait()
  /// ```
  ///
  /// With Open MPI 5.0 all partitions arrive at the end, together: it may say of one that it is there when parts of it
  /// are not, so it is not asked. MPICH 4.0 and 5.0 do as much themselves.
  ///
  /// - Parameters:
  ///   - buffer: Where the elements go: a `MutableSpan`, or an ``OwnedBuffer``.
  ///   - partitions: Into how many equal partitions it is divided, which may be others than the sender's.
  ///   - source: The rank that sends them, or ``noProcess``; there are no partitions from ``anySource``.
  ///   - tag: The tag with which they are sent; not ``anyTag``.
  ///   - info: Hints for MPI.
  /// - Throws: ``MPIError`` of class `unsupported` where MPI has no partitioned communication, as Open MPI 4, and with Open
  ///   MPI 5 for elements with gaps between their fields, which it would put in wrong places; of class
  ///   `count` if the buffer is not so divided, `argument` if there are no partitions, `rank`, `tag`, and `datatype` for
  ///   a selection.
  ///
  /// The corresponding MPI function is `MPI_Precv_init`.
  @_lifetime(copy buffer)
  public func prepareReceive<Buffer: IncomingView & ~Copyable & ~Escapable>(
    into buffer: consuming Buffer, partitions: Int, from source: Int, tag: Int = 0, info: Info = .none
  ) throws(MPIError) -> PartitionedReceive<Buffer> {
    let raw = unsafe buffer.unsafeMutableRaw
    let operation = try PartitionedOperation(
      sends: false, raw, owner: buffer.owner, partitions: partitions,
      .init(rank: source, tag: tag, info: info),
      on: self)
    return PartitionedReceive(operation, buffer)
  }
}

extension PartitionedRound where Direction == ReceiveDirection {
  /// Calls `body` with a partition if it has arrived, else returns nil. Asking lets MPI work on it.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is no such partition; what `body` throws.
  ///
  /// The corresponding MPI function is `MPI_Parrived`.
  public borrowing func read<R>(_ partition: Int, _ body: (Span<Element>) throws -> R) throws -> R? {
    try all.read(partition, body)
  }

  /// Waits until all has arrived, and nobody reads any more.
  ///
  /// - Returns: Who sent how many elements with which tag. MPICH 5 has forgotten it if it was asked whether all has
  ///   arrived.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  @discardableResult
  public consuming func wait() throws(MPIError) -> Status { try finish() }
}

extension Partitions where Direction == ReceiveDirection {
  /// As ``PartitionedRound/read(_:_:)``. Any thread calls it.
  ///
  /// The corresponding MPI function is `MPI_Parrived`.
  public func read<R>(_ partition: Int, _ body: (Span<Element>) throws -> R) throws -> R? {
    try operation.visit(partition, in: round) {
      let span = unsafe operation.mutableSpan(of: Element.self, partition..<partition + 1)
      return try body(span.span)
    }
  }
}
