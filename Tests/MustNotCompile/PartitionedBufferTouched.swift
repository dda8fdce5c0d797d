import MPI

/// While a round goes on, the buffer is reached by its partitions only.
func rounds(_ world: Communicator) throws {
  var numbers = [1.0, 2.0]
  var send = try world.prepareSend(numbers.mutableSpan, partitions: 2, to: 0)
  // error: overlapping accesses to 'send'
  let round = try send.start()
  try round.fill(0) { $0[0] = 3 }
  #if MISTAKE
    send.buffer[0] = 4
  #endif
  try round.wait()
  send.buffer[0] = 4
}
