import MPI

/// A persistent operation is not started while a round goes on.
func rounds(_ world: Communicator) throws {
  let numbers = [1.0]
  var send = try world.prepare(.send(numbers.span, to: 0))
  // error: overlapping accesses to 'send'
  let round = try send.start()
  #if MISTAKE
    let other = try send.start()
    try other.wait()
  #endif
  try round.wait()
}
