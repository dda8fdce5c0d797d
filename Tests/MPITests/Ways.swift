import MPI
import Support
import Testing

/// The ways to do an operation.
enum Way: CaseIterable {
  case run, start, prepare
}

extension Communicator {
  /// Does an operation one way; a prepared one twice, if not told otherwise: what is done in place may be done to its own
  /// result then. If it is to be large, as one with large counts is done.
  func complete<Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable>(
    _ operation: consuming MPI.Operation<Sent, Received>, _ way: Way, isLarge: Bool = false,
    rounds: Int = 2
  ) throws {
    switch (way, isLarge) {
    case (.run, false): try run(operation)
    case (.run, true): _ = try runLarge(operation)
    case (.start, false): try start(operation).wait()
    case (.start, true): try startLarge(operation).wait()
    case (.prepare, false):
      var request = try prepare(operation)
      for _ in 0..<rounds { try request.start().wait() }
    case (.prepare, true):
      // Once, whether in place or not.
      var request = try prepareLarge(operation)
      try request.start().wait()
    }
  }
}

/// Lets `body` do something each way that there is, with memory that begins as `start`, and expects it to hold `expected`
/// afterwards.
func expectEachWay<T: Sample>(
  _ start: [T], gives expected: [T], sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (inout [T], Way) throws -> Void
) throws {
  for way in Way.allCases {
    var buffer = start
    try body(&buffer, way)
    #expect(buffer == expected, "\(way)", sourceLocation: sourceLocation)
  }
}

extension Way {
  /// The name of the C function that does an operation this way.
  func name(_ blocking: String, isCollective: Bool = true) -> String {
    switch self {
    case .run: "MPI_\(blocking)"
    case .start: "MPI_I\(blocking.lowercased())"
    case .prepare:
      Self.isPreparedByMPI || !isCollective ? "MPI_\(blocking)_init" : "MPI_I\(blocking.lowercased())"
    }
  }

  /// Whether rounds of prepared collective operations are MPI's own.
  static let isPreparedByMPI = !Environment.libraryVersion.hasPrefix("Open MPI v4") && !World.isMPICH("4.")
}
