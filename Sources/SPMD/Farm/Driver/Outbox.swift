import MPI

/// Messages on their way: sending never waits, so that two ranks with long messages for each other do not wait for
/// ever, nor one with a long message for another that computes.
struct Outbox: ~Copyable {
  private let channel: Communicator
  private var inFlight: [SendInFlight] = []

  private final class SendInFlight {
    let request: Request<OwnedBuffer<UInt8>, Nothing>
    init(_ request: consuming Request<OwnedBuffer<UInt8>, Nothing>) { self.request = request }
  }

  init(_ channel: Communicator) { self.channel = channel }

  var isEmpty: Bool { inFlight.isEmpty }

  mutating func send(_ message: [UInt8], to rank: Int, tag: Int) throws(MPIError) {
    let request = try channel.start(.send(OwnedBuffer(message), to: rank, tag: tag))
    // Nearly always MPI has copied a short message by now.
    if try !request.isComplete() { inFlight.append(SendInFlight(request)) }
  }

  /// Lets MPI work on the messages, and forgets those that have gone.
  mutating func advance() throws(MPIError) {
    if inFlight.isEmpty { return }
    var unfinished: [SendInFlight] = []
    for send in inFlight where try !send.request.isComplete() { unfinished.append(send) }
    inFlight = unfinished
  }
}
