import CMPI

/// Where the root of an operation is: the one rank that broadcasts, scatters, gathers or gets what was reduced.
///
/// As a rule it is an `Int`, the root's rank. Between the two sides of an intercommunicator the data go from one side to
/// the other, so that the root is on one side and those that it works with are on the other:
///
/// | Where | What to give |
/// | --- | --- |
/// | the root itself | `.here` |
/// | the other ranks of the root's side, which take no part | `.bystander` |
/// | all ranks of the other side | the root's rank on its own side, an `Int` or `.rank(_:)` |
///
/// ```swift
/// let isServer = world.rank < world.size / 2
/// try world.withSplit(color: isServer ? 0 : 1) { side in
///   let sides = try side.createIntercommunicator(remoteLeader: isServer ? world.size / 2 : 0, by: world)
///   // The second rank of the servers tells all clients.
///   let place: RootPlace = isServer ? (sides.rank == 1 ? .here : .bystander) : .rank(1)
///   print(try sides.broadcast("hello", root: place))
///   try sides.free()
/// }
/// ```
public protocol Root: Sendable {
  /// The same as a value of one type.
  var place: RootPlace { get }
}

/// A ``Root`` of an intercommunicator, seen from one of its ranks.
@frozen
public struct RootPlace: Root, Hashable, CustomStringConvertible {
  /// The rank, or what no C int is.
  @usableFromInline let peer: Int

  @inlinable
  init(peer: Int) { self.peer = peer }

  @inlinable public var place: RootPlace { self }

  public var description: String {
    self == .here ? "here" : self == .bystander ? "another one of this side" : "\(peer)"
  }
}

extension Int: Root {
  /// The rank as the place of a root.
  // No number is one of the places that are none.
  @inlinable public var place: RootPlace { RootPlace(peer: self < .min + 2 ? .min + 2 : self) }
}

extension Root where Self == RootPlace {
  /// A rank: of the other side, if there is one.
  @inlinable public static func rank(_ rank: Int) -> RootPlace { RootPlace(peer: rank) }

  /// This rank is the root, and works with all ranks of the other side.
  ///
  /// The corresponding MPI constant is `MPI_ROOT`.
  @inlinable public static var here: RootPlace { RootPlace(peer: .min) }

  /// Another rank of this side is the root; this one takes no part, and its buffers are neither read nor written.
  ///
  /// The corresponding MPI constant is `MPI_PROC_NULL`.
  @inlinable public static var bystander: RootPlace { RootPlace(peer: .min + 1) }
}

extension Communicator {
  /// Whether this rank is the root.
  @inlinable
  func isRoot(_ root: some Root) -> Bool {
    isIntercommunicator ? root.place == .here : root.place.peer == rank
  }

  /// Whether what a root has is nobody's but its own here: this is the root, or a bystander.
  @inlinable
  func isBesideRoot(_ root: some Root) -> Bool {
    isRoot(root) || isIntercommunicator && root.place == .bystander
  }

  /// The root as C takes it.
  @usableFromInline
  func cRoot(_ call: Call) throws(MPIError) -> Int32 {
    let place = RootPlace(peer: call.peer)
    guard isIntercommunicator else {
      if place == .here || place == .bystander {
        throw MPIError(.root, call.kind, "the communicator has no other side: its root is a rank")
      }
      return try int(call.peer, call.kind)
    }
    if place == .here { return Int32(MPI_ROOT) }
    if place == .bystander { return Int32(MPI_PROC_NULL) }
    guard (0..<peers).contains(call.peer) else {
      throw MPIError(
        .root, call.kind,
        "the other side has \(peers) ranks, and no root \(call.peer); on the root's side it is .here or .bystander"
      )
    }
    return try int(call.peer, call.kind)
  }
}
