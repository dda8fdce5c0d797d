import MPI

/// The memory of a persistent operation is its own for as long as it lives.
func rounds(_ world: Communicator) throws {
  var numbers = [1.0]
  // error: overlapping accesses to 'numbers'
  var receive = try world.prepare(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    numbers[0] = 2
  #endif
  try receive.start().wait()
}
