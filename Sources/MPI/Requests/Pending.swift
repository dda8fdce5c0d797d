import CMPI

/// An operation that has been started and is not complete yet. It owns the memory that it needs.
///
/// Dropping one waits for its end.
@safe
package struct Pending: ~Copyable {
  private var request: cmpi_request
  private let memory: UnsafeMutableRawBufferPointer
  private var hasFailed = false

  /// Starts an operation on a copy of the bytes.
  init(
    _ bytes: [UInt8], _ function: StaticString,
    _ start: (UnsafeMutableRawBufferPointer, UnsafeMutablePointer<cmpi_request>) throws(MPIError) -> Int32
  ) throws(MPIError) {
    // Not self's before there is something to wait for: from then on its end frees the memory.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    unsafe memory.copyBytes(from: bytes)
    var request = unsafe cmpi_request_null()
    do throws(MPIError) {
      try unsafe check(try start(memory, &request), function)
    } catch {
      unsafe memory.deallocate()
      throw error
    }
    unsafe self.memory = unsafe memory
    unsafe self.request = unsafe request
  }

  /// Whether the operation is complete. Asking lets MPI work on it.
  ///
  /// The corresponding MPI function is `MPI_Test`.
  package mutating func isComplete() throws(MPIError) -> Bool {
    var flag: Int32 = 0
    let code = unsafe MPI_Test(&request.raw, &flag, cmpi_status_ignore())
    hasFailed = code != MPI_SUCCESS
    try check(code, "MPI_Test")
    return flag != 0
  }

  // A request that is complete is null, and waiting for it returns at once. One that has failed may never be
  // complete: it is left alone, with its memory, of which MPI may still know.
  deinit {
    if hasFailed { return }
    var request = unsafe self.request
    _ = unsafe MPI_Wait(&request.raw, cmpi_status_ignore())
    unsafe memory.deallocate()
  }
}

extension Communicator {
  /// Starts to send bytes. The corresponding MPI function is `MPI_Isend`.
  package func startSend(bytes: [UInt8], to destination: Int, tag: Int) throws(MPIError) -> Pending {
    let function: StaticString = "MPI_Isend"
    let destination = try cInt(destination, "destination", function)
    let tag = try cInt(tag, "tag", function)
    let count = try UInt8.units(bytes.count, function)
    return try unsafe Pending(bytes, function) { memory, request in
      unsafe MPI_Isend(
        memory.baseAddress, count, cmpi_byte().raw, destination, tag, handle.raw, &request.pointee.raw)
    }
  }

  /// Starts to wait until all ranks have come here. The corresponding MPI function is `MPI_Ibarrier`.
  package func startBarrier() throws(MPIError) -> Pending {
    try unsafe Pending([], "MPI_Ibarrier") { _, request in
      unsafe MPI_Ibarrier(handle.raw, &request.pointee.raw)
    }
  }
}
