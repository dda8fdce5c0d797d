import MPI

/// What refers to other memory is not sent as it lies.
final class Node {}

struct Linked {
  // error: has non-bitwise-copyable type
  var next: Node?
}

#if MISTAKE
  extension Linked: Transferable {}
#endif
