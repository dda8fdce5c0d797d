public import MPI

/// Why a task farm ended before its list was done. Every rank throws the same one.
public struct FarmError: Error, Packable, Hashable, Sendable, CustomStringConvertible {
  /// What failed.
  public enum Culprit: Hashable, Sendable {
    /// The task of this index.
    case task(Int)
    /// The inputs, on rank 0, before the task of this index.
    case inputs(Int)
    /// The consumer of the results, on rank 0.
    case consumer
    /// A message between the ranks.
    case communication
    /// The state of a worker: it could not be made.
    case state
    /// The ranks have come to different farms; the first is named that is not where rank 0 is.
    case elsewhere

    fileprivate static let withoutIndex: [Culprit] = [.consumer, .communication, .state, .elsewhere]
  }

  /// What failed.
  public let culprit: Culprit
  /// The rank on which it did.
  public let rank: Int
  /// That rank's host.
  public let host: String
  /// The error that was thrown there, in words.
  public let reason: String

  init(_ culprit: Culprit, rank: Int, _ error: any Error) {
    self.init(culprit, rank: rank, host: Environment.processorName, reason: "\(error)")
  }

  init(_ culprit: Culprit, rank: Int, host: String, reason: String) {
    self.culprit = culprit
    self.rank = rank
    self.host = host
    self.reason = reason
  }

  /// A task failed, on the rank that says so.
  @usableFromInline
  static func failed(_ task: Int, rank: Int, _ error: any Error) -> FarmError {
    FarmError(.task(task), rank: rank, error)
  }

  /// After so many inputs the next could not be made, on rank 0.
  @usableFromInline
  static func unmade(_ count: Int, _ error: any Error) -> FarmError {
    FarmError(.inputs(count), rank: 0, error)
  }

  /// What the tasks of a rank were to share could not be made.
  @usableFromInline
  static func stateless(rank: Int, _ error: any Error) -> FarmError {
    FarmError(.state, rank: rank, error)
  }

  public var description: String {
    let what =
      switch culprit {
      case .task(let index): "task \(index) failed"
      case .inputs(let index): "input \(index) could not be made"
      case .consumer: "the consumer of the results failed"
      case .communication: "the ranks could not talk to one another"
      case .state: "the state for the tasks could not be made"
      case .elsewhere: "the ranks are not all in the same farm; the first elsewhere is that"
      }
    return "\(what) on rank \(rank) (\(host)): \(reason)"
  }

  public func pack(into packer: inout Packer) throws(MPIError) {
    let (code, index) =
      switch culprit {
      case .task(let index): (0, index)
      case .inputs(let index): (1, index)
      default: (2 + (Culprit.withoutIndex.firstIndex(of: culprit) ?? 0), 0)
      }
    packer.append(code)
    packer.append(index)
    packer.append(rank)
    try packer.pack(host)
    try packer.pack(reason)
  }

  public init(from unpacker: inout Unpacker) throws(MPIError) {
    let code = try unpacker.next(Int.self)
    let index = try unpacker.next(Int.self)
    switch code {
    case 0: culprit = .task(index)
    case 1: culprit = .inputs(index)
    default:
      guard Culprit.withoutIndex.indices ~= code - 2 else {
        throw unpacker.damaged("a farm error of kind \(code)")
      }
      culprit = Culprit.withoutIndex[code - 2]
    }
    rank = try unpacker.next(Int.self)
    host = try unpacker.unpack(String.self)
    reason = try unpacker.unpack(String.self)
  }
}

/// Makes an error of MPI's one of the farm's.
func talking<R>(_ rank: Int, _ call: () throws(MPIError) -> R) throws(FarmError) -> R {
  do throws(MPIError) {
    return try call()
  } catch {
    throw FarmError(.communication, rank: rank, error)
  }
}
