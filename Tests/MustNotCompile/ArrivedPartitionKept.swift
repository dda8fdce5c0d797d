import MPI

/// What has arrived is read, and not kept: the next round overwrites it.
func rounds(_ world: Communicator) throws {
  var numbers = [1.0, 2.0]
  var receive = try world.prepareReceive(into: numbers.mutableSpan, partitions: 2, from: 0)
  let round = try receive.start()
  #if MISTAKE
    // error: lifetime-dependent variable 'kept' escapes its scope
    var kept = [2.0].span
    _ = try round.read(0) { part in
      kept = part
    }
    print(kept[0])
  #else
    _ = try round.read(0) { part in print(part[0]) }
  #endif
  try round.wait()
}
