import MPI

/// A request is not returned from where its buffer lives.
#if MISTAKE
  // error: a function cannot return a ~Escapable result
  func receive(_ world: Communicator) throws -> Request<Nothing, MutableSpan<Double>> {
    var numbers = [0.0, 0.0]
    return try world.start(.receive(into: numbers.mutableSpan, from: 0))
  }
#else
  func receive(_ world: Communicator) throws -> Request<Nothing, OwnedBuffer<Double>> {
    try world.start(.receive(into: OwnedBuffer(repeating: 0.0, count: 2), from: 0))
  }
#endif
