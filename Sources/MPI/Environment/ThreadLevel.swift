import CMPI

/// Which threads of a process may call MPI.
public enum ThreadLevel: Int, Comparable, Sendable, CustomStringConvertible, CaseIterable {
  /// There is one thread. The corresponding MPI constant is `MPI_THREAD_SINGLE`.
  case single
  /// Only the thread that initialised MPI calls it. The corresponding MPI constant is `MPI_THREAD_FUNNELED`.
  case funneled
  /// Any thread calls MPI, one at a time. The corresponding MPI constant is `MPI_THREAD_SERIALIZED`.
  case serialized
  /// Any thread calls MPI at any time. The corresponding MPI constant is `MPI_THREAD_MULTIPLE`.
  case multiple

  private static let constants = [
    MPI_THREAD_SINGLE, MPI_THREAD_FUNNELED, MPI_THREAD_SERIALIZED, MPI_THREAD_MULTIPLE,
  ].map { Int32($0) }

  var constant: Int32 { Self.constants[rawValue] }

  init(constant: Int32) {
    self = Self.allCases.last { $0.constant <= constant } ?? .single
  }

  public static func < (left: ThreadLevel, right: ThreadLevel) -> Bool { left.rawValue < right.rawValue }

  public var description: String { "\(["single", "funneled", "serialized", "multiple"][rawValue])" }
}
