import CMPI

extension Communicator {
  /// Waits for a message, without receiving it.
  ///
  /// - Parameters:
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI function is `MPI_Probe`.
  public func probe(from source: Int = anySource, tag: Int = anyTag) throws(MPIError) -> Status {
    let source = try cInt(source, "source", "MPI_Probe")
    let tag = try cInt(tag, "tag", "MPI_Probe")
    var status = Status()
    try unsafe check(MPI_Probe(source, tag, handle.raw, &status.raw), "MPI_Probe")
    return status
  }

  /// Looks for a message, without waiting or receiving it; nil if none has come.
  ///
  /// - Parameters:
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI function is `MPI_Iprobe`.
  public func probeNow(from source: Int = anySource, tag: Int = anyTag) throws(MPIError) -> Status? {
    let source = try cInt(source, "source", "MPI_Iprobe")
    let tag = try cInt(tag, "tag", "MPI_Iprobe")
    var status = Status()
    var found: Int32 = 0
    try unsafe check(MPI_Iprobe(source, tag, handle.raw, &found, &status.raw), "MPI_Iprobe")
    return found != 0 ? status : nil
  }

  /// Waits for a message and sets it apart for whoever has the result: nobody else receives it.
  ///
  /// - Parameters:
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI function is `MPI_Mprobe`.
  public func probeMatched(from source: Int = anySource, tag: Int = anyTag) throws(MPIError) -> Message {
    let source = try cInt(source, "source", "MPI_Mprobe")
    let tag = try cInt(tag, "tag", "MPI_Mprobe")
    var status = Status()
    var message = unsafe cmpi_message_null()
    try unsafe check(MPI_Mprobe(source, tag, handle.raw, &message.raw, &status.raw), "MPI_Mprobe")
    return unsafe Message(message, status)
  }

  /// Looks for a message, without waiting, and sets it apart; nil if none has come.
  ///
  /// - Parameters:
  ///   - source: The rank that sends it, or ``anySource``.
  ///   - tag: The tag it was sent with, or ``anyTag``.
  ///
  /// The corresponding MPI function is `MPI_Improbe`.
  public func probeMatchedNow(from source: Int = anySource, tag: Int = anyTag) throws(MPIError) -> Message? {
    let source = try cInt(source, "source", "MPI_Improbe")
    let tag = try cInt(tag, "tag", "MPI_Improbe")
    var status = Status()
    var message = unsafe cmpi_message_null()
    var found: Int32 = 0
    try unsafe check(
      MPI_Improbe(source, tag, handle.raw, &found, &message.raw, &status.raw), "MPI_Improbe")
    return found != 0 ? unsafe Message(message, status) : nil
  }
}
