import MPI

/// A partition that has been filled is handed over: its memory is not kept.
func rounds(_ world: Communicator) throws {
  var numbers = [1.0, 2.0]
  var send = try world.prepareSend(numbers.mutableSpan, partitions: 2, to: 0)
  let round = try send.start()
  #if MISTAKE
    var kept = MutableSpan<Double>()
    // error: missing reinitialization of inout parameter 'part' after consume
    try round.fill(0) { part in
      kept = part
    }
    kept[0] = 5
  #else
    try round.fill(0) { part in part[0] = 5 }
  #endif
  try round.wait()
}
