import CMPI
import Synchronization

/// The largest count that this MPI's functions take.
///
/// What is larger goes other ways (`Large.swift`). Tests make the limit smaller, so that little goes those ways too.
enum CountLimit {
  private static let limit = Atomic(cmpi_has_large_counts() != 0 ? Int.max : Int(Int32.max))

  static var current: Int { limit.load(ordering: .relaxed) }

  fileprivate static func set(_ value: Int) -> Int { limit.exchange(value, ordering: .relaxed) }
}

/// Calls `body` while no count above `limit` is given to MPI by what divides buffers, or is done by
/// ``Communicator/runLarge(_:)`` and its kin.
package func withCountLimit<R>(_ limit: Int, _ body: () throws -> R) rethrows -> R {
  let former = CountLimit.set(limit)
  defer { _ = CountLimit.set(former) }
  return try body()
}

extension Communicator {
  /// Like ``run(_:)``, the way that large counts go.
  package func runLarge<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> Status {
    let operands = unsafe try operands(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw)
    var call = operation.call
    let status = try unsafe performLarge(operands, &call)
    withExtendedLifetime(operation.kept) {}
    return status
  }

  /// Like ``start(_:)``, the way that large counts go.
  @_lifetime(copy operation)
  package func startLarge<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> Request<Sent, Received> {
    let operands = unsafe try operands(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw)
    let handle = try unsafe beginLarge(operands, operation.call, cmpi_nonblocking, keeping: operation.kept)
    return Request(handle, operation.sent, operation.received)
  }

  /// Like ``prepare(_:info:)``, the way that large counts go.
  @_lifetime(copy operation)
  package func prepareLarge<
    Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
  >(
    _ operation: consuming Operation<Sent, Received>
  ) throws(MPIError) -> PersistentRequest<Sent, Received> {
    let operands = unsafe try operands(
      operation.call, operation.sent.unsafeRaw, operation.received.unsafeMutableRaw)
    let handle = try unsafe beginLarge(operands, operation.call, cmpi_persistent, keeping: operation.kept)
    return PersistentRequest(handle, operation.sent, operation.received)
  }
}
