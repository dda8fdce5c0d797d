public import CMPI

/// What an operation of MPI is to do, apart from its buffers, communicator and mode.
@frozen @usableFromInline
struct Call {
  @usableFromInline let kind: cmpi_kind
  /// Whether what is received is also what is sent.
  @usableFromInline var isInPlace = false
  /// The destination, or the root.
  @usableFromInline var peer = 0
  @usableFromInline var tag = 0
  @usableFromInline var source = 0
  @usableFromInline var sourceTag = 0
  @usableFromInline var reduction: Reduction?
  /// How the buffers are divided among the ranks, where that is unequal.
  @usableFromInline var sentParts: Parts?
  @usableFromInline var receivedParts: Parts?
  /// How they are divided where each rank has a datatype of its own.
  @usableFromInline var regions: RegionPair?

  @inlinable
  init(_ kind: cmpi_kind) { self.kind = kind }

  @inlinable
  init<T: Transferable>(_ kind: cmpi_kind, _ operation: ReduceOperation<T>) {
    self.kind = kind
    reduction = unsafe Reduction(handle: operation.handle, closure: operation.closure)
  }

  /// How two elements become one, whatever their type.
  @safe @frozen @usableFromInline
  struct Reduction {
    @usableFromInline let handle: cmpi_op
    @usableFromInline let closure: ClosureOperation?

    @inlinable
    init(handle: cmpi_op, closure: ClosureOperation?) {
      unsafe self.handle = unsafe handle
      self.closure = closure
    }
  }

  /// What must live until the operation is complete.
  @inlinable
  var kept: AnyObject? {
    if let regions { return regions }
    if sentParts == nil && receivedParts == nil { return reduction?.closure }
    return KeptTogether(reduction?.closure, sentParts, receivedParts)
  }

  @inlinable
  func inPlace() -> Call {
    var call = self
    call.isInPlace = true
    return call
  }

  @inlinable
  func rooted(_ root: Int) -> Call {
    var call = self
    call.peer = root
    return call
  }
}

@usableFromInline
final class KeptTogether {
  private let objects: (AnyObject?, AnyObject?, AnyObject?)

  @usableFromInline
  init(_ first: AnyObject?, _ second: AnyObject?, _ third: AnyObject?) { objects = (first, second, third) }
}

/// An error that MPI returned, or that a call would have led to, in one of the modes of an operation.
extension MPIError {
  @usableFromInline
  init(code: Int32, _ kind: cmpi_kind, _ mode: cmpi_mode) {
    let function = unsafe String(cString: cmpi_name(kind, mode))
    if code == MPI_ERR_UNSUPPORTED_OPERATION {
      self.init(.unsupported, function: function, "the MPI that this program was built with does not have it")
    } else {
      self.init(code: code, function: function)
    }
  }

  @usableFromInline
  init(_ errorClass: ErrorClass, _ kind: cmpi_kind, _ reason: String) {
    self.init(errorClass, function: unsafe String(cString: cmpi_name(kind, cmpi_blocking)), reason)
  }
}
