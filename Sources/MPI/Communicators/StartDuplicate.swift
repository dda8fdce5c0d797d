import CMPI

extension Communicator {
  /// Starts to make a duplicate, and returns at once.
  ///
  /// All ranks call it, in the same order as their other collective operations; so they do with ``free()`` when the
  /// duplicate is no longer needed.
  ///
  /// The corresponding MPI function is `MPI_Comm_idup`.
  public func startDuplicate() throws(MPIError) -> DuplicateRequest {
    try unsafe DuplicateRequest("MPI_Comm_idup") {
      unsafe MPI_Comm_idup(handle.raw, &$0.pointee.raw, &$1.raw)
    }
  }

  /// Starts to make a duplicate with hints of its own, and returns at once.
  ///
  /// All ranks call it, in the same order as their other collective operations; so they do with ``free()`` when the
  /// duplicate is no longer needed.
  ///
  /// - Throws: ``MPIError`` of class `unsupported` where MPI is older than 4.0.
  ///
  /// The corresponding MPI function is `MPI_Comm_idup_with_info`.
  public func startDuplicate(info: Info) throws(MPIError) -> DuplicateRequest {
    try unsafe DuplicateRequest("MPI_Comm_idup_with_info") {
      unsafe cmpi_comm_idup_with_info(handle.raw, info.handle.raw, &$0.pointee.raw, &$1.raw)
    }
  }
}

/// A communicator that is being made. If the request goes out of scope it is waited for, and the communicator stays: all
/// ranks would have to free it.
@safe
public struct DuplicateRequest: ~Copyable {
  private var handle: RequestHandle
  private let place: Place

  /// Where MPI writes the communicator, some time before the request is complete.
  @safe
  private final class Place {
    let pointer: UnsafeMutablePointer<cmpi_comm>

    init() {
      unsafe pointer = .allocate(capacity: 1)
      unsafe pointer.initialize(to: cmpi_comm_null())
    }

    deinit { unsafe pointer.deallocate() }
  }

  fileprivate init(
    _ function: StaticString, _ start: (UnsafeMutablePointer<cmpi_comm>, inout cmpi_request) -> Int32
  ) throws(MPIError) {
    let place = Place()
    var request = unsafe cmpi_request_null()
    try unsafe check(start(place.pointer, &request), function)
    handle = unsafe RequestHandle(request, keeping: place)
    self.place = place
  }

  /// Whether the communicator is there. Asking lets MPI work on it.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status`.
  public borrowing func isComplete() throws(MPIError) -> Bool {
    try unsafe handle.raw.isComplete()
  }

  /// Waits for the communicator.
  ///
  /// The corresponding MPI function is `MPI_Wait`.
  public consuming func wait() throws(MPIError) -> Communicator {
    _ = try handle.wait()
    return try unsafe Communicator(claiming: place.pointer.pointee)
  }
}
