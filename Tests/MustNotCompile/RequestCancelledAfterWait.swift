import MPI

/// A receive that was waited for cannot be called off.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: 'request' consumed more than once
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  try request.wait()
  #if MISTAKE
    try request.cancel()
  #endif
}
