import MPI

/// The result of a reduction is not read before it is complete.
func reduce(_ world: Communicator) throws {
  let mine = [1.0]
  var sum = [0.0]
  // error: overlapping accesses to 'sum'
  let request = try world.start(.allReduce(mine.span, .sum, into: sum.mutableSpan))
  #if MISTAKE
    print(sum)
  #endif
  try request.wait()
  print(sum)
}
