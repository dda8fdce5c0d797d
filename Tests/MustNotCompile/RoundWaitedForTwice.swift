import MPI

/// A round is waited for once.
func rounds(_ world: Communicator) throws {
  let numbers = [1.0]
  var send = try world.prepare(.send(numbers.span, to: 0))
  // error: 'round' consumed more than once
  let round = try send.start()
  try round.wait()
  #if MISTAKE
    try round.wait()
  #endif
}
