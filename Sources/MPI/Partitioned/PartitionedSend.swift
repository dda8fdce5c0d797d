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
  /// - Throws: ``MPIError`` of class `unsupported` where MPI has no partitioned communication, as Open MPI 4; of class
  ///   `count` if the buffer is not so divided, `argument` if there are no partitions, `rank`, `tag`, and `datatype` for
  ///   a selection.
  ///
  /// The corresponding MPI function is `MPI_Psend_init`.
  @_lifetime(copy buffer)
  public func prepareSend<Buffer: OutgoingView & IncomingView & ~Copyable & ~Escapable>(
    _ buffer: consuming Buffer, partitions: Int, to destination: Int, tag: Int = 0, info: Info = .none
  ) throws(MPIError) -> PartitionedSend<Buffer> {
    let raw = buffer.mutableRaw
    let operation = try PartitionedOperation(
      sends: true, raw, owner: buffer.owner, partitions: partitions,
      .init(rank: destination, tag: tag, info: info),
      on: self)
    return PartitionedSend(operation, buffer)
  }
}

/// A buffer that has been prepared to be sent in partitions, many times: see
/// ``Communicator/prepareSend(_:partitions:to:tag:info:)``.
///
/// It is freed when it goes out of scope. The corresponding MPI function is `MPI_Request_free`.
@safe
public struct PartitionedSend<Buffer: OutgoingView & IncomingView & ~Copyable & ~Escapable>: ~Copyable,
  ~Escapable
{
  // The first, so that it ends before owned memory is freed.
  private let handle: PartitionedHandle
  /// What is sent, to be reached between rounds.
  public var buffer: Buffer

  @_lifetime(copy buffer)
  init(_ operation: PartitionedOperation, _ buffer: consuming Buffer) {
    handle = PartitionedHandle(operation)
    self.buffer = buffer
  }

  /// Starts a round. Until that is waited for, the buffer is reached by it only.
  ///
  /// The corresponding MPI function is `MPI_Start`.
  @_lifetime(&self)
  public mutating func start() throws(MPIError) -> SendRound<Buffer.Element> {
    let round = try SendRound<Buffer.Element>(handle.operation)
    return unsafe _overrideLifetime(round, mutating: &self)
  }
}

extension PartitionedSend: Escapable where Buffer: Escapable & ~Copyable {}

/// A round of a ``PartitionedSend``, which has been started and has not been waited for. If it goes out of scope it is
/// waited for.
@safe
public struct SendRound<Element: Transferable>: ~Copyable, ~Escapable {
  private var round: PartitionedRound

  @_lifetime(immortal)
  init(_ operation: PartitionedOperation) throws(MPIError) { round = try PartitionedRound(operation) }

  /// The partitions, for several threads or tasks to fill.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` if MPI has granted less than ``ThreadLevel/multiple``. Then the thread
  ///   that has the round fills them.
  public var partitions: PartitionsToSend<Element> {
    get throws(MPIError) {
      try ThreadLevel.requireMultiple("MPI_Pready")
      return all
    }
  }

  private var all: PartitionsToSend<Element> { PartitionsToSend(round.operation, round.number) }

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

  /// Whether all has been handed over and may be used again. Asking lets MPI work on it.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  public borrowing func isComplete() throws(MPIError) -> Bool { try round.operation.isComplete() }

  /// Waits until the buffer may be used again.
  ///
  /// Partitions that are still being filled are waited for, and those that nobody has handed over are so now, as they
  /// are.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  public consuming func wait() throws(MPIError) { _ = try round.wait() }
}

/// The partitions of a ``SendRound``, for several threads to fill.
///
/// A partition is one thread's at a time, and nobody's once it has been handed over. When the round has been waited for,
/// all calls throw an ``MPIError`` of class `request`.
@safe
public struct PartitionsToSend<Element: Transferable>: Sendable {
  private let operation: PartitionedOperation
  private let round: Int

  init(_ operation: PartitionedOperation, _ round: Int) {
    self.operation = operation
    self.round = round
  }

  /// How many there are.
  public var count: Int { operation.partitions }

  /// As ``SendRound/fill(_:_:)-(Int,_)``. Any thread calls it.
  ///
  /// The corresponding MPI function is `MPI_Pready`.
  public func fill<R>(_ partition: Int, _ body: (inout MutableSpan<Element>) throws -> R) throws -> R {
    guard partition < .max else { return try fill(-1, body) }
    return try fill(partition..<partition + 1, body)
  }

  /// As ``SendRound/fill(_:_:)-(Range<Int>,_)``. Any thread calls it.
  ///
  /// The corresponding MPI function is `MPI_Pready_range`.
  public func fill<R>(_ partitions: Range<Int>, _ body: (inout MutableSpan<Element>) throws -> R) throws -> R
  {
    try operation.take(Array(partitions.prefix(count + 1)), in: round) {
      var span = unsafe operation.mutableSpan(of: Element.self, partitions)
      return try body(&span)
    }
  }

  /// As ``SendRound/handOver(_:)``. Any thread calls it.
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
