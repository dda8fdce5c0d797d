public import CMPI

// The three shapes of a reduction: a new result, a result into memory that is there, and in place. Each takes the C
// function as a closure over (sent, received, count, datatype, operation).

@usableFromInline
typealias CReduction = (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int32, cmpi_datatype, cmpi_op) -> Int32

extension SendBuffer where Self: ~Copyable, Self: ~Escapable {
  @inlinable
  func reduced(
    _ operation: ReduceOperation<Element>, _ function: StaticString, _ call: CReduction
  ) throws(MPIError) -> Owned {
    try Self.ownedRaw(elementCount, function) { result throws(MPIError) in
      try withRaw(function) { raw throws(MPIError) in
        let (count, datatype) = unsafe operation.operands(raw.count)
        try unsafe check(call(raw.address, result.address, count, datatype, operation.handle), function)
      }
    }
  }

  @inlinable
  func reduce<Result: ReceiveBuffer & ~Copyable & ~Escapable>(
    into result: inout Result, _ operation: ReduceOperation<Element>, _ function: StaticString,
    _ call: CReduction
  ) throws(MPIError) where Result.Element == Element {
    guard result.elementCount == elementCount else {
      throw MPIError(
        .count, function: function,
        "the buffer for the result has \(result.elementCount) elements, but must have \(elementCount)")
    }
    try result.withMutableRaw(function) { result throws(MPIError) in
      try withRaw(function) { raw throws(MPIError) in
        let (count, datatype) = unsafe operation.operands(raw.count)
        try unsafe check(call(raw.address, result.address, count, datatype, operation.handle), function)
      }
    }
  }
}

extension ReceiveBuffer where Self: ~Copyable, Self: ~Escapable {
  @inlinable
  mutating func reduceInPlace(
    _ operation: ReduceOperation<Element>, _ function: StaticString, _ call: CReduction
  ) throws(MPIError) {
    try withMutableRaw(function) { raw throws(MPIError) in
      let (count, datatype) = unsafe operation.operands(raw.count)
      try unsafe check(call(cmpi_in_place(), raw.address, count, datatype, operation.handle), function)
    }
  }
}
