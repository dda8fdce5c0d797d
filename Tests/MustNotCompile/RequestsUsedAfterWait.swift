import MPI

/// Many operations are waited for once.
func exchange(_ world: Communicator) throws {
  let mine = [1.0]
  // error: 'requests' used after consume
  var requests = Requests()
  try requests.start(.send(mine.span, to: 0), on: world)
  try requests.wait()
  #if MISTAKE
    print(requests.count)
  #endif
}
