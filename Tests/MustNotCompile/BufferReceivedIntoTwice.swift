import MPI

/// Two messages cannot go to the same memory at the same time.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  // error: overlapping accesses to 'numbers'
  let first = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    let second = try world.start(.receive(into: numbers.mutableSpan, from: 1))
    try second.wait()
  #endif
  try first.wait()
}
