import MPI

/// What refers to other memory is not sent as it lies.
final class Node {}

struct Linked {
  var next: Node?
}

#if MISTAKE
  // error: has non-bitwise-copyable type
  extension Linked: Transferable {}
#endif
