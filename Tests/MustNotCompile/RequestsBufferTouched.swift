import MPI

/// No buffer of many operations can be touched before all are complete.
func exchange(_ world: Communicator) throws {
  let mine = [1.0]
  var theirs = [0.0]
  var requests = Requests()
  try requests.start(.send(mine.span, to: 0), on: world)
  // error: overlapping accesses to 'theirs'
  try requests.start(.receive(into: theirs.mutableSpan, from: 0), on: world)
  #if MISTAKE
    theirs[0] = 1
  #endif
  try requests.wait()
  theirs[0] = 1
}
