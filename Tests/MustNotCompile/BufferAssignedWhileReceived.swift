import MPI

/// What is being received into cannot be replaced.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: overlapping accesses to 'numbers'
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    numbers = []
  #endif
  try request.wait()
}
