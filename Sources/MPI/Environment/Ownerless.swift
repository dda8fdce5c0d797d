import CMPI
import Synchronization

/// MPI's objects of which the last owner has gone. Where any thread may call MPI they are freed at once. Elsewhere only
/// whoever makes a new one is known to be allowed to call MPI: then those left behind are freed, and at the latest by
/// finalizing.
@safe
enum Ownerless: @unchecked Sendable {  // Handles are constants.
  case datatype(cmpi_datatype)
  case operation(cmpi_op)

  private static let leftBehind = Mutex<[Ownerless]>([])

  /// Frees one, now or later.
  static func release(_ object: Ownerless) {
    // After finalizing there is nothing to free.
    guard (try? Environment.isFinalized) == false, let level = try? Environment.grantedThreadLevel else {
      return
    }
    if level == .multiple { object.free() } else { leftBehind.withLock { $0.append(object) } }
  }

  /// Frees what was left behind: called where MPI may be called.
  static func freeAll() {
    let objects = leftBehind.withLock { objects in
      defer { objects = [] }
      return objects
    }
    for object in objects { object.free() }
  }

  private func free() {
    // Freeing is local, and nobody is left to be told of an error.
    switch self {
    case .datatype(var handle):
      if unsafe cmpi_datatype_is_null(handle) == 0 { _ = unsafe MPI_Type_free(&handle.raw) }
    case .operation(var handle):
      if unsafe cmpi_op_is_null(handle) == 0 { _ = unsafe MPI_Op_free(&handle.raw) }
    }
  }
}
