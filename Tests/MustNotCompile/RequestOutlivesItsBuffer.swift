import MPI

/// A request does not live longer than its buffer.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  #if MISTAKE
    // error: lifetime-dependent variable 'request' escapes its scope
    let request: Request<Nothing, MutableSpan<Double>>
    do {
      var short = [0.0]
      request = try world.start(.receive(into: short.mutableSpan, from: 0))
    }
  #else
    let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #endif
  try request.wait()
}
