/// Whatever can be sent: a ``SendBuffer``, or a part of one that a datatype picks out.
public protocol Outgoing<Element>: ~Copyable, ~Escapable {
  associatedtype Element: Transferable

  /// Calls `body` with the memory, which MPI may read until `body` returns. For this library only, and for who conforms.
  @unsafe func withUnsafeRaw<R>(_ body: (RawBuffer) throws(MPIError) -> R) throws(MPIError) -> R
}

/// Whatever can be received into: a ``ReceiveBuffer``, or a part of one that a datatype picks out.
public protocol Incoming<Element>: ~Copyable, ~Escapable {
  associatedtype Element: Transferable

  /// Calls `body` with the memory, which MPI may write to until `body` returns. For this library only, and for who
  /// conforms.
  @unsafe mutating func withUnsafeMutableRaw<R>(
    _ body: (MutableRawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R
}

/// What can be sent by an operation that goes on after the call: a view of memory, such as a span, of which the compiler
/// knows how long it lives, or memory of its own.
public protocol OutgoingView: Outgoing, ~Copyable, ~Escapable {
  /// The memory, which stays where it is for as long as the view lives.
  @unsafe var unsafeRaw: RawBuffer { get }

  /// What keeps the memory alive, if that is not for the compiler to know.
  var owner: AnyObject? { get }
}

/// What can be received into by an operation that goes on after the call.
public protocol IncomingView: Incoming, ~Copyable, ~Escapable {
  /// The memory, which stays where it is, and is nobody else's, for as long as the view lives.
  @unsafe var unsafeMutableRaw: MutableRawBuffer { mutating get }

  /// What keeps the memory alive, if that is not for the compiler to know.
  var owner: AnyObject? { get }
}

extension OutgoingView where Self: ~Copyable, Self: ~Escapable {
  @inlinable public var owner: AnyObject? { nil }

  @inlinable
  @unsafe public func withUnsafeRaw<R>(_ body: (RawBuffer) throws(MPIError) -> R) throws(MPIError) -> R {
    unsafe try body(unsafeRaw)
  }
}

extension IncomingView where Self: ~Copyable, Self: ~Escapable {
  @inlinable public var owner: AnyObject? { nil }

  @inlinable
  @unsafe public mutating func withUnsafeMutableRaw<R>(
    _ body: (MutableRawBuffer) throws(MPIError) -> R
  ) throws(MPIError) -> R {
    unsafe try body(unsafeMutableRaw)
  }
}

/// For operations that send nothing, or receive nothing, or do it in place.
@frozen
public struct Nothing: OutgoingView, IncomingView {
  public typealias Element = UInt8

  @inlinable
  init() {}

  @inlinable public var owner: AnyObject? { nil }
  @unsafe @inlinable public var unsafeRaw: RawBuffer { .ignored }
  @unsafe @inlinable public var unsafeMutableRaw: MutableRawBuffer { .ignored }
}
