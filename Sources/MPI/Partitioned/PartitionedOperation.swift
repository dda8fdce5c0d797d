import CMPI
import Glibc
import Synchronization

/// A prepared operation in partitions: MPI's request, the memory, and which partitions are whose in the round that goes
/// on. The threads that take part in a round share it.
// Unchecked: what is not constant is behind the lock, and the lock says whose the memory is.
@safe
final class PartitionedOperation: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer?
  let partitions: Int
  /// How many elements a partition has.
  let elements: Int
  /// Null once a round that failed has ended it: see ``PersistentHandle``. Changed by who waits for a round, alone.
  private var request: cmpi_request
  private let sends: Bool
  /// Nothing is sent to nobody.
  private let isNowhere: Bool
  /// What keeps the memory alive, if it is an operation's own.
  private let owner: AnyObject?
  private let state: Mutex<State>

  private struct State {
    /// Rounds are numbered from 1.
    var round = 0
    var isOpen = false
    /// How many are using the memory now.
    var inside = 0
    /// Which partitions are being filled or have been handed over.
    var isTaken: [Bool]
  }

  /// What MPI needs to know of an operation.
  struct Peer {
    let rank: Int
    let tag: Int
    let info: Info
  }

  init(
    sends: Bool, _ buffer: MutableRawBuffer, owner: AnyObject?, partitions: Int, _ peer: Peer,
    on communicator: Communicator
  ) throws(MPIError) {
    let function: StaticString = sends ? "MPI_Psend_init" : "MPI_Precv_init"
    guard cmpi_has_partitioned() != 0 else { throw .unavailable("\(function)", "\(function)") }
    guard buffer.units != 0 else {
      throw MPIError(.datatype, function: function, "what a datatype selects is not divided into partitions")
    }
    guard partitions > 0 else {
      throw MPIError(.argument, function: function, "a buffer is not divided into \(partitions) partitions")
    }
    guard buffer.elements % partitions == 0 else {
      throw MPIError(
        .count, function: function,
        "\(buffer.elements) elements are not divided into \(partitions) equal partitions")
    }
    let datatype = unsafe Datatype(buffer.datatype)
    let hasGaps = try datatype.size != datatype.bounds.extent
    guard !hasGaps || cmpi_partitions_with_gaps() != 0 else {
      throw MPIError(
        .unsupported, function: function,
        "Open MPI puts partitions in wrong places if there are gaps between their elements' fields; send them whole"
      )
    }
    // Open MPI 5 ends the program at a rank that is not there, and there are no partitions from any source.
    guard peer.rank == noProcess || 0..<communicator.peers ~= peer.rank else {
      throw MPIError(
        .rank, function: function, "there is no rank \(peer.rank) to \(sends ? "send to" : "receive from")")
    }
    guard try 0...communicator.tagUpperBound ~= peer.tag else {
      throw MPIError(.tag, function: function, "\(peer.tag) is no tag of a message in partitions")
    }
    let number = try cInt(partitions, "number of partitions", function)
    let count = MPI_Count(buffer.count / partitions)
    var request = unsafe cmpi_request_null()
    let code =
      unsafe sends
      ? cmpi_psend_init(
        buffer.address, number, count, buffer.datatype.raw, Int32(peer.rank), Int32(peer.tag),
        communicator.handle.raw, peer.info.handle.raw, &request.raw)
      : cmpi_precv_init(
        buffer.address, number, count, buffer.datatype.raw, Int32(peer.rank), Int32(peer.tag),
        communicator.handle.raw, peer.info.handle.raw, &request.raw)
    try check(code, function)
    unsafe memory = unsafe buffer.address
    self.partitions = partitions
    elements = buffer.elements / partitions
    unsafe self.request = unsafe request
    self.sends = sends
    isNowhere = peer.rank == noProcess
    self.owner = owner
    state = Mutex(State(isTaken: Array(repeating: false, count: partitions)))
  }

  /// Starts a round, and says its number.
  func start() throws(MPIError) -> Int {
    if unsafe cmpi_request_is_null(request) != 0 { throw .ended("MPI_Start") }
    try unsafe check(MPI_Start(&request.raw), "MPI_Start")
    return state.withLock { state in
      for index in state.isTaken.indices { state.isTaken[index] = false }
      state.round += 1
      state.isOpen = true
      return state.round
    }
  }

  /// Ends the round for all threads, and waits for its end.
  func finish() throws(MPIError) -> Status {
    let rest = close()
    if sends, !rest.isEmpty { try handOver(rest) }
    var status = Status()
    try unsafe check(MPI_Wait(&request.raw, &status.raw), "MPI_Wait")
    // MPICH says that it came from any source.
    if isNowhere { try status.setSource(noProcess) }
    return status
  }

  /// Ends a round that was forgotten.
  func abandon() {
    guard (try? Environment.isFinalized) == false else { return }
    let rest = close()
    if sends, !rest.isEmpty { try? handOver(rest) }
    unsafe request.finish(isReceive: false)  // MPI cannot call off what comes in partitions.
  }

  func isComplete() throws(MPIError) -> Bool { try unsafe request.isComplete() }

  func free() {
    // Whoever finalizes in the scope of the request has nothing to free at its end.
    if unsafe cmpi_request_is_null(request) == 0, (try? Environment.isFinalized) == false {
      _ = unsafe MPI_Request_free(&request.raw)
    }
  }

  // MARK: Who uses what

  /// Calls `body` while the round goes on, with partitions that nobody else has had in it.
  func take<R>(_ taken: [Int], in round: Int, _ body: () throws -> R) throws -> R {
    try enter(taken, in: round, taking: true)
    do {
      let result = try body()
      try handOver(taken)
      leave(givingBack: [])
      return result
    } catch {
      leave(givingBack: taken)
      throw error
    }
  }

  /// Calls `body` while the round goes on, if the partition has arrived.
  func visit<R>(_ partition: Int, in round: Int, _ body: () throws -> R) throws -> R? {
    try enter([partition], in: round, taking: false)
    defer { leave(givingBack: []) }
    if try isNowhere || hasArrived(partition) { return try body() }
    return nil
  }

  private func hasArrived(_ partition: Int) throws(MPIError) -> Bool {
    var flag: Int32 = 0
    try unsafe check(cmpi_parrived(request.raw, Int32(partition), &flag), "MPI_Parrived")
    return flag != 0
  }

  private func enter(_ chosen: [Int], in round: Int, taking: Bool) throws(MPIError) {
    let function: StaticString = taking ? "MPI_Pready" : "MPI_Parrived"
    if let other = chosen.first(where: { !(0..<partitions ~= $0) }) {
      throw MPIError(.argument, function: function, "there is no partition \(other) of \(partitions)")
    }
    let error = state.withLock { state -> MPIError? in
      guard state.isOpen, state.round == round else {
        return MPIError(.request, function: function, "the round has been waited for")
      }
      if taking {
        for (position, partition) in chosen.enumerated() {
          if state.isTaken[partition] {
            for other in chosen[..<position] { state.isTaken[other] = false }
            return MPIError(
              .argument, function: function, "partition \(partition) has been handed over, or is being filled"
            )
          }
          state.isTaken[partition] = true
        }
      }
      state.inside += 1
      return nil
    }
    if let error { throw error }
  }

  private func leave(givingBack partitions: [Int]) {
    state.withLock { state in
      for partition in partitions { state.isTaken[partition] = false }
      state.inside -= 1
    }
  }

  /// Lets nobody in any more, and waits for those who are inside: then the memory is MPI's alone.
  ///
  /// - Returns: The partitions that were not handed over.
  private func close() -> [Int] {
    while true {
      let rest = state.withLock { state -> [Int]? in
        state.isOpen = false
        return state.inside == 0 ? state.isTaken.indices.filter { !state.isTaken[$0] } : nil
      }
      if let rest { return rest }
      sched_yield()
    }
  }

  private func handOver(_ ready: [Int]) throws(MPIError) {
    guard let first = ready.first, let last = ready.last, !isNowhere else { return }
    if ready.count == 1 {
      try unsafe check(cmpi_pready(Int32(first), request.raw), "MPI_Pready")
    } else if last - first + 1 == ready.count, zip(ready, ready.dropFirst()).allSatisfy({ $0 < $1 }) {
      try unsafe check(cmpi_pready_range(Int32(first), Int32(last), request.raw), "MPI_Pready_range")
    } else {
      try unsafe check(
        cmpi_pready_list(Int32(ready.count), ready.map { Int32($0) }, request.raw), "MPI_Pready_list")
    }
  }
}

/// The duty to free a prepared operation in partitions.
@safe
struct PartitionedHandle: ~Copyable {
  let operation: PartitionedOperation

  init(_ operation: PartitionedOperation) { self.operation = operation }

  deinit { operation.free() }
}

extension ThreadLevel {
  /// Refuses to share something among threads that must not all call MPI.
  static func requireMultiple(_ function: StaticString) throws(MPIError) {
    let level = try Environment.grantedThreadLevel
    if level < .multiple {
      throw MPIError(
        .unsupported, function: function,
        "several threads call MPI at the thread level multiple; this is \(level)")
    }
  }
}
