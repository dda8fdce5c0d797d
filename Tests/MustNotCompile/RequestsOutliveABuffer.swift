import MPI

/// Many operations do not live longer than any of their buffers.
func exchange(_ world: Communicator) throws {
  // error: lifetime-dependent
  var requests = Requests()
  #if MISTAKE
    do {
      let short = [1.0]
      try requests.start(.send(short.span, to: 0), on: world)
    }
  #endif
  try requests.wait()
}
