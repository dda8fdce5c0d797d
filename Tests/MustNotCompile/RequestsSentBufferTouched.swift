import MPI

/// A buffer that is being sent among many is not written to.
func exchange(_ world: Communicator) throws {
  var mine = [1.0]
  var requests = Requests()
  try requests.start(.send(mine.span, to: 0), on: world)
  #if MISTAKE
    // error: overlapping accesses to 'mine'
    mine[0] = 2
  #endif
  try requests.wait()
  mine[0] = 2
}
