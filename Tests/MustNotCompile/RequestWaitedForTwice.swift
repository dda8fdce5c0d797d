import MPI

/// A request is waited for once.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: 'request' consumed more than once
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  try request.wait()
  #if MISTAKE
    try request.wait()
  #endif
}
