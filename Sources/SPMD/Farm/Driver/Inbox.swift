import MPI

/// Messages as they come. Receiving never waits, either: a long message takes until its sender, who may be computing, finds
/// the time for it.
struct Inbox: ~Copyable {
  struct Letter {
    let source: Int
    let tag: Int
    let bytes: [UInt8]
  }

  private let channel: Communicator
  private let source: Int
  private var inFlight: [ReceiveInFlight] = []

  private final class ReceiveInFlight {
    let status: Status
    var request: Request<Nothing, OwnedBuffer<UInt8>>?

    init(_ request: consuming Request<Nothing, OwnedBuffer<UInt8>>, _ status: Status) {
      self.status = status
      self.request = consume request
    }
  }

  /// What is longer than this may be on its way for long.
  private static let short = 4096

  init(_ channel: Communicator, from source: Int = anySource) {
    self.channel = channel
    self.source = source
  }

  /// The next message, nil if none is there as a whole.
  mutating func next() throws(MPIError) -> Letter? {
    if !inFlight.isEmpty, let letter = try nextLong() { return letter }
    while let message = try channel.probeMatchedNow(from: source) {
      let status = message.status
      let count = try status.count(of: UInt8.self)
      guard count > Self.short else {
        return Letter(source: status.source, tag: status.tag, bytes: try message.receive([UInt8].self))
      }
      let buffer = OwnedBuffer<UInt8>(repeating: 0, count: count)
      inFlight.append(ReceiveInFlight(try message.startReceive(into: buffer), status))
    }
    return nil
  }

  private mutating func nextLong() throws(MPIError) -> Letter? {
    for (index, receive) in inFlight.enumerated() where try receive.request?.isComplete() ?? true {
      inFlight.remove(at: index)
      guard let request = receive.request.take() else { continue }
      let bytes = try request.received().array
      return Letter(source: receive.status.source, tag: receive.status.tag, bytes: bytes)
    }
    return nil
  }
}
