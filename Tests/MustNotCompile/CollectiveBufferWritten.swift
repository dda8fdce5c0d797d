import MPI

/// What a reduction takes in is not written to before it is complete.
func reduce(_ world: Communicator) throws {
  var mine = [1.0]
  var sum = [0.0]
  let request = try world.start(.allReduce(mine.span, .sum, into: sum.mutableSpan))
  #if MISTAKE
    // error: overlapping accesses to 'mine'
    mine[0] = 2
  #endif
  try request.wait()
  print(sum)
}
