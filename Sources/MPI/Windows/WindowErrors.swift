import CMPI

extension ErrorClass {
  /// An invalid window. The corresponding MPI constant is `MPI_ERR_WIN`.
  public static var window: ErrorClass { ErrorClass(MPI_ERR_WIN) }
  /// An invalid address of a window's memory. The corresponding MPI constant is `MPI_ERR_BASE`.
  public static var base: ErrorClass { ErrorClass(MPI_ERR_BASE) }
  /// An invalid size of a window's memory. The corresponding MPI constant is `MPI_ERR_SIZE`.
  public static var size: ErrorClass { ErrorClass(MPI_ERR_SIZE) }
  /// An invalid displacement in a window. The corresponding MPI constant is `MPI_ERR_DISP`.
  public static var displacement: ErrorClass { ErrorClass(MPI_ERR_DISP) }
  /// An invalid kind of lock on a window. The corresponding MPI constant is `MPI_ERR_LOCKTYPE`.
  public static var lockType: ErrorClass { ErrorClass(MPI_ERR_LOCKTYPE) }
  /// An invalid assertion about the use of a window. The corresponding MPI constant is `MPI_ERR_ASSERT`.
  public static var assertion: ErrorClass { ErrorClass(MPI_ERR_ASSERT) }
  /// Accesses to a window that conflict. The corresponding MPI constant is `MPI_ERR_RMA_CONFLICT`.
  public static var rmaConflict: ErrorClass { ErrorClass(MPI_ERR_RMA_CONFLICT) }
  /// A wrong synchronisation of a window. The corresponding MPI constant is `MPI_ERR_RMA_SYNC`.
  public static var rmaSync: ErrorClass { ErrorClass(MPI_ERR_RMA_SYNC) }
  /// Memory that is not a part of the window. The corresponding MPI constant is `MPI_ERR_RMA_RANGE`.
  public static var rmaRange: ErrorClass { ErrorClass(MPI_ERR_RMA_RANGE) }
  /// Memory that cannot be attached to the window. The corresponding MPI constant is `MPI_ERR_RMA_ATTACH`.
  public static var rmaAttach: ErrorClass { ErrorClass(MPI_ERR_RMA_ATTACH) }
  /// Memory that the ranks cannot share, because they are on different machines.
  ///
  /// The corresponding MPI constant is `MPI_ERR_RMA_SHARED`.
  public static var rmaShared: ErrorClass { ErrorClass(MPI_ERR_RMA_SHARED) }
  /// A window of the wrong kind for the call. The corresponding MPI constant is `MPI_ERR_RMA_FLAVOR`.
  public static var rmaFlavor: ErrorClass { ErrorClass(MPI_ERR_RMA_FLAVOR) }

  static var windowNames: [(ErrorClass, String)] {
    [
      (.window, "window"), (.base, "base"), (.size, "size"), (.displacement, "displacement"),
      (.lockType, "lock type"), (.assertion, "assertion"), (.rmaConflict, "RMA conflict"),
      (.rmaSync, "RMA sync"), (.rmaRange, "RMA range"), (.rmaAttach, "RMA attach"),
      (.rmaShared, "RMA shared"), (.rmaFlavor, "RMA flavor"),
    ]
  }
}
