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
  /// - Throws: ``MPIError`` of class `unsupported` where MPI has no partitioned communication, as Open MPI 4; of class
  ///   `count` if the buffer is not so divided, `argument` if there are no partitions, `rank`, `tag`, and `datatype` for
  ///   a selection.
  ///
  /// The corresponding MPI function is `MPI_Precv_init`.
  @_lifetime(copy buffer)
  public func prepareReceive<Buffer: IncomingView & ~Copyable & ~Escapable>(
    into buffer: consuming Buffer, partitions: Int, from source: Int, tag: Int = 0, info: Info = .none
  ) throws(MPIError) -> PartitionedReceive<Buffer> {
    let raw = buffer.mutableRaw
    let operation = try PartitionedOperation(
      sends: false, raw, owner: buffer.owner, partitions: partitions,
      .init(rank: source, tag: tag, info: info),
      on: self)
    return PartitionedReceive(operation, buffer)
  }
}

/// A buffer that has been prepared to be received into in partitions, many times: see
/// ``Communicator/prepareReceive(into:partitions:from:tag:info:)``.
///
/// It is freed when it goes out of scope. The corresponding MPI function is `MPI_Request_free`.
@safe
public struct PartitionedReceive<Buffer: IncomingView & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  // The first, so that it ends before owned memory is freed.
  private let handle: PartitionedHandle
  /// What has been received, to be reached between rounds.
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
  public mutating func start() throws(MPIError) -> ReceiveRound<Buffer.Element> {
    let round = try ReceiveRound<Buffer.Element>(handle.operation)
    return unsafe _overrideLifetime(round, mutating: &self)
  }
}

extension PartitionedReceive: Escapable where Buffer: Escapable & ~Copyable {}

/// A round of a ``PartitionedReceive``, which has been started and has not been waited for. If it goes out of scope it is
/// waited for.
@safe
public struct ReceiveRound<Element: Transferable>: ~Copyable, ~Escapable {
  private var round: PartitionedRound

  @_lifetime(immortal)
  init(_ operation: PartitionedOperation) throws(MPIError) { round = try PartitionedRound(operation) }

  /// The partitions, for several threads or tasks to read.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` if MPI has granted less than ``ThreadLevel/multiple``. Then the thread
  ///   that has the round reads them.
  public var partitions: PartitionsReceived<Element> {
    get throws(MPIError) {
      try ThreadLevel.requireMultiple("MPI_Parrived")
      return all
    }
  }

  private var all: PartitionsReceived<Element> { PartitionsReceived(round.operation, round.number) }

  /// Calls `body` with a partition if it has arrived, else returns nil. Asking lets MPI work on it.
  ///
  /// - Throws: ``MPIError`` of class `argument` if there is no such partition; what `body` throws.
  ///
  /// The corresponding MPI function is `MPI_Parrived`.
  public borrowing func read<R>(_ partition: Int, _ body: (Span<Element>) throws -> R) throws -> R? {
    try all.read(partition, body)
  }

  /// Whether all has arrived. Asking lets MPI work on it.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  public borrowing func isComplete() throws(MPIError) -> Bool { try round.operation.isComplete() }

  /// Waits until all has arrived, and nobody reads any more.
  ///
  /// - Returns: Who sent how many elements with which tag. MPICH 5 has forgotten it if it was asked whether all has
  ///   arrived.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  @discardableResult
  public consuming func wait() throws(MPIError) -> Status { try round.wait() }
}

/// The partitions of a ``ReceiveRound``, for several threads to read.
///
/// When the round has been waited for, all calls throw an ``MPIError`` of class `request`.
@safe
public struct PartitionsReceived<Element: Transferable>: Sendable {
  private let operation: PartitionedOperation
  private let round: Int

  init(_ operation: PartitionedOperation, _ round: Int) {
    self.operation = operation
    self.round = round
  }

  /// How many there are.
  public var count: Int { operation.partitions }

  /// As ``ReceiveRound/read(_:_:)``. Any thread calls it.
  ///
  /// The corresponding MPI function is `MPI_Parrived`.
  public func read<R>(_ partition: Int, _ body: (Span<Element>) throws -> R) throws -> R? {
    try operation.visit(partition, in: round) {
      let span = unsafe operation.mutableSpan(of: Element.self, partition..<partition + 1)
      return try body(span.span)
    }
  }
}
