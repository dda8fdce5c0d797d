import CMPI

/// What to start, and how often.
public struct ProcessStart: Sendable {
  /// The program's path, or its name for MPI to look up.
  public var command: String
  /// The arguments, without the program's name.
  public var arguments: [String]
  /// How many processes of it.
  public var count: Int
  /// Where and how: keys such as `host`, `wdir` and `path`.
  public var info: Info

  /// What to start, and how often.
  public init(_ command: String, _ arguments: [String] = [], count: Int, info: Info = .none) {
    self.command = command
    self.arguments = arguments
    self.count = count
    self.info = info
  }
}

extension Communicator {
  /// Starts processes of a program. They find these ranks as ``Environment/parent()``.
  ///
  /// All ranks call it; all ranks and the new processes call ``disconnect()`` or ``free()`` on the result.
  ///
  /// - Parameters:
  ///   - command: The program's path, or its name for MPI to look up.
  ///   - arguments: The arguments, without the program's name.
  ///   - count: How many processes of it.
  ///   - info: Where and how: keys such as `host`, `wdir` and `path`.
  ///   - root: The rank whose arguments count. Those of the others are ignored.
  /// - Returns: An intercommunicator, whose other side are the new processes.
  /// - Throws: ``MPIError`` of class `spawn` if they could not be started. Open MPI 4.1 ends the job instead.
  ///
  /// The corresponding MPI function is `MPI_Comm_spawn`.
  public func spawn(
    _ command: String, _ arguments: [String] = [], count: Int, info: Info = .none, root: Int = 0
  ) throws(MPIError) -> Communicator {
    let function: StaticString = "MPI_Comm_spawn"
    let root32 = try cInt(root, "root", function)
    // The others' arguments are ignored, so they are not refused either.
    let start = ProcessStart(command, arguments, count: count, info: info)
    let prepared = try SpawnArguments(root == rank ? [start] : [], function)
    return try withExtendedLifetime(prepared) { prepared throws(MPIError) in
      try unsafe Communicator(function) {
        unsafe MPI_Comm_spawn(
          prepared.commands.first ?? nil, prepared.arguments.first ?? nil, prepared.counts.first ?? 0,
          (prepared.infos.first ?? cmpi_info_null()).raw, root32, handle.raw, &$0.raw, nil)
      }
    }
  }

  /// Starts processes of several programs, or of one with different arguments. They have one world together.
  ///
  /// All ranks call it; all ranks and the new processes call ``disconnect()`` or ``free()`` on the result.
  ///
  /// - Parameters:
  ///   - starts: What to start, at least one. A process finds its place here as ``applicationNumber``.
  ///   - root: The rank whose argument counts. Those of the others are ignored.
  /// - Returns: An intercommunicator, whose other side are the new processes, in the order of `starts`.
  /// - Throws: ``MPIError`` of class `spawn` if they could not be started. Open MPI 4.1 ends the job instead.
  ///
  /// The corresponding MPI function is `MPI_Comm_spawn_multiple`.
  public func spawn(_ starts: [ProcessStart], root: Int = 0) throws(MPIError) -> Communicator {
    let function: StaticString = "MPI_Comm_spawn_multiple"
    let root32 = try cInt(root, "root", function)
    if root == rank, starts.isEmpty {
      throw MPIError(.argument, function: function, "there is nothing to start")
    }
    let prepared = try SpawnArguments(root == rank ? starts : [], function)
    return try withExtendedLifetime(prepared) { prepared throws(MPIError) in
      try unsafe Communicator(function) {
        var (commands, arguments) = unsafe (prepared.commands, prepared.arguments)
        return unsafe cmpi_comm_spawn_multiple(
          Int32(commands.count), &commands, &arguments, prepared.counts, prepared.infos, root32, handle.raw,
          &$0.raw)
      }
    }
  }
}

extension Environment {
  /// The processes that started this one with ``Communicator/spawn(_:_:count:info:root:)``, as the other side of an
  /// intercommunicator whose own side is the world; nil if it was started in another way.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_get_parent`.
  public static func parent() throws(MPIError) -> Communicator? {
    try unsafe Communicator.made("MPI_Comm_get_parent") { unsafe MPI_Comm_get_parent(&$0.raw) }
  }
}
