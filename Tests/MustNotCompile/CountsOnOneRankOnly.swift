import MPI

/// Counts cannot be there on one rank only: the others would call another function of MPI, and wait for ever.
func share(_ elements: [Double], _ world: Communicator) throws {
  var part = [0.0, 0.0]
  try world.scatter(elements, into: &part)
  #if MISTAKE
    let counts = world.rank == 0 ? [1, 2] : nil
    // error: value of optional type '[Int]?' must be unwrapped
    try world.scatter(elements, counts: counts, into: &part)
  #endif
}
