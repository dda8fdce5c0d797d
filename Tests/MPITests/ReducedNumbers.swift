import MPI
import Support

/// MPICH 4.0 compares unsigned numbers as if they had a sign.
private let comparesUnsigned = !Environment.libraryVersion.contains(/MPICH Version:\s*4\.0/)

/// A number that MPI reduces itself.
protocol ReducedNumber: OrderedElement {
  /// Numbers so small that their sums and products over some ranks are exact: what an overflow becomes, MPI leaves
  /// open.
  static func small(rank: Int, index: Int) -> Self
  /// Numbers from all over the type's range.
  static func wide(rank: Int, index: Int) -> Self
}

extension ReducedNumber where Self: FixedWidthInteger {
  static func small(rank: Int, index: Int) -> Self { Self((rank * 5 + index) % 3) }
  static func wide(rank: Int, index: Int) -> Self {
    let largest = Self.isSigned || comparesUnsigned ? Self.max : Self.max >> 1
    return switch (rank + index) % 11 {
    case 0: largest
    case 1: .min
    default: Self(truncatingIfNeeded: (rank + 2) * (index - 30) * 0x0123_4567_89AB) & (.min | largest)
    }
  }
}
extension ReducedNumber where Self: BinaryFloatingPoint {
  static func small(rank: Int, index: Int) -> Self { Self((rank + index) % 7) - 2.5 }
  static func wide(rank: Int, index: Int) -> Self {
    switch (rank + index) % 11 {
    case 0: .infinity
    case 1: -.greatestFiniteMagnitude
    default: Self((rank + 2) * (index - 30)) * .leastNonzeroMagnitude
    }
  }
}

protocol ReducedInteger: ReducedNumber, IntegerElement {}
extension Int8: ReducedInteger {}
extension Int16: ReducedInteger {}
extension Int32: ReducedInteger {}
extension Int64: ReducedInteger {}
extension Int: ReducedInteger {}
extension UInt8: ReducedInteger {}
extension UInt16: ReducedInteger {}
extension UInt32: ReducedInteger {}
extension UInt64: ReducedInteger {}
extension UInt: ReducedInteger {}
extension Float: ReducedNumber {}
extension Double: ReducedNumber {}

let integerTypes: [any ReducedInteger.Type] = [
  Int8.self, Int16.self, Int32.self, Int64.self, Int.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self,
  UInt.self,
]
let numberTypes: [any ReducedNumber.Type] = integerTypes + [Float.self, Double.self]

extension ReducedInteger {
  /// Numbers of all kinds of bits.
  static func bits(rank: Int, index: Int) -> Self {
    Self(truncatingIfNeeded: (rank + 2) * (index - 30) * 0x0123_4567_89AB)
  }
}
