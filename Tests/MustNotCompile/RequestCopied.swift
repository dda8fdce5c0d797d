import MPI

/// A request has one owner.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: 'request' consumed more than once
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    let other = request
    try other.wait()
  #endif
  try request.wait()
}
