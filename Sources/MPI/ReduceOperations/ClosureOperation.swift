public import CMPI

extension ReduceOperation {
  /// An operation of your own. It must be associative, and the same on all ranks.
  ///
  /// Any rank makes it, alone.
  ///
  /// - Parameters:
  ///   - commutative: Whether the order of the operands is of no importance, which gives MPI more freedom. If it is
  ///     not, they are combined in the order of the ranks.
  ///   - combine: What becomes of an element of lower ranks and one of higher ranks. It must not call MPI.
  ///
  /// The corresponding MPI functions are `MPI_Op_create` and, with the last copy of the operation, `MPI_Op_free`.
  public static func custom(
    commutative: Bool = true, _ combine: @escaping @Sendable (Element, Element) -> Element
  ) throws(MPIError) -> ReduceOperation {
    let size = MemoryLayout<Element>.stride
    let closure = try unsafe ClosureOperation(elementSize: size, commutative: commutative) {
      lower, accumulated, count in
      for offset in stride(from: 0, to: count * size, by: size) {
        // MPI aligns its own buffers as it likes.
        let result = combine(
          unsafe lower.loadUnaligned(fromByteOffset: offset, as: Element.self),
          unsafe accumulated.loadUnaligned(fromByteOffset: offset, as: Element.self))
        unsafe accumulated.storeBytes(of: result, toByteOffset: offset, as: Element.self)
      }
    }
    return ReduceOperation(closure)
  }
}

/// The handles of an operation from a closure, freed with the last copy of it.
///
/// MPI calls a C function, which cannot capture, with the operands and their datatype. So the closure travels as an
/// attribute of a datatype that is made for this operation.
@safe @usableFromInline
final class ClosureOperation: @unchecked Sendable {  // Constant once made.
  typealias Combine = @Sendable (UnsafeRawPointer, UnsafeMutableRawPointer, Int) -> Void

  @usableFromInline final private(set) var operation = unsafe cmpi_op_null()
  @usableFromInline final private(set) var datatype = unsafe cmpi_datatype_null()
  private let combine: Combine

  /// The key of the attribute, made once and kept for as long as MPI runs.
  private static let key: Result<Int32, MPIError> = {
    var key: Int32 = 0
    let code = unsafe cmpi_type_create_keyval(&key)
    return code == MPI_SUCCESS
      ? .success(key) : .failure(MPIError(code: code, function: "MPI_Type_create_keyval"))
  }()

  convenience init(elementSize: Int, commutative: Bool, _ combine: @escaping Combine) throws(MPIError) {
    try unsafe self.init(
      of: Datatype.byte.contiguous(count: elementSize), commutative: commutative, combine)
  }

  /// Of elements of a datatype, which is duplicated.
  init(of elements: Datatype, commutative: Bool, _ combine: @escaping Combine) throws(MPIError) {
    unsafe self.combine = unsafe combine
    Ownerless.freeAll()
    let key = try Self.key.get()
    try unsafe check(MPI_Type_dup(elements.handle.raw, &datatype.raw), "MPI_Type_dup")
    try unsafe check(
      MPI_Type_set_attr(datatype.raw, key, Unmanaged.passUnretained(self).toOpaque()), "MPI_Type_set_attr")
    let code = unsafe MPI_Op_create(
      { lower, accumulated, count, datatype in
        guard case .success(let key) = ClosureOperation.key, let lower = unsafe lower,
          let accumulated = unsafe accumulated,
          let count = unsafe count, let closure = unsafe cmpi_type_attribute(datatype, key)
        else { return }
        let this = unsafe Unmanaged<ClosureOperation>.fromOpaque(closure).takeUnretainedValue()
        unsafe this.combine(lower, accumulated, Int(count.pointee))
      },
      commutative ? 1 : 0, &operation.raw)
    try check(code, "MPI_Op_create")
  }

  deinit {
    unsafe Ownerless.release(.operation(operation))
    unsafe Ownerless.release(.datatype(datatype))
  }
}
