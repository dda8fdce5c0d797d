public import CMPI

extension Communicator {
  /// Sends selected elements.
  ///
  /// The corresponding MPI function is `MPI_Send`.
  @inlinable
  public func send<T: Transferable>(
    _ selection: borrowing Selection<T>, to destination: Int, tag: Int = 0
  ) throws(MPIError) {
    let destination = try cInt(destination, "destination", "MPI_Send")
    let tag = try cInt(tag, "tag", "MPI_Send")
    try selection.withRaw("MPI_Send") { raw throws(MPIError) in
      try unsafe check(
        MPI_Send(raw.address, raw.count, raw.datatype.raw, destination, tag, handle.raw), "MPI_Send")
    }
  }

  /// Receives into selected elements. The message may be shorter.
  ///
  /// The corresponding MPI function is `MPI_Recv`.
  @inlinable
  @discardableResult
  public func receive<T: Transferable>(
    into selection: inout MutableSelection<T>, from source: Int = anySource, tag: Int = anyTag
  ) throws(MPIError) -> Status {
    let source = try cInt(source, "source", "MPI_Recv")
    let tag = try cInt(tag, "tag", "MPI_Recv")
    var status = Status()
    try selection.withMutableRaw("MPI_Recv") { raw throws(MPIError) in
      try unsafe check(
        MPI_Recv(raw.address, raw.count, raw.datatype.raw, source, tag, handle.raw, &status.raw), "MPI_Recv")
    }
    return status
  }

  /// Sends selected elements and receives into others at the same time.
  ///
  /// The corresponding MPI function is `MPI_Sendrecv`.
  @inlinable
  @discardableResult
  public func sendReceive<T: Transferable, U: Transferable>(
    _ selection: borrowing Selection<T>, to destination: Int, tag: Int = 0,
    into received: inout MutableSelection<U>, from source: Int = anySource, receiveTag: Int = anyTag
  ) throws(MPIError) -> Status {
    let function: StaticString = "MPI_Sendrecv"
    let destination = try cInt(destination, "destination", function)
    let source = try cInt(source, "source", function)
    let tag = try cInt(tag, "tag", function)
    let receiveTag = try cInt(receiveTag, "tag", function)
    var status = Status()
    try received.withMutableRaw(function) { to throws(MPIError) in
      try selection.withRaw(function) { from throws(MPIError) in
        try unsafe check(
          MPI_Sendrecv(
            from.address, from.count, from.datatype.raw, destination, tag,
            to.address, to.count, to.datatype.raw, source, receiveTag, handle.raw, &status.raw), function)
      }
    }
    return status
  }
}
