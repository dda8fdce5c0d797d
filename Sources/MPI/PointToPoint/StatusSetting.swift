import CMPI

// For those who complete requests themselves: see Request.generalized.
extension Status {
  /// A status of nothing: from ``anySource`` with ``anyTag``, without elements, neither cancelled nor an error.
  public static var empty: Status {
    var status = Status()
    status.raw.MPI_SOURCE = Int32(anySource)
    status.raw.MPI_TAG = Int32(anyTag)
    status.raw.MPI_ERROR = MPI_SUCCESS
    // MPI's own fields have values that C's zeros need not be.
    try? status.setCancelled(false)
    try? status.setElements(0, of: .byte)
    return status
  }

  /// Sets who sent it.
  ///
  /// - Throws: ``MPIError`` of class `argument` if it is no C int.
  ///
  /// The corresponding MPI function is `MPI_Status_set_source`.
  public mutating func setSource(_ source: Int) throws(MPIError) {
    let source = try cInt(source, "source", "MPI_Status_set_source")
    try unsafe check(cmpi_status_set_source(&raw, source), "MPI_Status_set_source")
  }

  /// Sets its tag.
  ///
  /// - Throws: ``MPIError`` of class `argument` if it is no C int.
  ///
  /// The corresponding MPI function is `MPI_Status_set_tag`.
  public mutating func setTag(_ tag: Int) throws(MPIError) {
    let tag = try cInt(tag, "tag", "MPI_Status_set_tag")
    try unsafe check(cmpi_status_set_tag(&raw, tag), "MPI_Status_set_tag")
  }

  /// The error of a request that was waited for together with others. The corresponding MPI function is
  /// `MPI_Status_get_error`.
  public var errorCode: ErrorCode { ErrorCode(rawValue: raw.MPI_ERROR) }

  /// Sets the error. It is not what waiting throws: that is for ``Completion/fail(_:)``.
  ///
  /// The corresponding MPI function is `MPI_Status_set_error`.
  public mutating func setErrorCode(_ code: ErrorCode) throws(MPIError) {
    try unsafe check(cmpi_status_set_error(&raw, code.rawValue), "MPI_Status_set_error")
  }

  /// Sets whether the operation was called off.
  ///
  /// The corresponding MPI function is `MPI_Status_set_cancelled`.
  public mutating func setCancelled(_ isCancelled: Bool) throws(MPIError) {
    try unsafe check(MPI_Status_set_cancelled(&raw, isCancelled ? 1 : 0), "MPI_Status_set_cancelled")
  }

  /// Sets how many elements of a type it has.
  ///
  /// - Throws: ``MPIError`` of class `count` if there are no so many.
  ///
  /// The corresponding MPI function is `MPI_Status_set_elements`.
  public mutating func setCount<T: Transferable>(_ count: Int, of type: T.Type) throws(MPIError) {
    let layout = T.layout
    let (units, overflows) = count.multipliedReportingOverflow(by: layout.units)
    try setElements(overflows ? -1 : units, of: layout.unit)
  }

  /// Sets how many elements of a datatype it has.
  ///
  /// - Throws: ``MPIError`` of class `count` if there are no so many.
  ///
  /// The corresponding MPI function is `MPI_Status_set_elements`.
  public mutating func setElements(_ count: Int, of datatype: Datatype) throws(MPIError) {
    let size = try datatype.size
    guard count >= 0, !count.multipliedReportingOverflow(by: size).overflow else {
      throw MPIError(.count, function: "MPI_Status_set_elements", "\(count) is no number of elements")
    }
    try unsafe check(
      cmpi_status_set_elements(&raw, datatype.handle.raw, MPI_Count(count)), "MPI_Status_set_elements")
  }
}
