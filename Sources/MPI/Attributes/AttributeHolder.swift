import CMPI
import Synchronization

/// An object of MPI that can hold values of yours under an ``AttributeKey``: a communicator, a datatype or a window.
///
/// MPI has its functions for attributes once for each kind of object; they are the requirements, and are called by
/// the extension below only.
public protocol AttributeHolder {
  /// MPI's functions on attributes of this kind of objects.
  static var attributeFunctions: AttributeFunctions<Self> { get }
}

/// MPI's functions on the attributes of one kind of objects.
@safe
public struct AttributeFunctions<Holder> {
  /// What their names begin with.
  let prefix: String
  let create: (_ keyval: inout Int32, _ behavior: UnsafeMutableRawPointer) -> Int32
  let free: (_ keyval: inout Int32) -> Int32
  let set: (Holder, _ keyval: Int32, _ value: UnsafeMutableRawPointer) -> Int32
  let get: (Holder, _ keyval: Int32, _ value: inout UnsafeMutableRawPointer?, _ found: inout Int32) -> Int32
  let delete: (Holder, _ keyval: Int32) -> Int32

  /// The error of who uses a key that has been given back.
  func freed(_ name: String) -> MPIError {
    MPIError(.key, function: "\(prefix)_\(name)", "the key has been freed")
  }

  /// Turns the return code of one of them into an error.
  func check(_ code: Int32, _ name: String) throws(MPIError) {
    if code != MPI_SUCCESS { throw MPIError(code: code, function: "\(prefix)_\(name)") }
  }
}

extension AttributeHolder {
  /// The value under a key, nil if there is none.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Comm_get_attr`, `MPI_Type_get_attr` and `MPI_Win_get_attr`.
  public func attribute<Value>(_ key: AttributeKey<Self, Value>) throws(MPIError) -> Value? {
    let functions = Self.attributeFunctions
    var value: UnsafeMutableRawPointer?
    var found: Int32 = 0
    try unsafe functions.check(functions.get(self, key.keyval, &value, &found), "get_attr")
    return found == 0 ? nil : unsafe key.value(of: value)
  }

  /// Keeps a value under a key, in place of the one that was there.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `key` if the key has been freed.
  ///
  /// The corresponding MPI functions are `MPI_Comm_set_attr`, `MPI_Type_set_attr` and `MPI_Win_set_attr`.
  public func setAttribute<Value>(_ key: AttributeKey<Self, Value>, _ value: Value) throws(MPIError) {
    let functions = Self.attributeFunctions
    guard !key.behavior.isFreed.load(ordering: .relaxed) else { throw functions.freed("set_attr") }
    let box = unsafe Unmanaged<AttributeBox>.passRetained(AttributeKey<Self, Value>.Box(value, key.behavior))
    let code = unsafe functions.set(self, key.keyval, box.toOpaque())
    if code != MPI_SUCCESS { unsafe box.release() }
    try functions.check(code, "set_attr")
  }

  /// Deletes the value under a key, if there is one.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Comm_delete_attr`, `MPI_Type_delete_attr` and `MPI_Win_delete_attr`.
  public func deleteAttribute<Value>(_ key: AttributeKey<Self, Value>) throws(MPIError) {
    // MPI leaves open whether it is an error to delete what is not there.
    guard try attribute(key) != nil else { return }
    let functions = Self.attributeFunctions
    try functions.check(functions.delete(self, key.keyval), "delete_attr")
  }
}

extension Communicator: AttributeHolder {
  public static var attributeFunctions: AttributeFunctions<Self> {
    unsafe AttributeFunctions(
      prefix: "MPI_Comm",
      create: {
        unsafe MPI_Comm_create_keyval(
          { AttributeBehavior.copy($2, $3, $4, $5) }, { _, _, value, _ in AttributeBehavior.delete(value) },
          &$0,
          $1)
      },
      free: { unsafe MPI_Comm_free_keyval(&$0) },
      set: { unsafe MPI_Comm_set_attr($0.handle.raw, $1, $2) },
      get: { unsafe MPI_Comm_get_attr($0.handle.raw, $1, &$2, &$3) },
      delete: { unsafe MPI_Comm_delete_attr($0.handle.raw, $1) })
  }
}

extension Datatype: AttributeHolder {
  public static var attributeFunctions: AttributeFunctions<Self> {
    unsafe AttributeFunctions(
      prefix: "MPI_Type",
      create: {
        unsafe MPI_Type_create_keyval(
          { AttributeBehavior.copy($2, $3, $4, $5) }, { _, _, value, _ in AttributeBehavior.delete(value) },
          &$0,
          $1)
      },
      free: { unsafe MPI_Type_free_keyval(&$0) },
      set: { unsafe MPI_Type_set_attr($0.handle.raw, $1, $2) },
      get: { unsafe MPI_Type_get_attr($0.handle.raw, $1, &$2, &$3) },
      delete: { unsafe MPI_Type_delete_attr($0.handle.raw, $1) })
  }
}
