import CMPI
import Glibc

/// Where in a file something is read or written.
public enum FilePosition: Sendable, Hashable {
  /// Where this rank's own pointer stands, which moves on.
  case pointer
  /// So many elements of the view from its start; bytes, if no view was set. No pointer moves.
  case offset(Int)
  /// Where the pointer stands that the ranks share, which moves on. Collectively the ranks come one after the other, in
  /// their order; else in any order.
  case shared
}

/// What is to be read from a file, or written to it, apart from the buffer.
struct Transfer {
  var writes: Bool
  var position: FilePosition
  var isCollective: Bool

  init(writes: Bool, _ position: FilePosition, collectively isCollective: Bool) {
    self.writes = writes
    self.position = position
    self.isCollective = isCollective
  }

  var way: cmpi_file_way {
    switch (position, isCollective) {
    case (.pointer, false): .pointer
    case (.pointer, true): .all
    case (.offset, false): .at
    case (.offset, true): .at_all
    case (.shared, false): .shared
    case (.shared, true): .ordered
    }
  }

  var offset: Int { if case .offset(let offset) = position { offset } else { 0 } }

  func name(_ mode: cmpi_file_mode) -> String {
    unsafe String(cString: cmpi_file_name(way, writes ? 1 : 0, mode))
  }
}

extension FileState {
  /// Refuses what cannot be done before MPI is called, because MPI sees to it late, or not at all.
  func operands(
    _ transfer: Transfer, _ buffer: MutableRawBuffer, _ mode: cmpi_file_mode
  ) throws(MPIError) -> cmpi_file_operands {
    if !access.contains(transfer.writes ? .write : .read) {
      throw MPIError(
        transfer.writes ? .readOnly : .access, function: transfer.name(mode),
        "\(path): the file is open for \(transfer.writes ? "reading" : "writing") only")
    }
    if transfer.offset < 0 {
      throw MPIError(
        .argument, function: transfer.name(mode), "\(path): the offset \(transfer.offset) is negative")
    }
    try refuseMisplaced(buffer, transfer.name(mode))
    let bytes = try byteCount(buffer)
    guard unit.size == 0 || bytes % unit.size == 0 else {
      throw MPIError(
        .count, function: transfer.name(mode),
        "\(path): \(bytes) bytes are no whole number of the view's elements of \(unit.size) bytes")
    }
    return unsafe cmpi_file_operands(
      way: transfer.way, writes: transfer.writes ? 1 : 0, offset: MPI_Offset(transfer.offset),
      address: buffer.address, count: MPI_Count(buffer.count), type: buffer.datatype.raw)
  }

  /// How many bytes of data there are. (Not as far as they reach: a datatype may have gaps.)
  func byteCount(_ buffer: MutableRawBuffer) throws(MPIError) -> Int {
    var size: MPI_Count = 0
    try unsafe check(MPI_Type_size_x(buffer.datatype.raw, &size), "MPI_Type_size")
    return Int(size) * buffer.count
  }

  /// Does a transfer, and returns when it is done: how many bytes there were.
  ///
  /// What one rank cannot write in a collective call, all throw.
  func perform(_ transfer: Transfer, _ buffer: MutableRawBuffer) throws(MPIError) -> Int {
    let operands = unsafe try operands(transfer, buffer, .blocking)
    return unsafe try perform(transfer, buffer, operands)
  }

  func perform(
    _ transfer: Transfer, _ buffer: MutableRawBuffer, _ operands: cmpi_file_operands
  ) throws(MPIError) -> Int {
    var operands = unsafe operands
    let bytes = try byteCount(buffer)
    let readable = try available(transfer, bytes)
    var status = Status()
    let code = unsafe cmpi_file_perform(handle, .blocking, &operands, nil, &status.raw)
    let system = SystemError(number: errno)
    return try outcome(transfer, .blocking, code, system, status, bytes, readable)
  }

  /// How many bytes a transfer had at its end, or what went wrong.
  func outcome(
    _ transfer: Transfer, _ mode: cmpi_file_mode, _ code: Int32, _ system: SystemError, _ status: Status,
    _ bytes: Int, _ readable: Int
  ) throws(MPIError) -> Int {
    let error = error(transfer, mode, code, system, status, expected: bytes)
    if transfer.writes && transfer.isCollective {
      try communicator.throwTogether(error, transfer.name(mode), path)
    } else if let error {
      throw error
    }
    if transfer.writes { return bytes }
    var status = status
    return min(unsafe Int(cmpi_status_bytes(&status.raw)), readable)
  }

  /// What is wrong after a call. Some implementations report success when the disk is full.
  func error(
    _ transfer: Transfer, _ mode: cmpi_file_mode, _ code: Int32, _ system: SystemError, _ status: Status,
    expected: Int?
  ) -> MPIError? {
    if code != MPI_SUCCESS {
      return MPIError(code: code, function: transfer.name(mode), path: path, system: system)
    }
    guard transfer.writes else { return nil }
    var status = status
    let written = unsafe Int(cmpi_status_bytes(&status.raw))
    let isShort = mode != .begin && expected.map { written < $0 } ?? false
    guard isShort || system.isLoss else { return nil }
    let reason = system.isLoss ? system.text : "\(written) of \(expected ?? 0) bytes were written"
    return MPIError(
      system.isLoss ? system.errorClass ?? .inputOutput : .inputOutput, function: transfer.name(mode),
      "\(path): \(reason)")
  }

  /// How many of so many bytes a read will find before the end of the file. Where a view has gaps, and in collective
  /// calls, implementations count as if the file had no end.
  func available(_ transfer: Transfer, _ bytes: Int) throws(MPIError) -> Int {
    guard !transfer.writes, unit.size > 0 else { return bytes }
    let wanted = bytes / unit.size
    var offset = MPI_Offset(transfer.offset)
    switch (transfer.position, transfer.isCollective) {
    case (.offset, _):
      break
    case (.pointer, _):
      try unsafe check(MPI_File_get_position(handle.raw, &offset), "MPI_File_get_position", path: path)
    case (.shared, _) where access.contains(.sequential) && cmpi_is_mpich_before(.max) != 0:
      // Where the pointer of such a file stands, MPICH does not say; but its counts end with the file.
      return bytes
    case (.shared, true):
      // Once all are here nobody moves the pointer any more on behalf of an earlier call. Then rank 0 is the first, and
      // the others start where those before them end.
      try communicator.barrier()
      if communicator.rank == 0 {
        try unsafe check(
          MPI_File_get_position_shared(handle.raw, &offset), "MPI_File_get_position_shared", path: path)
      }
      if let before = try communicator.exclusiveScan(Int(offset) + wanted, .sum) {
        offset = MPI_Offset(before)
      }
    case (.shared, false):
      return bytes  // Where it stands when it is this rank's turn, nobody can ask.
    }
    if wanted == 0 { return 0 }
    var units: MPI_Offset = 0
    try unsafe check(
      cmpi_file_available(handle, offset, MPI_Offset(wanted), MPI_Offset(unit.reach), &units),
      "MPI_File_get_byte_offset", path: path)
    return Int(units) * unit.size
  }

  /// Bytes as whole elements of a buffer.
  func elements(_ bytes: Int, of buffer: MutableRawBuffer, _ transfer: Transfer) throws(MPIError) -> Int {
    if buffer.elements == 0 { return 0 }
    let each = try byteCount(buffer) / buffer.elements
    if each == 0 { return buffer.elements }
    guard bytes % each == 0 else {
      throw MPIError(
        .truncate, function: transfer.name(.blocking),
        "\(path): the file ends inside an element: \(bytes) bytes were read, an element has \(each)")
    }
    return bytes / each
  }
}
