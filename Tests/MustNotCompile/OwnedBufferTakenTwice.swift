import MPI

/// An operation gives its memory back once.
func receive(_ world: Communicator) throws {
  // error: 'request' consumed more than once
  let request = try world.start(.receive(into: OwnedBuffer([0.0]), from: 0))
  print(try request.received().count)
  #if MISTAKE
    print(try request.received().count)
  #endif
}
