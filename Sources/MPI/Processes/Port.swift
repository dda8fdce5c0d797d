import CMPI

/// An address at which processes that were started independently find one another.
///
/// One side, the server, opens a port, tells its ``name`` to the clients by whatever means (a file, a message, a
/// published name), and accepts; the other side connects. Both get an intercommunicator.
///
/// ```swift
/// let port = try Port.open()
/// try port.publish(as: "solver")
/// let client = try world.accept(at: port)                      // the client: world.connect(to: .lookUp("solver"))
/// ```
public struct Port: Hashable, Sendable {
  /// The address, in the implementation's own words.
  public let name: String

  /// The port of an address that somebody has told.
  public init(name: String) {
    self.name = name
  }

  /// Opens a port. ``close()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Open_port`.
  public static func open(info: Info = .none) throws(MPIError) -> Port {
    try unsafe Port("MPI_Open_port") { unsafe MPI_Open_port(info.handle.raw, $0) }
  }

  /// Closes the port. The communicators made by it stay.
  ///
  /// The rank that opened it calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Close_port`.
  public func close() throws(MPIError) {
    let name = try cName("MPI_Close_port")
    try unsafe check(MPI_Close_port(name), "MPI_Close_port")
  }

  /// Publishes the port under a service's name, by which others look it up.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` if the name is published already, or nobody there keeps names.
  ///
  /// The corresponding MPI function is `MPI_Publish_name`.
  public func publish(as service: String, info: Info = .none) throws(MPIError) {
    let function: StaticString = "MPI_Publish_name"
    let name = try cName(function)
    let service = try cText(service, "name of the service", .argument, function)
    try unsafe check(MPI_Publish_name(service, info.handle.raw, name), function)
  }

  /// Takes back a service's name.
  ///
  /// The rank that published it calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `service` if it was not published.
  ///
  /// The corresponding MPI function is `MPI_Unpublish_name`.
  public func unpublish(_ service: String, info: Info = .none) throws(MPIError) {
    let function: StaticString = "MPI_Unpublish_name"
    let name = try cName(function)
    let service = try cText(service, "name of the service", .argument, function)
    try unsafe check(MPI_Unpublish_name(service, info.handle.raw, name), function)
  }

  /// The port that was published under a service's name.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Throws: ``MPIError`` of class `name` if nobody has published it.
  ///
  /// The corresponding MPI function is `MPI_Lookup_name`.
  public static func lookUp(_ service: String, info: Info = .none) throws(MPIError) -> Port {
    let function: StaticString = "MPI_Lookup_name"
    let service = try cText(service, "name of the service", .argument, function)
    return try unsafe Port(function) { unsafe MPI_Lookup_name(service, info.handle.raw, $0) }
  }

  /// The port whose name `find` writes.
  private init(
    _ function: StaticString, _ find: (UnsafeMutablePointer<CChar>) -> Int32
  ) throws(MPIError) {
    var name = [CChar](repeating: 0, count: Int(MPI_MAX_PORT_NAME) + 1)
    try unsafe check(find(&name), function)
    self.name = text(of: name)
  }

  fileprivate func cName(_ function: StaticString) throws(MPIError) -> [CChar] {
    try cText(name, "name of the port", below: Int(MPI_MAX_PORT_NAME) + 1, .port, function)
  }
}

extension Communicator {
  /// Waits until other processes connect.
  ///
  /// All ranks call it; so they do with ``disconnect()`` when the result is no longer needed.
  ///
  /// - Parameters:
  ///   - port: An open port. Only the root's counts.
  ///   - info: Hints. Only the root's count.
  ///   - root: The rank that has the port.
  /// - Returns: An intercommunicator, whose other side are the processes that connected.
  ///
  /// The corresponding MPI function is `MPI_Comm_accept`.
  public func accept(at port: Port?, info: Info = .none, root: Int = 0) throws(MPIError) -> Communicator {
    let root32 = try cInt(root, "root", "MPI_Comm_accept")
    let name = try nameForRoot(port, root, "MPI_Comm_accept")
    return try unsafe Communicator("MPI_Comm_accept") {
      unsafe MPI_Comm_accept(name, info.handle.raw, root32, handle.raw, &$0.raw)
    }
  }

  /// Connects to processes that accept, or soon will.
  ///
  /// All ranks call it; so they do with ``disconnect()`` when the result is no longer needed.
  ///
  /// - Parameters:
  ///   - port: The others' port. Only the root's counts.
  ///   - info: Hints. Only the root's count.
  ///   - root: The rank that knows the port.
  /// - Returns: An intercommunicator, whose other side are the processes that accepted.
  /// - Throws: ``MPIError`` of class `port` if there is no such port.
  ///
  /// The corresponding MPI function is `MPI_Comm_connect`.
  public func connect(to port: Port?, info: Info = .none, root: Int = 0) throws(MPIError) -> Communicator {
    let root32 = try cInt(root, "root", "MPI_Comm_connect")
    let name = try nameForRoot(port, root, "MPI_Comm_connect")
    return try unsafe Communicator("MPI_Comm_connect") {
      unsafe MPI_Comm_connect(name, info.handle.raw, root32, handle.raw, &$0.raw)
    }
  }

  private func nameForRoot(
    _ port: Port?, _ root: Int, _ function: StaticString
  ) throws(MPIError) -> [CChar] {
    guard root == rank else { return [0] }
    guard let port else { throw MPIError(.port, function: function, "the root has no port") }
    return try port.cName(function)
  }

  /// Joins two processes that have a socket between them.
  ///
  /// Both processes call it, each with its end of the socket; so they do with ``disconnect()`` when the result is no longer
  /// needed. MPI leaves the socket open and unused.
  ///
  /// - Parameter socket: The descriptor of a connected stream socket.
  /// - Returns: An intercommunicator, whose other side is the other process.
  ///
  /// The corresponding MPI function is `MPI_Comm_join`.
  public static func join(socket: Int32) throws(MPIError) -> Communicator {
    try unsafe Communicator("MPI_Comm_join") { unsafe MPI_Comm_join(socket, &$0.raw) }
  }
}
