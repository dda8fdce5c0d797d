import MPI

/// A request is not waited for in every round of a loop.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: consumed in a loop
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    for _ in 0..<2 { try request.wait() }
  #else
    try request.wait()
  #endif
}
