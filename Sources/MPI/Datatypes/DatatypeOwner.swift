import CMPI
import Synchronization

/// A handle that is freed with the last copy of the datatype.
@safe @usableFromInline
final class DatatypeOwner: @unchecked Sendable {  // Constant until MPI is finalized.
  let handle: cmpi_datatype
  /// Of what the datatype is made; nil if it is not made of one kind of units.
  let grain: Grain?
  private var isFreed = false

  /// Those that are in use by whoever knows their handles, until MPI is finalized.
  private static let kept = Mutex<[ObjectIdentifier: DatatypeOwner]>([:])

  init(_ handle: cmpi_datatype, grain: Grain?) {
    unsafe self.handle = unsafe handle
    self.grain = grain
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
      for owner in DatatypeOwner.kept.withLock({ Array($0.values) }) { owner.free() }
      return MPI_SUCCESS
    }
  }

  private func free() {
    // Nobody is left to be told of an error.
    var handle = unsafe self.handle
    if !isFreed && Environment.mayFree { _ = unsafe MPI_Type_free(&handle.raw) }
    isFreed = true
  }

  deinit { free() }
}

extension Environment {
  /// Whether a value that goes may free what it has of MPI: not after finalizing, when there is nothing to free any
  /// more, and not on a thread that must not call MPI.
  static var mayFree: Bool {
    guard (try? isFinalized) == false, let level = try? grantedThreadLevel else { return false }
    if level == .multiple { return true }
    var isMain: Int32 = 0
    return unsafe MPI_Is_thread_main(&isMain) == MPI_SUCCESS && isMain != 0
  }
}
