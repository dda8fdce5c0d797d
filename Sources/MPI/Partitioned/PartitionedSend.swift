import CMPI

extension Communicator {
  /// Prepares to send a buffer in partitions, many times: each goes as soon as it is filled, and different threads may
  /// fill different ones.
  ///
  /// Any rank calls it, alone; another prepares to receive it with ``prepareReceive(into:partitions:from:tag:info:)``, and
  /// may divide its buffer otherwise. Between two ranks operations of the same tag belong together in the order in which
  /// they are prepared, and they are apart from messages.
  ///
  /// ```swift
  /// import Dispatch
  ///
  /// var numbers = [Double](repeating: 0, count: 800)
  /// var send = try world.prepareSend(numbers.mutableSpan, partitions: 8, to: right)
  /// for step in 0..<10 {
  ///   let round = try send.start()
  ///   let partitions = try round.partitions  // Sendable: for threads and tasks
  ///   DispatchQueue.concurrentPerform(iterations: 8) { number in
  ///     try? partitions.fill(number) { part in
  ///       for index in part.indices { part[index] = Double(step) }
  ///     }
  ///   }
  ///   try round.wait()
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - buffer: The elements: a `MutableSpan`, or an ``OwnedBuffer``.
  ///   - partitions: Into how many equal partitions they are divided.
  ///   - destination: The rank that receives them, or ``noProcess``.
  ///   - tag: A number that the receiver prepares for, too.
  ///   - info: Hints for MPI.
  /// - Throws: ``MPIError`` of class `unsupported` where MPI has no partitioned communication, as Open MPI 4, and with Open
  ///   MPI 5 for elements with gaps between their fields, which it would put in wrong places; of class
  ///   `count` if the buffer is not so divided, `argument` if there are no partitions, `rank`, `tag`, and `datatype` for
  ///   a selection.
  ///
  /// The corresponding MPI function is `MPI_Psend_init`.
  @_lifetime(copy buffer)
  public func prepareSend<Buffer: OutgoingView & IncomingView & ~Copyable & ~Escapable>(
    _ buffer: consuming Buffer, partitions: Int, to destination: Int, tag: Int = 0, info: Info = .none
  ) throws(MPIError) -> PartitionedSend<Buffer> {
    let raw = unsafe buffer.unsafeMutableRaw
    let operation = try PartitionedOperation(
      sends: true, raw, owner: buffer.owner, partitions: partitions,
      .init(rank: destination, tag: tag, info: info),
      on: self)
    return PartitionedSend(operation, buffer)
  }
}

extension PartitionedRound where Direction == SendDirection {
  /// Calls `body` with the memory of a partition, and hands that over: from then on it is sent, and out of reach.
  ///
  /// If `body` throws, the partition is not handed over, and can be filled again.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is no such partition, or it has been handed over; what `body`
  ///   throws.
  ///
  /// The corresponding MPI function is `MPI_Pready`.
  public borrowing func fill<R>(
    _ partition: Int, _ body: (inout MutableSpan<Element>) throws -> R
  ) throws -> R {
    try all.fill(partition, body)
  }

  /// Calls `body` with the memory of several partitions, one after the other, and hands them over.
  ///
  /// The corresponding MPI function is `MPI_Pready_range`.
  public borrowing func fill<R>(
    _ partitions: Range<Int>, _ body: (inout MutableSpan<Element>) throws -> R
  ) throws -> R {
    try all.fill(partitions, body)
  }

  /// Hands partitions over as they are: what was filled in before the round.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is no such partition, or it has been handed over; then none is.
  ///
  /// The corresponding MPI functions are `MPI_Pready_list` and `MPI_Pready_range`.
  public borrowing func handOver(_ partitions: some Sequence<Int>) throws(MPIError) {
    try all.handOver(partitions)
  }

  /// Waits until the buffer may be used again.
  ///
  /// Partitions that are still being filled are waited for, and those that nobody has handed over are so now, as they
  /// are.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  public consuming func wait() throws(MPIError) { _ = try finish() }
}

extension Partitions where Direction == SendDirection {
  /// As ``PartitionedRound/fill(_:_:)-(Int,_)``. Any thread calls it.
  ///
  /// The corresponding MPI function is `MPI_Pready`.
  public func fill<R>(_ partition: Int, _ body: (inout MutableSpan<Element>) throws -> R) throws -> R {
    guard partition < .max else { return try fill(-1, body) }
    return try fill(partition..<partition + 1, body)
  }

  /// As ``PartitionedRound/fill(_:_:)-(Range<Int>,_)``. Any thread calls it.
  ///
  /// The corresponding MPI function is `MPI_Pready_range`.
  public func fill<R>(_ partitions: Range<Int>, _ body: (inout MutableSpan<Element>) throws -> R) throws -> R
  {
    try operation.take(Array(partitions.prefix(count + 1)), in: round) {
      var span = unsafe operation.mutableSpan(of: Element.self, partitions)
      return try body(&span)
    }
  }

  /// As ``PartitionedRound/handOver(_:)``. Any thread calls it.
  ///
  /// The corresponding MPI functions are `MPI_Pready_list` and `MPI_Pready_range`.
  public func handOver(_ partitions: some Sequence<Int>) throws(MPIError) {
    do { try operation.take(Array(partitions), in: round) {} } catch let error as MPIError {
      throw error
    } catch {}
  }
}

extension PartitionedOperation {
  @unsafe
  @_lifetime(immortal)
  func mutableSpan<T: Transferable>(of type: T.Type, _ range: Range<Int>) -> MutableSpan<T> {
    guard !range.isEmpty, let memory = unsafe memory else { return MutableSpan() }
    let start = unsafe memory.assumingMemoryBound(to: T.self) + range.lowerBound * elements
    let span = unsafe MutableSpan(_unsafeStart: start, count: range.count * elements)
    return unsafe _overrideLifetime(span, copying: ())
  }
}
