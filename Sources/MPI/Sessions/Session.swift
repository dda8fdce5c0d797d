import CMPI

/// A use of MPI by one part of a program, independent of all others: no ``Environment`` is needed, and none disturbed.
///
/// A session knows sets of processes by name. A set gives a ``Group``, and the group a ``Communicator``.
///
/// ```swift
/// let session = try Session()
/// let group = try session.group(of: Session.worldSet)
/// let communicator = try Communicator(from: group, tag: "org.example.solver")
/// // ...
/// try communicator.free()
/// try group.free()
/// try session.finalize()
/// ```
///
/// A session that is dropped is finalized, too; then errors are lost.
///
/// Since MPI 4.0; where it is older, all calls throw an ``MPIError`` of class `unsupported`.
///
/// The corresponding MPI type is `MPI_Session`.
@safe
public struct Session: ~Copyable {
  /// The first, so that the session ends before the handler of its errors does.
  var duty: SessionHandle
  let errors = ErrorHandlerTable.Slot()

  /// The set of all processes that were started together.
  public static let worldSet = "mpi://WORLD"
  /// The set of this process alone.
  public static let selfSet = "mpi://SELF"

  /// Begins a session. Its errors are returned.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - threadLevel: Which threads will call MPI in this session. ``info()`` says under `thread_level` what was granted.
  ///   - info: Hints for MPI, in addition.
  ///
  /// The corresponding MPI function is `MPI_Session_init`.
  public init(threadLevel: ThreadLevel = .multiple, info: Info = .none) throws(MPIError) {
    // Infos can be made before MPI is initialised since MPI 4.0, which has sessions.
    guard cmpi_has_sessions() != 0 else { throw .unavailable("MPI_Session_init", "MPI_Session_init") }
    let info = unsafe cmpi_info_is_null(info.handle) != 0 ? try Info() : try info.duplicate()
    try info.set("thread_level", "MPI_THREAD_\(threadLevel.description.uppercased())")
    var handle = unsafe cmpi_session_null()
    let code = unsafe cmpi_session_init(info.handle.raw, cmpi_errors_return().raw, &handle.raw)
    try info.free()
    try check(code, "MPI_Session_init")
    // MPICH 4.0 takes the handler, but forgets it.
    try unsafe check(cmpi_session_return_errors(handle.raw), "MPI_Session_set_errhandler")
    duty = unsafe SessionHandle(handle)
  }

  /// Ends the session. All that was made from it must have been freed.
  ///
  /// All processes that communicated in the session call it.
  ///
  /// The corresponding MPI function is `MPI_Session_finalize`.
  public consuming func finalize() throws(MPIError) {
    try duty.finalize()
  }

  /// What the session was begun with and what MPI granted. ``Info/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Session_get_info`.
  public func info() throws(MPIError) -> Info {
    var info = unsafe cmpi_info_null()
    try unsafe check(cmpi_session_get_info(duty.handle.raw, &info.raw), "MPI_Session_get_info")
    return unsafe Info(info)
  }

  /// The names of the sets of processes that this process knows of.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI functions are `MPI_Session_get_num_psets` and `MPI_Session_get_nth_pset`.
  public func processSets() throws(MPIError) -> [String] {
    var count: Int32 = 0
    try unsafe check(cmpi_session_get_num_psets(duty.handle.raw, &count), "MPI_Session_get_num_psets")
    let function: StaticString = "MPI_Session_get_nth_pset"
    var names: [String] = []
    for number in 0..<count {
      var length: Int32 = 0  // With the zero at the end.
      try unsafe check(cmpi_session_get_nth_pset(duty.handle.raw, number, &length, nil), function)
      var name = [CChar](repeating: 0, count: Int(length) + 1)
      try unsafe check(cmpi_session_get_nth_pset(duty.handle.raw, number, &length, &name), function)
      names.append(text(of: name))
    }
    return names
  }

  /// What is known of a set of processes: under `mpi_size`, how many there are. ``Info/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Session_get_pset_info`.
  public func info(of processSet: String) throws(MPIError) -> Info {
    let function: StaticString = "MPI_Session_get_pset_info"
    let name = try cText(processSet, "name of the process set", .argument, function)
    var info = unsafe cmpi_info_null()
    try unsafe check(cmpi_session_get_pset_info(duty.handle.raw, name, &info.raw), function)
    return unsafe Info(info)
  }

  /// The group of a set of processes. ``Group/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` if there is no set of that name.
  ///
  /// The corresponding MPI function is `MPI_Group_from_session_pset`.
  public func group(of processSet: String) throws(MPIError) -> Group {
    let function: StaticString = "MPI_Group_from_session_pset"
    let name = try cText(processSet, "name of the process set", .argument, function)
    return try unsafe Group(function) { unsafe cmpi_group_from_session_pset(duty.handle.raw, name, &$0.raw) }
  }
}

extension Communicator {
  /// A communicator of the processes of a group, without another communicator of theirs.
  ///
  /// All ranks of the group call it; so they do with ``free()`` when it is no longer needed.
  ///
  /// - Parameters:
  ///   - group: The processes; as a rule from a ``Session``.
  ///   - tag: A text that tells apart communicators that are made of the same processes at the same time.
  ///   - info: Hints about the communicator.
  /// - Throws: ``MPIError`` of class `group` if this process is not in the group, and of class `unsupported` where MPI
  ///   is older than 4.0.
  ///
  /// The corresponding MPI function is `MPI_Comm_create_from_group`.
  public init(from group: Group, tag: String, info: Info = .none) throws(MPIError) {
    let function: StaticString = "MPI_Comm_create_from_group"
    guard group.rank != nil else {
      throw MPIError(.group, function: function, "this process is not in the group")
    }
    let tag = try cText(tag, "tag", below: Int(cmpi_max_stringtag_len()), .argument, function)
    try unsafe self.init(function) {
      unsafe cmpi_comm_create_from_group(
        group.handle.raw, tag, info.handle.raw, cmpi_errors_return().raw, &$0.raw)
    }
  }

  /// An intercommunicator of two groups of processes, without another communicator of theirs.
  ///
  /// All ranks of both groups call it, each with its own group first; so they do with ``free()`` when it is no longer
  /// needed. The groups must have no process in common.
  ///
  /// - Parameters:
  ///   - local: This process's side.
  ///   - localLeader: The rank of `local` that talks to the other leader.
  ///   - remote: The other side.
  ///   - remoteLeader: The other leader, as its rank in `remote`.
  ///   - tag: A text that tells apart communicators that are made of the same processes at the same time.
  ///   - info: Hints about the communicator.
  /// - Throws: ``MPIError`` of class `group` if this process is not in the local group, and of class `unsupported` where
  ///   MPI is older than 4.0.
  ///
  /// The corresponding MPI function is `MPI_Intercomm_create_from_groups`.
  public init(
    from local: Group, localLeader: Int = 0, to remote: Group, remoteLeader: Int = 0, tag: String,
    info: Info = .none
  ) throws(MPIError) {
    let function: StaticString = "MPI_Intercomm_create_from_groups"
    guard local.rank != nil else {
      throw MPIError(.group, function: function, "this process is not in the local group")
    }
    try local.require([localLeader], function)
    try remote.require([remoteLeader], function)
    let tag = try cText(tag, "tag", below: Int(cmpi_max_stringtag_len()), .argument, function)
    try unsafe self.init(function) {
      unsafe cmpi_intercomm_create_from_groups(
        local.handle.raw, Int32(localLeader), remote.handle.raw, Int32(remoteLeader), tag, info.handle.raw,
        cmpi_errors_return().raw, &$0.raw)
    }
  }
}
