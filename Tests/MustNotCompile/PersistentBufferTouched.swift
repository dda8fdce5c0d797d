import MPI

/// The buffer of a persistent operation is out of reach while a round goes on.
func rounds(_ world: Communicator) throws {
  var numbers = [1.0]
  var send = try world.prepare(.send(numbers.mutableSpan, to: 0))
  // error: overlapping accesses to 'send'
  let round = try send.start()
  #if MISTAKE
    send.sent[0] = 2
  #endif
  try round.wait()
  send.sent[0] = 2
}
