import MPI

/// A reduction's result has its elements' type.
func reduce(_ world: Communicator) throws {
  let mine = [1.0]
  #if MISTAKE
    var sum = [Float(0)]
    // error: 'Double' and 'Float'
    let request = try world.start(.allReduce(mine.span, .sum, into: sum.mutableSpan))
  #else
    var sum = [0.0]
    let request = try world.start(.allReduce(mine.span, .sum, into: sum.mutableSpan))
  #endif
  try request.wait()
}
