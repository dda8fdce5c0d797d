public import CMPI

// What C and Fortran code shares with Swift, and somebody must bring to an end.

extension Session: @unsafe ExternalHandle {
  /// Uses a session that belongs to somebody else, who finalizes it. This library changes nothing of it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `session` if the handle is null.
  @unsafe public init(attaching rawHandle: MPI_Session) throws(MPIError) {
    duty = try unsafe SessionHandle(external: cmpi_session(raw: rawHandle), isOwned: false)
  }

  /// Takes over a session from its owner, who must not use it any more: its errors are thrown from now on.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `session` if the handle is null.
  ///
  /// The corresponding MPI function is `MPI_Session_set_errhandler`.
  @unsafe public init(taking rawHandle: MPI_Session) throws(MPIError) {
    duty = try unsafe SessionHandle(external: cmpi_session(raw: rawHandle), isOwned: true)
  }

  /// Gives the session to somebody else, who finalizes it.
  @unsafe public consuming func give() -> MPI_Session {
    let handle = unsafe duty.handle
    duty.release()
    return unsafe handle.raw
  }

  @unsafe public var rawHandle: MPI_Session { unsafe duty.handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_session_c2f(duty.handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Session {
    unsafe cmpi_session_f2c(fortran).raw
  }
}

extension SessionHandle {
  init(external handle: cmpi_session, isOwned: Bool) throws(MPIError) {
    guard unsafe cmpi_session_is_null(handle) == 0 else {
      throw .null("MPI_SESSION_NULL", .session, "MPI_Session_f2c")
    }
    if isOwned {
      try unsafe check(cmpi_session_return_errors(handle.raw), "MPI_Session_set_errhandler")
    }
    unsafe self.init(handle, isOwned: isOwned)
  }
}

extension Message: @unsafe ExternalHandle {
  /// Takes over a message that C has set apart by a matched probe.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - rawHandle: The message. It must be received here and nowhere else.
  ///   - status: The probe's status, which says how long the message is.
  /// - Throws: ``MPIError`` of class `request` if the handle is null.
  @unsafe public init(taking rawHandle: MPI_Message, status: MPI_Status) throws(MPIError) {
    let handle = unsafe cmpi_message(raw: rawHandle)
    guard unsafe cmpi_message_is_null(handle) == 0 else {
      throw .null("MPI_MESSAGE_NULL", .request, "MPI_Message_f2c")
    }
    var known = Status()
    known.raw = status
    unsafe self.init(handle, known)
  }

  /// Gives the message to somebody else, who receives it.
  ///
  /// - Returns: The message, and the probe's status, which says how long it is.
  @unsafe public consuming func give() -> (message: MPI_Message, status: MPI_Status) {
    let handle = unsafe self.handle
    unsafe self.handle = unsafe cmpi_message_null()
    return unsafe (handle.raw, status.raw)
  }

  @unsafe public var rawHandle: MPI_Message { unsafe handle.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_message_c2f(handle.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Message {
    unsafe cmpi_message_f2c(fortran).raw
  }
}

extension Request: @unsafe ExternalHandle
where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable {
  @unsafe public var rawHandle: MPI_Request { unsafe handle.raw.raw }
  @unsafe public var fortranHandle: Int32 { unsafe cmpi_request_c2f(handle.raw.raw) }
  @unsafe public static func rawHandle(fortran: Int32) -> MPI_Request {
    unsafe cmpi_request_f2c(fortran).raw
  }
}

extension Request where Sent: ~Copyable & ~Escapable, Received: ~Copyable & ~Escapable {
  /// Gives the request to somebody else, who completes it.
  ///
  /// Memory that was borrowed for the request must stay as it is until then. Memory that the request owns is never
  /// freed, because nobody says when it is complete.
  @unsafe public consuming func give() -> MPI_Request {
    let kept: [AnyObject?] = [handle.kept, outgoing.owner, incoming.owner]
    for object in kept { if let object { _ = unsafe Unmanaged.passRetained(object) } }
    return unsafe handle.give().raw
  }
}

extension Request where Sent == Nothing, Received == Nothing {
  /// Takes over the request of an operation that C has started, whose buffers stay C's.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter rawHandle: The request. It must be completed here and nowhere else, and must not be a persistent one.
  /// - Throws: ``MPIError`` of class `request` if the handle is null.
  @unsafe public init(taking rawHandle: MPI_Request) throws(MPIError) {
    let handle = unsafe cmpi_request(raw: rawHandle)
    guard unsafe cmpi_request_is_null(handle) == 0 else {
      throw .null("MPI_REQUEST_NULL", .request, "MPI_Request_f2c")
    }
    self.init(unsafe RequestHandle(handle), Nothing(), Nothing())
  }
}

extension RequestHandle {
  /// Leaves the request to somebody else.
  mutating func give() -> cmpi_request {
    let request = unsafe raw
    unsafe raw = unsafe cmpi_request_null()
    return unsafe request
  }
}
