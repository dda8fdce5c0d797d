import MPI

/// A reduction does not write to what it reads.
func reduce(_ world: Communicator) throws {
  var mine = [1.0]
  #if MISTAKE
    // error: overlapping accesses to 'mine'
    let request = try world.start(.allReduce(mine.span, .sum, into: mine.mutableSpan))
  #else
    let request = try world.start(.allReduce(inPlace: mine.mutableSpan, .sum))
  #endif
  try request.wait()
}
