import MPI

/// A message that a matched probe has set apart is received once.
func receiveTwice(_ world: Communicator) throws {
  let message = try world.probeMatched()  // error: 'message' consumed more than once
  let numbers = try message.receive([Double].self)
  #if MISTAKE
    let again = try message.receive([Double].self)
    print(again)
  #endif
  print(numbers)
}
