import MPI

/// What is being sent cannot be moved in memory.
func send(_ world: Communicator) throws {
  var numbers = [1.0, 2.0]
  let request = try world.start(.send(numbers.span, to: 0))
  #if MISTAKE
    // error: overlapping accesses to 'numbers'
    numbers.append(3)
  #endif
  try request.wait()
  numbers.append(3)
}
