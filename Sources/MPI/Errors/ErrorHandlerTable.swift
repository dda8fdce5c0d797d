import CMPI
import Synchronization

/// The closures of the communicators whose errors they handle.
///
/// MPI's handler is a C function, which cannot capture, and learns only of the communicator. It must not call MPI (MPICH
/// holds its lock meanwhile), so it cannot ask for an attribute and looks here. An attribute of the communicator
/// keeps the entry here for as long as the communicator is there.
enum ErrorHandlerTable {
  private struct Row {
    let body: ErrorHandler.Body
    let entry: ObjectIdentifier
  }

  private static let rows = Mutex<[Int: Row]>([:])

  /// The key of the attribute, made once and kept for as long as MPI runs. This library gives a duplicate another
  /// handler, so that it needs no entry.
  static let key: Result<AttributeKey<Communicator, Entry>, MPIError> = Result {
    () throws(MPIError) in try AttributeKey(onDuplicate: .none)
  }

  static func body(of identity: Int) -> ErrorHandler.Body? {
    rows.withLock { $0[identity]?.body }
  }

  /// A row of the table, which is there as long as this object, or until another takes its place.
  final class Entry: Sendable {
    private let identity: Int

    init(_ identity: Int, _ body: @escaping ErrorHandler.Body) {
      self.identity = identity
      let row = Row(body: body, entry: ObjectIdentifier(self))
      ErrorHandlerTable.rows.withLock { $0[identity] = row }
    }

    deinit {
      // What a closure holds may do anything at its end, so that ends after the lock.
      _ = ErrorHandlerTable.rows.withLock { rows in
        rows[identity]?.entry == ObjectIdentifier(self) ? rows.removeValue(forKey: identity) : nil
      }
    }
  }
}

/// What MPI calls, through a shim that has the variable arguments which MPI's type of handlers asks for.
@c(cmpi_swift_comm_error)
func communicatorError(_ identity: Int, _ code: Int32) {
  ErrorHandlerTable.body(of: identity)?(ErrorCode(rawValue: code))
}
