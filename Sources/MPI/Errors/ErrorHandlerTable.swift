import CMPI
import Synchronization

/// The closures of the objects whose errors they handle.
///
/// MPI's handler is a C function, which cannot capture, and learns only of the object. It must not call MPI (MPICH
/// holds its lock meanwhile), so it cannot ask for an attribute and looks here. The object keeps the entry here for as
/// long as it is there: a communicator, which is but a handle, by an attribute, others in a slot.
enum ErrorHandlerTable {
  /// Objects of different kinds may have the same handle.
  private struct Key: Hashable {
    let kind: UInt32
    let handle: Int

    init(_ source: cmpi_error_source) {
      kind = unsafe source.kind.rawValue
      handle = unsafe source.handle
    }
  }

  private struct Row {
    let closure: ErrorHandler.Closure
    let entry: ObjectIdentifier
  }

  private static let rows = Mutex<[Key: Row]>([:])

  /// The key of the communicators' attribute, made once and kept for as long as MPI runs. This library gives a duplicate
  /// another handler, so that it needs no entry.
  static let key: Result<AttributeKey<Communicator, Entry>, MPIError> = Result {
    () throws(MPIError) in try AttributeKey(onDuplicate: .none)
  }

  static func closure(of source: cmpi_error_source) -> ErrorHandler.Closure? {
    let key = unsafe Key(source)
    return rows.withLock { $0[key]?.closure }
  }

  /// A row of the table, which is there as long as this object, or until another takes its place.
  final class Entry: Sendable {
    private let key: Key

    init(_ source: cmpi_error_source, _ closure: ErrorHandler.Closure) {
      key = unsafe Key(source)
      let row = Row(closure: closure, entry: ObjectIdentifier(self))
      ErrorHandlerTable.rows.withLock { $0[key] = row }
    }

    deinit {
      // What a closure holds may do anything at its end, so that ends after the lock.
      _ = ErrorHandlerTable.rows.withLock { rows in
        rows[key]?.entry == ObjectIdentifier(self) ? rows.removeValue(forKey: key) : nil
      }
    }
  }

  /// Where an object keeps its entry.
  final class Slot: Sendable {
    private let entry = Mutex<Entry?>(nil)

    func fill(_ new: Entry?) {
      // The old one ends after the lock.
      _ = entry.withLock { entry in
        defer { entry = new }
        return entry
      }
    }
  }
}

/// What MPI calls, through a shim that has the variable arguments which MPI's type of handlers asks for.
@c(cmpi_swift_error)
func errorHappened(_ kind: cmpi_error_kind, _ handle: Int, _ code: Int32) {
  let source = unsafe cmpi_error_source(kind: kind, handle: handle)
  unsafe ErrorHandlerTable.closure(of: source)?.body(ErrorCode(rawValue: code))
}
