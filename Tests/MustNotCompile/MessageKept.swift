import MPI

/// A matched message cannot be in two places, and so in no array.
func keep(_ world: Communicator) throws {
  let message = try world.probeMatched()
  #if MISTAKE
    let kept = [message]  // error: requires that 'Message' conform to 'Copyable'
    print(kept.count)
  #else
    print(try message.receive(Int.self))
  #endif
}
