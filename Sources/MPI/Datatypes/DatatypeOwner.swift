import CMPI
import Synchronization

/// A handle that is freed with the last copy of the datatype.
@safe @usableFromInline
final class DatatypeOwner: @unchecked Sendable {  // Constant until MPI is finalized.
  let handle: cmpi_datatype
  /// Of what the datatype is made; nil if it is not made of one kind of units.
  let grain: Grain?

  /// Those that are in use by whoever knows their handles, until MPI is finalized.
  private static let kept = Mutex<[ObjectIdentifier: DatatypeOwner]>([:])

  init(_ handle: cmpi_datatype, grain: Grain?) {
    unsafe self.handle = unsafe handle
    self.grain = grain
    Ownerless.freeAll()
  }

  /// Keeps the datatype until MPI is finalized.
  @usableFromInline
  func keepForever() {
    let isFirst = Self.kept.withLock { kept in
      defer { kept[ObjectIdentifier(self)] = self }
      return kept.isEmpty
    }
    guard isFirst else { return }
    // If MPI refuses, the datatypes are not freed, which nobody but MPICH complains of.
    _ = unsafe cmpi_at_finalize { _, _, _, _ in
      DatatypeOwner.kept.withLock { $0 = [:] }
      Ownerless.freeAll()
      return MPI_SUCCESS
    }
  }

  deinit { unsafe Ownerless.release(.datatype(handle)) }
}
