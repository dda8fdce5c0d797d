import MPI

/// A round is not longer there than what it is a round of.
func rounds(_ world: Communicator) throws {
  #if MISTAKE
    let round: SendRound<Double>  // error: lifetime-dependent variable 'round' escapes its scope
  #endif
  do {
    var send = try world.prepareSend(OwnedBuffer([1.0, 2.0]), partitions: 2, to: 0)
    #if MISTAKE
      round = try send.start()
    #else
      let round = try send.start()
      try round.wait()
    #endif
  }
  #if MISTAKE
    try round.wait()
  #endif
}
