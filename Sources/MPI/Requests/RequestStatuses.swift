import CMPI

// What is asked of many operations and changes nothing: those that are complete stay so until they are waited for.
extension Requests {
  /// Whether all operations are complete: their status if so, nil if not. Asking lets MPI work on them.
  ///
  /// Unlike after ``test()``, ``wait()`` returns their status once more.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status_all`; where MPI is older than 4.1, each is asked for.
  public mutating func statusAll() throws(MPIError) -> [Status]? {
    let count = try cInt(count, "number of operations", "MPI_Request_get_status_all")
    var statuses = [Status](repeating: Status(), count: self.count)
    var isComplete: Int32 = 0
    let code = unsafe handles.withUnsafeMutableBufferPointer { requests in
      unsafe statuses.withUnsafeMutableBufferPointer { statuses in
        unsafe cmpi_request_get_status_all(count, requests.baseAddress, &isComplete, Status.raw(statuses))
      }
    }
    try Self.checkEach(code, statuses, "MPI_Request_get_status_all")
    return isComplete != 0 ? statuses : nil
  }

  /// One of the operations that is complete and was not found by ``waitAny()`` or its like, without waiting. Asking lets
  /// MPI work on them.
  ///
  /// - Returns: Its number and status; nil if none is, or all had been.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status_any`; where MPI is older than 4.1, each is asked for.
  public mutating func statusAny() throws(MPIError) -> (index: Int, status: Status)? {
    let count = try cInt(count, "number of operations", "MPI_Request_get_status_any")
    var index: Int32 = 0
    var flag: Int32 = 0
    var status = Status()
    let code = unsafe handles.withUnsafeMutableBufferPointer {
      unsafe cmpi_request_get_status_any(count, $0.baseAddress, &index, &flag, &status.raw)
    }
    if code != MPI_SUCCESS { throw MPIError(code: code, function: "MPI_Request_get_status_any") }
    return flag == 0 || index == MPI_UNDEFINED ? nil : (Int(index), status)
  }

  /// Those of the operations that are complete and were not found by ``waitSome()`` or its like, without waiting. Asking
  /// lets MPI work on them.
  ///
  /// - Returns: Their numbers and status.
  ///
  /// The corresponding MPI function is `MPI_Request_get_status_some`; where MPI is older than 4.1, each is asked for.
  public mutating func statusSome() throws(MPIError) -> [(index: Int, status: Status)] {
    unsafe try some("MPI_Request_get_status_some") { unsafe cmpi_request_get_status_some($0, $1, $2, $3, $4) }
  }
}
