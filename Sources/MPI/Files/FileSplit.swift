import CMPI
import Glibc
import Synchronization

/// A collective transfer that has been begun and has not been ended.
///
/// Its buffer is its own until ``end()``: where that is a view of memory, touching the memory does not compile. A file has
/// at most one at a time. One that goes out of scope is ended then.
@safe
public struct SplitTransfer<
  Sent: OutgoingView & ~Copyable & ~Escapable, Received: IncomingView & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  // The first, so that it ends before owned memory is freed.
  var handle: SplitHandle
  let outgoing: Sent
  let incoming: Received

  @_lifetime(copy sent, copy received)
  init(_ handle: consuming SplitHandle, _ sent: consuming Sent, _ received: consuming Received) {
    self.handle = handle
    outgoing = sent
    incoming = received
  }

  /// Waits until the transfer is complete.
  ///
  /// All ranks of the file call it.
  ///
  /// - Returns: How many elements there were: of a read, fewer than the buffer has where the file ends.
  /// - Throws: As ``File/read(into:at:collectively:)`` or ``File/write(_:at:collectively:)``.
  ///
  /// The corresponding MPI functions are `MPI_File_read_all_end`, `MPI_File_read_at_all_end`,
  /// `MPI_File_read_ordered_end`, `MPI_File_write_all_end`, `MPI_File_write_at_all_end` and
  /// `MPI_File_write_ordered_end`.
  @discardableResult
  public consuming func end() throws(MPIError) -> Int {
    try handle.end()
  }
}

extension SplitTransfer: Escapable where Sent: Escapable & ~Copyable, Received: Escapable & ~Copyable {}

extension SplitTransfer where Sent == Nothing, Received: ~Copyable {
  /// Waits until the transfer is complete, and gives back the memory that it read into, and how many elements there were.
  ///
  /// All ranks of the file call it. The corresponding MPI functions are those of ``end()``.
  public consuming func received(_ count: inout Int) throws(MPIError) -> Received {
    count = try handle.end()
    return incoming
  }
}

extension File {
  /// Begins to read into memory that is there, collectively.
  ///
  /// All its ranks call it, and later end it. Until then the file is for this and for what is not collective.
  ///
  /// - Parameters:
  ///   - buffer: Where the elements go; the transfer's until it has been ended.
  ///   - position: Where in the file they are.
  /// - Throws: As ``read(into:at:collectively:)``; ``MPIError`` of class `pending` if another transfer has not been ended.
  ///
  /// The corresponding MPI functions are `MPI_File_read_all_begin`, `MPI_File_read_at_all_begin` and
  /// `MPI_File_read_ordered_begin`.
  @_lifetime(copy buffer)
  public func beginRead<Buffer: IncomingView & ~Copyable & ~Escapable>(
    into buffer: consuming Buffer, at position: FilePosition = .pointer
  ) throws(MPIError) -> SplitTransfer<Nothing, Buffer> {
    let raw = unsafe buffer.unsafeMutableRaw
    let handle = try SplitHandle(state, Transfer(writes: false, position, collectively: true), raw)
    return SplitTransfer(handle, Nothing(), buffer)
  }

  /// Begins to write, collectively.
  ///
  /// All its ranks call it, and later end it. Until then the file is for this and for what is not collective.
  ///
  /// - Parameters:
  ///   - buffer: The elements, not to be changed until the transfer has been ended.
  ///   - position: Where in the file they go.
  /// - Throws: As ``write(_:at:collectively:)``; ``MPIError`` of class `pending` if another transfer has not been ended.
  ///
  /// The corresponding MPI functions are `MPI_File_write_all_begin`, `MPI_File_write_at_all_begin` and
  /// `MPI_File_write_ordered_begin`.
  @_lifetime(copy buffer)
  public func beginWrite<Buffer: OutgoingView & ~Copyable & ~Escapable>(
    _ buffer: consuming Buffer, at position: FilePosition = .pointer
  ) throws(MPIError) -> SplitTransfer<Buffer, Nothing> {
    let raw = unsafe buffer.unsafeRaw.writing
    let handle = try SplitHandle(state, Transfer(writes: true, position, collectively: true), raw)
    return SplitTransfer(handle, buffer, Nothing())
  }
}

/// The duty to end a transfer.
@safe
struct SplitHandle: ~Copyable {
  private let file: FileState
  private let activity: FileActivity
  private let transfer: Transfer
  private let buffer: MutableRawBuffer
  private var operands: cmpi_file_operands
  /// How many bytes a read can find.
  private let readable: Int
  /// How many bytes there were, where that is known already.
  private var done: Int?
  private var isOpen = true

  init(_ file: FileState, _ transfer: Transfer, _ buffer: MutableRawBuffer) throws(MPIError) {
    let operands = unsafe try file.operands(transfer, buffer, .begin)
    guard file.isSplitOpen.exchange(true, ordering: .acquiringAndReleasing) == false else {
      throw MPIError(
        .pending, function: transfer.name(.begin),
        "\(file.path): another collective transfer was begun and has not been ended")
    }
    let begun: (readable: Int, done: Int?)
    do throws(MPIError) {
      begun = unsafe try Self.begin(file, transfer, buffer, operands)
    } catch {
      file.isSplitOpen.store(false, ordering: .releasing)
      throw error
    }
    self.file = file
    activity = FileActivity(file, nil)
    self.transfer = transfer
    self.buffer = buffer
    unsafe self.operands = operands
    readable = begun.readable
    done = begun.done
  }

  private static func begin(
    _ file: FileState, _ transfer: Transfer, _ buffer: MutableRawBuffer, _ operands: cmpi_file_operands
  ) throws(MPIError) -> (readable: Int, done: Int?) {
    guard cmpi_file_native_split() != 0 else {
      // MPI allows this: a beginning that does it all.
      return unsafe (0, try file.perform(transfer, buffer, operands))
    }
    var operands = unsafe operands
    let readable = try file.available(transfer, try file.byteCount(buffer))
    let code = unsafe cmpi_file_perform(file.handle, .begin, &operands, nil, nil)
    let error = file.error(
      transfer, .begin, code, SystemError(number: errno), Status(), expected: nil)
    if transfer.writes {
      try file.communicator.throwTogether(error, transfer.name(.begin), file.path)
    } else if let error {
      throw error
    }
    return (readable, nil)
  }

  mutating func end() throws(MPIError) -> Int {
    isOpen = false
    file.isSplitOpen.store(false, ordering: .releasing)
    if let done { return try file.elements(done, of: buffer, transfer) }
    var status = Status()
    let code = unsafe cmpi_file_perform(file.handle, .end, &operands, nil, &status.raw)
    let system = SystemError(number: errno)
    let bytes = try file.outcome(
      transfer, .end, code, system, status, try file.byteCount(buffer), readable)
    return try file.elements(bytes, of: buffer, transfer)
  }

  deinit {
    guard isOpen else { return }
    file.isSplitOpen.store(false, ordering: .releasing)
    if done == nil, (try? Environment.isFinalized) == false {
      var operands = unsafe operands
      var status = Status()
      _ = unsafe cmpi_file_perform(file.handle, .end, &operands, nil, &status.raw)
    }
  }
}
