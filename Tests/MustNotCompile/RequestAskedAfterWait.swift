import MPI

/// A request that was waited for is no more.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: 'request' used after consume
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  try request.wait()
  #if MISTAKE
    print(try request.isComplete())
  #endif
}
