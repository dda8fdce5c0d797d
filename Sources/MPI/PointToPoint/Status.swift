public import CMPI

/// Receives from whichever rank sends. The corresponding MPI constant is `MPI_ANY_SOURCE`.
@inlinable public var anySource: Int { Int(MPI_ANY_SOURCE) }

/// Receives whatever tag was sent. The corresponding MPI constant is `MPI_ANY_TAG`.
@inlinable public var anyTag: Int { Int(MPI_ANY_TAG) }

/// The neighbour that is not there: sending to it and receiving from it return at once and do nothing.
///
/// The corresponding MPI constant is `MPI_PROC_NULL`.
@inlinable public var noProcess: Int { Int(MPI_PROC_NULL) }

/// What is known of a message that was received or found by a probe.
///
/// The corresponding MPI type is `MPI_Status`.
@frozen
public struct Status: Sendable {
  @usableFromInline var raw: MPI_Status

  @inlinable
  init() { raw = MPI_Status() }

  /// The rank that sent it; ``noProcess`` if the receive was from ``noProcess``.
  ///
  /// The corresponding MPI function is `MPI_Status_get_source`.
  @inlinable public var source: Int { Int(raw.MPI_SOURCE) }

  /// Its tag. The corresponding MPI function is `MPI_Status_get_tag`.
  @inlinable public var tag: Int { Int(raw.MPI_TAG) }

  /// Whether a receive was called off before its message came. The corresponding MPI function is `MPI_Test_cancelled`.
  public var isCancelled: Bool {
    var status = raw
    var flag: Int32 = 0
    return unsafe MPI_Test_cancelled(&status, &flag) == MPI_SUCCESS && flag != 0
  }

  /// How many elements of a type it has.
  ///
  /// - Throws: ``MPIError`` of class `truncate` if its length is no multiple of an element's.
  ///
  /// The corresponding MPI function is `MPI_Get_count`.
  @inlinable
  public func count<T: Transferable>(of type: T.Type) throws(MPIError) -> Int {
    var status = raw
    var units: MPI_Count = 0
    try unsafe check(cmpi_get_count(&status, T.layout.unit.handle.raw, &units), "MPI_Get_count")
    guard units != MPI_UNDEFINED, Int(units) % T.layout.units == 0 else {
      throw MPIError(
        .truncate, function: "MPI_Get_count",
        "the message from rank \(source) with tag \(tag) is no whole number of \(type)")
    }
    return Int(units) / T.layout.units
  }
}
