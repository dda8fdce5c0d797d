import MPI

/// A round is its thread's; what goes to tasks are its partitions.
func rounds(_ world: Communicator) throws {
  var send = try world.prepareSend(OwnedBuffer([1.0, 2.0]), partitions: 2, to: 0)
  // error: lifetime-dependent value escapes its scope
  let round = try send.start()
  let partitions = try round.partitions
  #if MISTAKE
    Task { try round.fill(0) { $0[0] = 3 } }
  #else
    Task { try partitions.fill(0) { $0[0] = 3 } }
  #endif
  // error: cannot be consumed when captured by an escaping closure
  try round.wait()
}
