import MPI

/// What has arrived is not changed while the round goes on: other threads may read it.
func rounds(_ world: Communicator) throws {
  var numbers = [1.0, 2.0]
  var receive = try world.prepareReceive(into: numbers.mutableSpan, partitions: 2, from: 0)
  let round = try receive.start()
  #if MISTAKE
    // error: subscript is get-only
    _ = try round.read(0) { $0[0] = 1 }
  #else
    _ = try round.read(0) { $0[0] }
  #endif
  try round.wait()
}
