import MPI

/// A request that borrows its buffer cannot be kept in an array.
func receive(_ world: Communicator) throws {
  var numbers = [0.0, 0.0]
  let request = try world.start(.receive(into: numbers.mutableSpan, from: 0))
  #if MISTAKE
    // error: cannot convert value of type 'Request<Nothing, MutableSpan<Double>>'
    let requests = [request]
    print(requests.count)
  #else
    try request.wait()
  #endif
}
