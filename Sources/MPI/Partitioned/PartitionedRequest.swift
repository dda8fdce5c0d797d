/// A buffer that has been prepared to be sent or received into in partitions, many times: see
/// ``Communicator/prepareSend(_:partitions:to:tag:info:)`` and
/// ``Communicator/prepareReceive(into:partitions:from:tag:info:)``.
///
/// It is freed when it goes out of scope. The corresponding MPI function is `MPI_Request_free`.
@safe
public struct PartitionedRequest<
  Direction: PartitionDirection, Buffer: IncomingView & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  // The first, so that it ends before owned memory is freed.
  private let handle: PartitionedHandle
  /// What is sent, or has been received, to be reached between rounds.
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
  public mutating func start() throws(MPIError) -> PartitionedRound<Direction, Buffer.Element> {
    let round = try PartitionedRound<Direction, Buffer.Element>(handle.operation)
    return unsafe _overrideLifetime(round, mutating: &self)
  }
}

extension PartitionedRequest: Escapable where Buffer: Escapable & ~Copyable {}

/// Where partitions go: ``SendDirection`` or ``ReceiveDirection``.
public protocol PartitionDirection {}
/// Partitions that are filled here and sent.
public enum SendDirection: PartitionDirection {}
/// Partitions that are received and read here.
public enum ReceiveDirection: PartitionDirection {}

/// A ``PartitionedRequest`` that sends.
public typealias PartitionedSend<Buffer: IncomingView & ~Copyable & ~Escapable> =
  PartitionedRequest<SendDirection, Buffer>
/// A ``PartitionedRequest`` that receives.
public typealias PartitionedReceive<Buffer: IncomingView & ~Copyable & ~Escapable> =
  PartitionedRequest<ReceiveDirection, Buffer>
/// A ``PartitionedRound`` that sends.
public typealias SendRound<Element: Transferable> = PartitionedRound<SendDirection, Element>
/// A ``PartitionedRound`` that receives.
public typealias ReceiveRound<Element: Transferable> = PartitionedRound<ReceiveDirection, Element>

/// A round of a ``PartitionedRequest``, which has been started and has not been waited for. If it goes out of scope it is
/// waited for.
@safe
public struct PartitionedRound<Direction: PartitionDirection, Element: Transferable>: ~Copyable, ~Escapable {
  /// Its partitions, for the thread that has the round.
  let all: Partitions<Direction, Element>
  private var isRunning = true

  @_lifetime(immortal)
  init(_ operation: PartitionedOperation) throws(MPIError) {
    all = Partitions(operation, try operation.start())
  }

  /// The partitions, for several threads or tasks to fill or to read.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` if MPI has granted less than ``ThreadLevel/multiple``. Then the thread
  ///   that has the round fills or reads them.
  public var partitions: Partitions<Direction, Element> {
    get throws(MPIError) {
      try ThreadLevel.requireMultiple("MPI_Start")
      return all
    }
  }

  /// Whether all has arrived, or has been handed over and may be used again. Asking lets MPI work on it.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  public borrowing func isComplete() throws(MPIError) -> Bool { try all.operation.isComplete() }

  consuming func finish() throws(MPIError) -> Status {
    isRunning = false
    return try all.operation.finish()
  }

  deinit {
    if isRunning { all.operation.abandon() }
  }
}

/// The partitions of a ``PartitionedRound``, for several threads to fill or to read.
///
/// A partition that is to be sent is one thread's at a time, and nobody's once it has been handed over. When the round has
/// been waited for, all calls throw an ``MPIError`` of class `request`.
@safe
public struct Partitions<Direction: PartitionDirection, Element: Transferable>: Sendable {
  let operation: PartitionedOperation
  let round: Int

  init(_ operation: PartitionedOperation, _ round: Int) {
    self.operation = operation
    self.round = round
  }

  /// How many there are.
  public var count: Int { operation.partitions }
}
