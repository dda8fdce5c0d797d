import CMPI
import Glibc
import Synchronization

extension File {
  /// Starts to read into memory that is there.
  ///
  /// What was read is known from the request's status: `request.wait().count(of: Double.self)`. With Open MPI and MPICH
  /// it is done when the call returns: their own way of going on in the background never ends at the end of the file, and
  /// hides a full disk.
  ///
  /// - Parameters:
  ///   - buffer: Where the elements go; the request's until it has been waited for.
  ///   - position: Where in the file they are.
  ///   - isCollective: Whether all ranks of the file call it. Else any rank calls it, alone. There is no such thing with
  ///     the shared pointer; ``beginRead(into:at:)`` is.
  /// - Throws: As ``read(into:at:collectively:)``.
  ///
  /// The corresponding MPI functions are `MPI_File_iread`, `MPI_File_iread_all`, `MPI_File_iread_at`,
  /// `MPI_File_iread_at_all` and `MPI_File_iread_shared`.
  @_lifetime(copy buffer)
  public func startRead<Buffer: IncomingView & ~Copyable & ~Escapable>(
    into buffer: consuming Buffer, at position: FilePosition = .pointer,
    collectively isCollective: Bool = false
  ) throws(MPIError) -> Request<Nothing, Buffer> {
    let raw = unsafe buffer.unsafeMutableRaw
    let handle = try state.start(
      Transfer(writes: false, position, collectively: isCollective), raw, buffer.owner)
    return Request(handle, Nothing(), buffer)
  }

  /// Starts to write.
  ///
  /// With Open MPI and MPICH it is done when the call returns, for the reason that ``startRead(into:at:collectively:)``
  /// has.
  ///
  /// - Parameters:
  ///   - buffer: The elements, not to be changed until the request has been waited for.
  ///   - position: Where in the file they go.
  ///   - isCollective: Whether all ranks of the file call it. Else any rank calls it, alone. There is no such thing with
  ///     the shared pointer; ``beginWrite(_:at:)`` is.
  /// - Throws: As ``write(_:at:collectively:)``, but only on the rank that cannot write.
  ///
  /// The corresponding MPI functions are `MPI_File_iwrite`, `MPI_File_iwrite_all`, `MPI_File_iwrite_at`,
  /// `MPI_File_iwrite_at_all` and `MPI_File_iwrite_shared`.
  @_lifetime(copy buffer)
  public func startWrite<Buffer: OutgoingView & ~Copyable & ~Escapable>(
    _ buffer: consuming Buffer, at position: FilePosition = .pointer, collectively isCollective: Bool = false
  ) throws(MPIError) -> Request<Buffer, Nothing> {
    let raw = unsafe buffer.unsafeRaw.writing
    let handle = try state.start(
      Transfer(writes: true, position, collectively: isCollective), raw, buffer.owner)
    return Request(handle, buffer, Nothing())
  }
}

extension FileState {
  func start(
    _ transfer: Transfer, _ buffer: MutableRawBuffer, _ owner: AnyObject?
  ) throws(MPIError) -> RequestHandle {
    if transfer.position == .shared && transfer.isCollective {
      throw MPIError(
        .unsupported, function: transfer.name(.begin),
        "\(path): MPI has no requests of the ranks' turns with the shared pointer; there are beginRead and beginWrite"
      )
    }
    var operands = unsafe try operands(transfer, buffer, .nonblocking)
    var request = unsafe cmpi_request_null()
    guard cmpi_file_native_nonblocking() != 0 else {
      // Alone, because a call that does not block must not wait for other ranks.
      var alone = transfer
      alone.isCollective = false
      unsafe operands.way = alone.way
      let bytes = try unsafe perform(alone, buffer, operands)
      var status = Status.empty
      try status.setElements(bytes, of: .byte)
      return try GeneralizedRequest.completed(status)
    }
    let code = unsafe cmpi_file_perform(handle, .nonblocking, &operands, &request.raw, nil)
    if let error = error(
      transfer, .nonblocking, code, SystemError(number: errno), Status(), expected: nil)
    {
      throw error
    }
    return unsafe RequestHandle(request, keeping: FileActivity(self, owner))
  }
}

/// Something that goes on with a file, which is not to be closed meanwhile.
final class FileActivity {
  private let file: FileState
  private let owner: AnyObject?

  init(_ file: FileState, _ owner: AnyObject?) {
    self.file = file
    self.owner = owner
    file.pending.add(1, ordering: .relaxed)
  }

  deinit { file.pending.subtract(1, ordering: .releasing) }
}
