import MPI

/// Memory that was given to an operation is the operation's.
func send(_ world: Communicator) throws {
  // error: 'memory' used after consume
  let memory = OwnedBuffer([1.0])
  let request = try world.start(.send(memory, to: 0))
  #if MISTAKE
    print(memory.count)
  #endif
  print(try request.sent().count)
}
