public import CMPI

/// How two elements become one: what ``Communicator/reduce(_:_:root:)`` and its kin apply.
///
/// The corresponding MPI type is `MPI_Op`.
// Unchecked: MPI's operations are constant once made.
@safe @frozen
public struct ReduceOperation<Element: Transferable>: @unchecked Sendable {
  @usableFromInline let handle: cmpi_op
  /// What an operation from a closure keeps alive; nil for MPI's own.
  @usableFromInline let closure: ClosureOperation?

  @inlinable
  init(_ handle: cmpi_op) {
    unsafe self.handle = unsafe handle
    closure = nil
  }

  @usableFromInline
  init(_ closure: ClosureOperation) {
    unsafe handle = unsafe closure.operation
    self.closure = closure
  }
}

extension ReduceOperation where Element: NumericElement {
  /// The sum; what integers do that overflow, MPI leaves open. The corresponding MPI operation is `MPI_SUM`.
  @inlinable public static var sum: Self { unsafe Self(cmpi_sum()) }
  /// The product; what integers do that overflow, MPI leaves open. The corresponding MPI operation is `MPI_PROD`.
  @inlinable public static var product: Self { unsafe Self(cmpi_product()) }
}

extension ReduceOperation where Element: OrderedElement {
  /// The largest. The corresponding MPI operation is `MPI_MAX`.
  @inlinable public static var max: Self { unsafe Self(cmpi_max()) }
  /// The smallest. The corresponding MPI operation is `MPI_MIN`.
  @inlinable public static var min: Self { unsafe Self(cmpi_min()) }
}

extension ReduceOperation where Element: IntegerElement {
  /// The bits that are set in both. The corresponding MPI operation is `MPI_BAND`.
  @inlinable public static var bitwiseAnd: Self { unsafe Self(cmpi_bitwise_and()) }
  /// The bits that are set in one or both. The corresponding MPI operation is `MPI_BOR`.
  @inlinable public static var bitwiseOr: Self { unsafe Self(cmpi_bitwise_or()) }
  /// The bits that are set in just one. The corresponding MPI operation is `MPI_BXOR`.
  @inlinable public static var bitwiseXor: Self { unsafe Self(cmpi_bitwise_xor()) }
}

extension ReduceOperation where Element == Bool {
  /// Whether both are true. The corresponding MPI operation is `MPI_LAND`.
  @inlinable public static var and: Self { unsafe Self(cmpi_logical_and()) }
  /// Whether one or both are true. The corresponding MPI operation is `MPI_LOR`.
  @inlinable public static var or: Self { unsafe Self(cmpi_logical_or()) }
  /// Whether just one is true. The corresponding MPI operation is `MPI_LXOR`.
  @inlinable public static var xor: Self { unsafe Self(cmpi_logical_xor()) }
}

extension ReduceOperation where Element: SIMD, Element.Scalar: VectorElement {
  /// The sum of the vectors; what integers do that overflow, MPI leaves open. The corresponding MPI operation is `MPI_SUM`.
  @inlinable public static var sum: Self { unsafe Self(cmpi_sum()) }
}
