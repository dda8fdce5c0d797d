public import CMPI

/// An ordered set of processes, from which communicators and windows are made.
///
/// A group is a small handle; copying it copies the handle. It belongs to this process alone, so any rank makes it,
/// works with it and frees it without the others.
///
/// ```swift
/// let all = try world.group()
/// let evens = try all.include([RankRange(0...world.size - 1, by: 2)])
/// let communicator = try world.create(from: evens)   // nil on the other ranks
/// ```
///
/// The corresponding MPI type is `MPI_Group`.
// Unchecked: a handle is a value, and MPI's groups are constant.
@safe @frozen
public struct Group: @unchecked Sendable {
  @usableFromInline let handle: cmpi_group

  /// The rank of this process in the group, nil if it is no member. The corresponding MPI function is `MPI_Group_rank`.
  public let rank: Int?
  /// How many processes there are. The corresponding MPI function is `MPI_Group_size`.
  public let size: Int

  init(_ handle: cmpi_group) throws(MPIError) {
    guard unsafe cmpi_group_is_null(handle) == 0 else {
      throw MPIError(.group, function: "MPI_Group_rank", "the group is MPI_GROUP_NULL")
    }
    var rank: Int32 = 0
    var size: Int32 = 0
    try unsafe check(MPI_Group_rank(handle.raw, &rank), "MPI_Group_rank")
    try unsafe check(MPI_Group_size(handle.raw, &size), "MPI_Group_size")
    unsafe self.handle = unsafe handle
    self.rank = rank == MPI_UNDEFINED ? nil : Int(rank)
    self.size = Int(size)
  }

  /// A group that `make` makes.
  init(
    _ function: StaticString, _ make: (inout cmpi_group) -> Int32
  ) throws(MPIError) {
    var handle = unsafe cmpi_group_null()
    try unsafe check(make(&handle), function)
    try unsafe self.init(handle)
  }

  /// The group without processes. The corresponding MPI constant is `MPI_GROUP_EMPTY`.
  public static var empty: Group {
    get throws(MPIError) { try unsafe Group(cmpi_group_empty()) }
  }

  /// Gives the group back to MPI. It must not be used again; communicators made from it do not need it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Group_free`.
  public func free() throws(MPIError) {
    guard unsafe cmpi_group_is_empty(handle) == 0 else { return }
    var handle = unsafe self.handle
    try unsafe check(MPI_Group_free(&handle.raw), "MPI_Group_free")
  }
}

extension Communicator {
  /// The group of the communicator's processes; of an intercommunicator, those of this rank's side.
  /// ``Group/free()`` is to be called on it.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Comm_group`.
  public func group() throws(MPIError) -> Group {
    try unsafe Group("MPI_Comm_group") { unsafe MPI_Comm_group(handle.raw, &$0.raw) }
  }
}

/// How two groups relate.
public enum GroupComparison: Sendable {
  /// The same processes in the same order. The corresponding MPI constant is `MPI_IDENT`.
  case identical
  /// The same processes in another order. The corresponding MPI constant is `MPI_SIMILAR`.
  case similar
  /// Different processes. The corresponding MPI constant is `MPI_UNEQUAL`.
  case unequal
}

extension Group {
  /// How this group relates to another.
  ///
  /// Any rank calls it, alone.
  ///
  /// The corresponding MPI function is `MPI_Group_compare`.
  public func compare(with other: Group) throws(MPIError) -> GroupComparison {
    var result: Int32 = 0
    try unsafe check(MPI_Group_compare(handle.raw, other.handle.raw, &result), "MPI_Group_compare")
    return switch result {
    case Int32(MPI_IDENT): .identical
    case Int32(MPI_SIMILAR): .similar
    default: .unequal
    }
  }

  /// The ranks which processes of this group have in another.
  ///
  /// Any rank calls it, alone.
  ///
  /// - Parameters:
  ///   - ranks: Ranks in this group, or ``noProcess``.
  ///   - other: The other group.
  /// - Returns: Their ranks in the other, nil for processes that are not there; ``noProcess`` for ``noProcess``.
  /// - Throws: ``MPIError`` of class `rank` if this group does not have one of the ranks.
  ///
  /// The corresponding MPI function is `MPI_Group_translate_ranks`.
  public func translate(_ ranks: [Int], to other: Group) throws(MPIError) -> [Int?] {
    let function: StaticString = "MPI_Group_translate_ranks"
    try require(ranks.filter { $0 != noProcess }, function)
    let ranks = try cInts(ranks, "rank", function)
    var result = [Int32](repeating: 0, count: ranks.count)
    try unsafe check(
      MPI_Group_translate_ranks(handle.raw, Int32(ranks.count), ranks, other.handle.raw, &result), function)
    return result.map { $0 == MPI_UNDEFINED ? nil : Int($0) }
  }

  /// Refuses ranks that the group does not have. MPI would give the error to the world's handler, which may be a
  /// host's that ends the program.
  func require(_ ranks: [Int], _ function: StaticString) throws(MPIError) {
    if let rank = ranks.first(where: { !(0..<size).contains($0) }) {
      throw MPIError(.rank, function: function, "the group of \(size) processes has no rank \(rank)")
    }
  }
}
