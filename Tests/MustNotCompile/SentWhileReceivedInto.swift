import MPI

/// What is being received into cannot be sent from at the same time.
func exchange(_ world: Communicator) throws {
  var theirs = [1.0, 2.0]
  #if MISTAKE
    // error: overlapping accesses to 'theirs'
    try world.sendReceive(theirs.span, to: 0, into: &theirs, from: 0)
  #else
    let mine = theirs
    try world.sendReceive(mine.span, to: 0, into: &theirs, from: 0)
  #endif
  print(theirs)
}
