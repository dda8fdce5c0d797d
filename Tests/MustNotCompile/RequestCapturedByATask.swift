import MPI

/// A request that borrows its buffer does not go to another task.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: lifetime-dependent value escapes its scope
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    // error: cannot be consumed when captured by an escaping closure
    Task { try request.wait() }
  #else
    try request.wait()
  #endif
}
