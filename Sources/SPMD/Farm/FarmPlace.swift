import MPI

/// Which farm of a program it is: ranks that come to a farm must all come to the same.
struct FarmPlace: CustomStringConvertible, Sendable {
  /// Where the program describes it, and what its tasks make of what.
  let description: String

  init<Input, Output>(file: String, line: Int, _ input: Input.Type, _ output: Output.Type) {
    description = "\(file):\(line), \(input) to \(output)"
  }

  /// A number that hardly any other place has, the same on all ranks: FNV-1a.
  private var digest: UInt64 {
    description.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Waits for all ranks, leaving the cores to others meanwhile, and throws on all of them if some are at other places.
  func meet(_ communicator: Communicator) throws {
    // The greatest digest, and what the least one is by its complement.
    let request = try communicator.start(
      .allReduce(OwnedBuffer([digest, ~digest]), .max, into: OwnedBuffer<UInt64>(repeating: 0, count: 2)))
    var patience = Patience()
    while try !request.isComplete() { patience.wait() }
    let extremes = try request.received().array
    guard extremes[0] != ~extremes[1] else { return }
    let places = try communicator.allGather(description)
    let hosts = try communicator.allGather(Environment.processorName)
    let other = places.firstIndex { $0 != places[0] } ?? 0
    throw FarmError(.elsewhere, rank: other, host: hosts[other], reason: Self.description(of: places))
  }

  /// Who is where.
  private static func description(of places: [String]) -> String {
    var ranks: [(place: String, ranks: [Int])] = []
    for (rank, place) in places.enumerated() {
      if let index = ranks.firstIndex(where: { $0.place == place }) {
        ranks[index].ranks.append(rank)
      } else {
        ranks.append((place, [rank]))
      }
    }
    return ranks.map { place, ranks in
      let more = ranks.count > 5 ? " and \(ranks.count - 5) more" : ""
      let names = ranks.prefix(5).map(String.init).joined(separator: ", ")
      return "\(ranks.count == 1 ? "rank" : "ranks") \(names)\(more) at \(place)"
    }.joined(separator: "; ")
  }
}
