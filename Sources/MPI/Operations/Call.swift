public import CMPI

/// What an operation of MPI is to do, apart from its buffers, communicator and mode.
///
/// Nothing in it is counted: whoever makes it keeps its objects alive (``Operation/kept``). So the optimizer takes it
/// apart, and what is known where a call is written, such as its kind, leaves no instructions behind.
@safe @frozen @usableFromInline
struct Call {
  @usableFromInline let kind: cmpi_kind
  /// Whether what is received is also what is sent.
  @usableFromInline var isInPlace = false
  /// The destination, or the root.
  @usableFromInline var peer = 0
  @usableFromInline var tag = 0
  @usableFromInline var source = 0
  @usableFromInline var sourceTag = 0
  @usableFromInline var reduction = unsafe cmpi_op_null()
  /// An operation from a closure sees whole elements, of a datatype of its own.
  @usableFromInline var reductionDatatype: cmpi_datatype?
  /// How the buffers are divided among the ranks, where that is unequal.
  @usableFromInline var sentParts: Unmanaged<Parts>?
  @usableFromInline var receivedParts: Unmanaged<Parts>?
  /// How they are divided where each rank has a datatype of its own.
  @usableFromInline var regions: Unmanaged<RegionPair>?

  @inlinable @inline(__always)
  init(_ kind: cmpi_kind) { self.kind = kind }

  @inlinable @inline(__always)
  init<T: Transferable>(_ kind: cmpi_kind, _ operation: ReduceOperation<T>) {
    self.kind = kind
    unsafe reduction = unsafe operation.handle
    if let closure = operation.closure { unsafe reductionDatatype = unsafe closure.datatype }
  }

  @inlinable @inline(__always)
  func inPlace() -> Call {
    var call = self
    call.isInPlace = true
    return call
  }

  @inlinable @inline(__always)
  func rooted(_ root: some Root) -> Call {
    var call = self
    call.peer = root.place.peer
    return call
  }

  @inlinable @inline(__always)
  func divided(sent: Parts? = nil, received: Parts? = nil) -> Call {
    var call = self
    unsafe call.sentParts = unsafe sent.map { unsafe Unmanaged.passUnretained($0) }
    unsafe call.receivedParts = unsafe received.map { unsafe Unmanaged.passUnretained($0) }
    return call
  }

  @inlinable @inline(__always)
  func divided(_ regions: RegionPair) -> Call {
    var call = self
    unsafe call.regions = unsafe Unmanaged.passUnretained(regions)
    return call
  }
}

/// Two objects that MPI needs until an operation is complete.
@usableFromInline
final class KeptTogether {
  private let objects: (AnyObject, AnyObject)

  @usableFromInline
  init(_ first: AnyObject, _ second: AnyObject) { objects = (first, second) }

  /// One object that keeps both, as far as there are any.
  @inlinable @inline(__always)
  static func both(_ first: AnyObject?, _ second: AnyObject?) -> AnyObject? {
    guard let first else { return second }
    guard let second else { return first }
    return KeptTogether(first, second)
  }
}

/// An error that MPI returned, or that a call would have led to, in one of the modes of an operation.
extension MPIError {
  @usableFromInline
  init(code: Int32, _ kind: cmpi_kind, _ mode: cmpi_mode) {
    let function = unsafe String(cString: cmpi_name(kind, mode))
    self.init(code: code, function: function)
  }

  @usableFromInline
  init(_ errorClass: ErrorClass, _ kind: cmpi_kind, _ reason: String) {
    self.init(errorClass, function: unsafe String(cString: cmpi_name(kind, cmpi_blocking)), reason)
  }
}
