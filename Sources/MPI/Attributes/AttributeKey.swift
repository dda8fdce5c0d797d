import CMPI
import Synchronization

/// A key under which communicators, or other objects of MPI, keep a value of yours.
///
/// ```swift
/// let key = try AttributeKey<Communicator, [String]>(onDuplicate: .shared)
/// try world.setAttribute(key, ["north", "south"])
/// let names = try world.attribute(key)
/// ```
///
/// The value belongs to this process only, and lives until it is replaced or deleted, or the object is freed. A
/// library that computes something for each communicator that it is given can keep it there.
///
/// The corresponding MPI type is a keyval, as `MPI_Comm_create_keyval` makes it.
@safe
public struct AttributeKey<Holder: AttributeHolder, Value: Sendable>: Sendable {
  let keyval: Int32
  let behavior: AttributeBehavior

  /// Makes a key.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameter copy: What a duplicate of an object has in place of the object's value.
  ///
  /// The corresponding MPI functions are `MPI_Comm_create_keyval`, `MPI_Type_create_keyval` and `MPI_Win_create_keyval`.
  public init(onDuplicate copy: AttributeCopy<Value> = .none) throws(MPIError) {
    let copyValue: (AttributeBox) -> AttributeBox? =
      switch copy {
      case .none: { _ in nil }
      case .shared: { $0 }
      case .custom(let body):
        { box in
          guard let box = box as? Box, let value = body(box.value) else { return nil }
          return Box(value, box.behavior)
        }
      }
    let behavior = AttributeBehavior(copyValue)
    // MPI has a reference of its own, until the key is freed.
    let reference = unsafe Unmanaged.passRetained(behavior)
    var keyval: Int32 = 0
    let functions = Holder.attributeFunctions
    let code = unsafe functions.create(&keyval, reference.toOpaque())
    if code != MPI_SUCCESS { unsafe reference.release() }
    try functions.check(code, "create_keyval")
    self.keyval = keyval
    self.behavior = behavior
  }

  /// Gives the key back to MPI. It must not be used again; the values under it stay until their objects are freed.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `key` if it was given back before.
  ///
  /// The corresponding MPI functions are `MPI_Comm_free_keyval`, `MPI_Type_free_keyval` and `MPI_Win_free_keyval`.
  public func free() throws(MPIError) {
    let functions = Holder.attributeFunctions
    // While there are values under it, MPI takes a key that was freed for one that was not.
    guard !behavior.isFreed.exchange(true, ordering: .relaxed) else {
      throw functions.freed("free_keyval")
    }
    var keyval = self.keyval
    try functions.check(functions.free(&keyval), "free_keyval")
    unsafe Unmanaged.passUnretained(behavior).release()
  }

  /// A value with its type.
  final class Box: AttributeBox {
    let value: Value

    init(_ value: Value, _ behavior: AttributeBehavior) {
      self.value = value
      super.init(behavior)
    }
  }

  /// The value of what MPI has under the key.
  @unsafe func value(of box: UnsafeMutableRawPointer?) -> Value? {
    guard let box = unsafe box else { return nil }
    return (unsafe Unmanaged<AttributeBox>.fromOpaque(box).takeUnretainedValue() as? Box)?.value
  }
}

/// What a duplicate of an object has in place of the object's attribute.
public enum AttributeCopy<Value: Sendable>: Sendable {
  /// Nothing. The corresponding MPI function is `MPI_COMM_NULL_COPY_FN`.
  case none
  /// The same value. The corresponding MPI function is `MPI_COMM_DUP_FN`.
  case shared
  /// What a closure makes of the value, nothing if that is nil. It must not call MPI.
  ///
  /// In C it is a copy function that is given to `MPI_Comm_create_keyval`.
  case custom(@Sendable (Value) -> Value?)
}

/// What MPI keeps for us under a key: a retained reference.
class AttributeBox {
  // MPI hands the behaviour to its callbacks, also after the key has been freed: it lives as long as any value.
  let behavior: AttributeBehavior

  init(_ behavior: AttributeBehavior) {
    self.behavior = behavior
  }
}

/// What a key's callbacks do, whatever the type of the values.
// Unchecked: the closure holds a closure that is Sendable, and the type of the holder, which is not.
final class AttributeBehavior: @unchecked Sendable {
  let copy: (AttributeBox) -> AttributeBox?
  let isFreed = Atomic(false)

  init(_ copy: @escaping (AttributeBox) -> AttributeBox?) {
    self.copy = copy
  }

  /// MPI's copy callbacks: a retained reference in `result`, and whether there is one.
  @safe static func copy(
    _ behavior: UnsafeMutableRawPointer?, _ value: UnsafeMutableRawPointer?,
    _ result: UnsafeMutableRawPointer?, _ hasResult: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    unsafe hasResult?.pointee = 0
    guard let behavior = unsafe behavior, let value = unsafe value, let result = unsafe result else {
      return MPI_SUCCESS
    }
    let this = unsafe Unmanaged<AttributeBehavior>.fromOpaque(behavior).takeUnretainedValue()
    if let copy = this.copy(unsafe Unmanaged<AttributeBox>.fromOpaque(value).takeUnretainedValue()) {
      unsafe result.storeBytes(
        of: Unmanaged.passRetained(copy).toOpaque(), as: UnsafeMutableRawPointer.self)
      unsafe hasResult?.pointee = 1
    }
    return MPI_SUCCESS
  }

  /// MPI's delete callbacks.
  @safe static func delete(_ value: UnsafeMutableRawPointer?) -> Int32 {
    if let value = unsafe value { unsafe Unmanaged<AttributeBox>.fromOpaque(value).release() }
    return MPI_SUCCESS
  }
}
