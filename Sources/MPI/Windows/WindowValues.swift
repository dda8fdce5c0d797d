import CMPI

/// A window whatever its elements and memory are: what a key is for whose values windows hold.
///
/// ```swift
/// let key = try AttributeKey<AnyWindow, String>()
/// let window = try world.allocateWindow(repeating: 0.0, count: 10)
/// try window.setAttribute(key, "halo")
/// try window.free()
/// ```
@safe
public struct AnyWindow: AttributeHolder {
  let handle: cmpi_win

  public static var attributeFunctions: AttributeFunctions<Self> {
    unsafe AttributeFunctions(
      prefix: "MPI_Win",
      create: {
        unsafe MPI_Win_create_keyval(
          { AttributeBehavior.copy($2, $3, $4, $5) }, { _, _, value, _ in AttributeBehavior.delete(value) },
          &$0,
          $1)
      },
      free: { unsafe MPI_Win_free_keyval(&$0) },
      set: { unsafe MPI_Win_set_attr($0.handle.raw, $1, $2) },
      get: { unsafe MPI_Win_get_attr($0.handle.raw, $1, &$2, &$3) },
      delete: { unsafe MPI_Win_delete_attr($0.handle.raw, $1) })
  }
}

// As of communicators and datatypes. A window itself cannot be copied, so it is no AttributeHolder.
extension Window where Memory: ~Copyable & ~Escapable {
  /// The value under a key, nil if there is none.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Win_get_attr`.
  public func attribute<Value>(_ key: AttributeKey<AnyWindow, Value>) throws(MPIError) -> Value? {
    try unsafe AnyWindow(handle: handle.raw).attribute(key)
  }

  /// Keeps a value under a key, in place of the one that was there, until the window is freed.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Win_set_attr`.
  public func setAttribute<Value>(_ key: AttributeKey<AnyWindow, Value>, _ value: Value) throws(MPIError) {
    try unsafe AnyWindow(handle: handle.raw).setAttribute(key, value)
  }

  /// Deletes the value under a key, if there is one.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Win_delete_attr`.
  public func deleteAttribute<Value>(_ key: AttributeKey<AnyWindow, Value>) throws(MPIError) {
    try unsafe AnyWindow(handle: handle.raw).deleteAttribute(key)
  }
}
