import CMPI

extension ReduceOperation {
  /// Combines elements of this process, place by place, without talking to others.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - lower: The elements of lower ranks, as it were: the operation's left operands.
  ///   - accumulated: Its right operands, overwritten by what becomes of them.
  /// - Throws: ``MPIError`` of class `count` if there are not as many of the one as of the other.
  ///
  /// The corresponding MPI function is `MPI_Reduce_local`.
  @inlinable
  public func combine<
    Lower: SendBuffer & ~Copyable & ~Escapable, Accumulated: ReceiveBuffer & ~Copyable & ~Escapable
  >(
    _ lower: borrowing Lower, into accumulated: inout Accumulated
  ) throws(MPIError) where Lower.Element == Element, Accumulated.Element == Element {
    let function: StaticString = "MPI_Reduce_local"
    unsafe try accumulated.withUnsafeMutableRaw { to throws(MPIError) in
      unsafe try lower.withUnsafeRaw { from throws(MPIError) in
        guard from.elements == to.elements else {
          throw MPIError(
            .count, function: function,
            "\(from.elements) elements cannot be combined with \(to.elements)")
        }
        try unsafe MPI.combine(
          from.address, into: to.address, count: closure == nil ? to.count : to.elements,
          closure?.datatype ?? to.datatype, handle)
      }
    }
  }

  /// Whether the order of the operands is of no importance, by MPI's own knowledge or by what was said when it was made.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Op_commutative`.
  public var isCommutative: Bool {
    get throws(MPIError) {
      var result: Int32 = 0
      try check(unsafe MPI_Op_commutative(handle.raw, &result), "MPI_Op_commutative")
      return result != 0
    }
  }
}
