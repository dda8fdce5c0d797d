import CMPI
import Synchronization

/// A handle that is freed with the last copy of the datatype.
@safe @usableFromInline
final class DatatypeOwner: @unchecked Sendable {  // Constant until MPI is finalized.
  let handle: cmpi_datatype
  /// Of what the datatype is made; nil if it is not made of one kind of units.
  let grain: Grain?

  /// The same as bytes, if somebody has asked for it.
  private let bytes = Mutex<Datatype?>(nil)

  /// Those that are in use by whoever knows their handles, by these, until MPI is finalized.
  private static let kept = Mutex<[MPI_Aint: DatatypeOwner]>([:])

  init(_ handle: cmpi_datatype, grain: Grain?) {
    unsafe self.handle = unsafe handle
    self.grain = grain
    Ownerless.freeAll()
  }

  /// Keeps the datatype until MPI is finalized.
  func keepForever() {
    let isFirst = Self.kept.withLock { kept in
      defer { kept[unsafe cmpi_datatype_bits(handle)] = self }
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

  /// A datatype as bytes if it is a mixture of types; itself if it is not, or is not kept.
  static func mixtureAsBytes(_ handle: cmpi_datatype) throws(MPIError) -> cmpi_datatype {
    let bits = unsafe cmpi_datatype_bits(handle)
    guard let owner = kept.withLock({ $0[bits] }) else { return unsafe handle }
    let datatype = try owner.bytes.withLock { (bytes) throws(MPIError) in
      if let bytes { return bytes }
      let datatype = unsafe Datatype(owner.handle)
      let made = try datatype.isOfOneType ? datatype : datatype.asBytes()
      bytes = made
      return made
    }
    return unsafe datatype.handle
  }

  deinit { unsafe Ownerless.release(.datatype(handle)) }
}
