import MPI

/// A request that borrows its buffer cannot be stored in an object.
final class Pending {
  #if MISTAKE
    // error: ~Escapable
    var request: Request<Nothing, MutableSpan<Double>>?
  #else
    var request: Request<Nothing, OwnedBuffer<Double>>?
  #endif
}
