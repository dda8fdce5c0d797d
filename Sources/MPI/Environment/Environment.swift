public import CMPI

/// MPI, up and running: it starts with this value and ends with it.
///
/// ```swift
/// let mpi = try Environment()
/// print("rank \(mpi.world.rank) of \(mpi.world.size)")
/// try mpi.finalize()
/// ```
///
/// Inside a program that has initialised MPI already (a simulation code in C or Fortran that calls Swift), the value
/// attaches to what is there and leaves finalizing to its owner.
///
/// Dropping the value finalizes, too, if it was this value that initialised; then errors are lost.
public struct Environment: ~Copyable {
  /// Whether this value initialised MPI, and so finalizes it.
  public let isOwner: Bool
  /// The thread level that the implementation granted, which may be less than was asked for.
  public let threadLevel: ThreadLevel
  /// All processes that were started together: `MPI_COMM_WORLD` itself when this value initialised MPI, and a
  /// duplicate of it when it attached, so that neither messages nor error handlers mix with the host's.
  public let world: Communicator
  /// This process alone. It corresponds to `MPI_COMM_SELF` like ``world`` to `MPI_COMM_WORLD`.
  public let selfOnly: Communicator

  /// Initialises MPI, or attaches if that has been done.
  ///
  /// All ranks of the world call it.
  ///
  /// - Parameter threadLevel: Which threads will call MPI. Ask ``Environment/threadLevel`` what was granted.
  /// - Throws: ``MPIError`` when MPI does not start, or has been finalized already.
  ///
  /// The corresponding MPI functions are `MPI_Init_thread`, or `MPI_Initialized` and `MPI_Query_thread`.
  public init(threadLevel: ThreadLevel = .multiple) throws(MPIError) {
    guard try !Environment.isFinalized else {
      throw MPIError(.other, function: "MPI_Init_thread", "MPI has been finalized and cannot start again")
    }
    var provided: Int32 = 0
    let isOwner = try !Environment.isInitialized
    let world: Communicator
    let selfOnly: Communicator
    if isOwner {
      try unsafe check(MPI_Init_thread(nil, nil, threadLevel.constant, &provided), "MPI_Init_thread")
      world = try unsafe Communicator(claiming: cmpi_comm_world())
      selfOnly = try unsafe Communicator(claiming: cmpi_comm_self())
    } else {
      try unsafe check(MPI_Query_thread(&provided), "MPI_Query_thread")
      world = try unsafe Communicator(duplicating: cmpi_comm_world())
      selfOnly = try unsafe Communicator(duplicating: cmpi_comm_self())
    }
    self.isOwner = isOwner
    self.world = world
    self.selfOnly = selfOnly
    self.threadLevel = ThreadLevel(constant: provided)
  }

  /// Ends the use of MPI: finalizes it if this value initialised it, frees what it duplicated if it attached.
  ///
  /// All ranks of the world call it, after their last call of MPI.
  ///
  /// The corresponding MPI function is `MPI_Finalize`.
  public consuming func finalize() throws(MPIError) {
    let (isOwner, world, selfOnly) = (self.isOwner, self.world, self.selfOnly)
    discard self
    if isOwner {
      Ownerless.freeAll()
      try check(MPI_Finalize(), "MPI_Finalize")
    } else {
      try world.free()
      try selfOnly.free()
    }
  }

  deinit {
    if isOwner { _ = MPI_Finalize() }  // Nobody is left who could be told of an error.
  }
}

extension Environment {
  /// Whether MPI has been initialised, by whomever. The corresponding MPI function is `MPI_Initialized`.
  public static var isInitialized: Bool {
    get throws(MPIError) {
      var flag: Int32 = 0
      try unsafe check(MPI_Initialized(&flag), "MPI_Initialized")
      return flag != 0
    }
  }

  /// Whether MPI has been finalized. The corresponding MPI function is `MPI_Finalized`.
  public static var isFinalized: Bool {
    get throws(MPIError) {
      var flag: Int32 = 0
      try unsafe check(MPI_Finalized(&flag), "MPI_Finalized")
      return flag != 0
    }
  }

  /// The thread level that was granted to whoever initialised MPI.
  ///
  /// The corresponding MPI function is `MPI_Query_thread`.
  public static var grantedThreadLevel: ThreadLevel {
    get throws(MPIError) {
      var provided: Int32 = 0
      try unsafe check(MPI_Query_thread(&provided), "MPI_Query_thread")
      return ThreadLevel(constant: provided)
    }
  }

  /// Whether the calling thread is the one that initialised MPI.
  ///
  /// The corresponding MPI function is `MPI_Is_thread_main`.
  public var isMainThread: Bool {
    get throws(MPIError) {
      var flag: Int32 = 0
      try unsafe check(MPI_Is_thread_main(&flag), "MPI_Is_thread_main")
      return flag != 0
    }
  }

  /// The version of the MPI standard that the implementation claims. Needs no initialised MPI.
  ///
  /// The corresponding MPI function is `MPI_Get_version`.
  public static var version: (major: Int, minor: Int) {
    get throws(MPIError) {
      var major: Int32 = 0
      var minor: Int32 = 0
      try unsafe check(MPI_Get_version(&major, &minor), "MPI_Get_version")
      return (Int(major), Int(minor))
    }
  }

  /// The implementation's name and version, in its own words. Needs no initialised MPI.
  ///
  /// The corresponding MPI function is `MPI_Get_library_version`.
  public static var libraryVersion: String {
    unsafe string(capacity: Int32(MPI_MAX_LIBRARY_VERSION_STRING)) { unsafe MPI_Get_library_version($0, $1) }
  }

  /// The name of the host that this process runs on.
  ///
  /// The corresponding MPI function is `MPI_Get_processor_name`.
  public static var processorName: String {
    unsafe string(capacity: Int32(MPI_MAX_PROCESSOR_NAME)) { unsafe MPI_Get_processor_name($0, $1) }
  }

  /// Seconds since some moment in the past that does not change while the process lives.
  ///
  /// The corresponding MPI function is `MPI_Wtime`.
  @inlinable public static var wallTime: Double { MPI_Wtime() }

  /// The resolution of ``wallTime``, in seconds. The corresponding MPI function is `MPI_Wtick`.
  public static var wallTick: Double { MPI_Wtick() }
}
