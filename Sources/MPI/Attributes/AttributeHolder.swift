import CMPI

/// An object of MPI that can hold values of yours under an ``AttributeKey``: a communicator or a datatype.
///
/// MPI has its functions for attributes once for each kind of object; they are the requirements, and are called by
/// the extension below only.
public protocol AttributeHolder {
  /// MPI's functions on attributes of this kind of objects.
  static var attributeFunctions: AttributeFunctions<Self> { get }
}

/// MPI's functions on the attributes of one kind of objects, and what they are called.
@safe
public struct AttributeFunctions<Holder> {
  let create: (_ keyval: inout Int32, _ behavior: UnsafeMutableRawPointer) -> Int32
  let createName: StaticString
  let free: (_ keyval: inout Int32) -> Int32
  let freeName: StaticString
  let set: (Holder, _ keyval: Int32, _ value: UnsafeMutableRawPointer) -> Int32
  let setName: StaticString
  let get: (Holder, _ keyval: Int32, _ value: inout UnsafeMutableRawPointer?, _ found: inout Int32) -> Int32
  let getName: StaticString
  let delete: (Holder, _ keyval: Int32) -> Int32
  let deleteName: StaticString
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
    try unsafe check(functions.get(self, key.keyval, &value, &found), functions.getName)
    return found == 0 ? nil : unsafe key.value(of: value)
  }

  /// Keeps a value under a key, in place of the one that was there.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Comm_set_attr`, `MPI_Type_set_attr` and `MPI_Win_set_attr`.
  public func setAttribute<Value>(_ key: AttributeKey<Self, Value>, _ value: Value) throws(MPIError) {
    let functions = Self.attributeFunctions
    let box = unsafe Unmanaged<AttributeBox>.passRetained(key.box(value))
    let code = unsafe functions.set(self, key.keyval, box.toOpaque())
    if code != MPI_SUCCESS { unsafe box.release() }
    try check(code, functions.setName)
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
    try check(functions.delete(self, key.keyval), functions.deleteName)
  }
}

extension Communicator: AttributeHolder {
  public static var attributeFunctions: AttributeFunctions<Self> {
    unsafe AttributeFunctions(
      create: { keyval, behavior in
        unsafe MPI_Comm_create_keyval(
          { _, _, behavior, value, copy, isCopied in
            AttributeBehavior.copy(behavior, value, copy, isCopied)
          },
          { _, _, value, _ in AttributeBehavior.delete(value) }, &keyval, behavior)
      },
      createName: "MPI_Comm_create_keyval",
      free: { unsafe MPI_Comm_free_keyval(&$0) }, freeName: "MPI_Comm_free_keyval",
      set: { unsafe MPI_Comm_set_attr($0.handle.raw, $1, $2) }, setName: "MPI_Comm_set_attr",
      get: { unsafe MPI_Comm_get_attr($0.handle.raw, $1, &$2, &$3) }, getName: "MPI_Comm_get_attr",
      delete: { unsafe MPI_Comm_delete_attr($0.handle.raw, $1) }, deleteName: "MPI_Comm_delete_attr")
  }
}

extension Datatype: AttributeHolder {
  public static var attributeFunctions: AttributeFunctions<Self> {
    unsafe AttributeFunctions(
      create: { keyval, behavior in
        unsafe MPI_Type_create_keyval(
          { _, _, behavior, value, copy, isCopied in
            AttributeBehavior.copy(behavior, value, copy, isCopied)
          },
          { _, _, value, _ in AttributeBehavior.delete(value) }, &keyval, behavior)
      },
      createName: "MPI_Type_create_keyval",
      free: { unsafe MPI_Type_free_keyval(&$0) }, freeName: "MPI_Type_free_keyval",
      set: { unsafe MPI_Type_set_attr($0.handle.raw, $1, $2) }, setName: "MPI_Type_set_attr",
      get: { unsafe MPI_Type_get_attr($0.handle.raw, $1, &$2, &$3) }, getName: "MPI_Type_get_attr",
      delete: { unsafe MPI_Type_delete_attr($0.handle.raw, $1) }, deleteName: "MPI_Type_delete_attr")
  }
}
