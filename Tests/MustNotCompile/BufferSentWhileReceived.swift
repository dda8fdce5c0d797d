import MPI

/// What is being received into cannot be sent.
func exchange(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: overlapping accesses to 'numbers'
  let receive = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    try world.send(numbers, to: 0)
  #endif
  try receive.wait()
}
