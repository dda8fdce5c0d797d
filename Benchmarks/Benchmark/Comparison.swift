import SPMD

enum Language { case c, swift }

/// The same in two languages, measured in turn: C, Swift, C, Swift, so that what disturbs the machine disturbs both.
struct Comparison {
  /// Seconds for one repetition, of each round.
  private(set) var c: [Double] = []
  private(set) var swift: [Double] = []

  /// Swift's time by C's, of each round.
  var ratios: [Double] { zip(swift, c).map { $0 / $1 } }

  /// Measures, on all ranks.
  ///
  /// - Parameter measure: Does so many repetitions in that language, and returns the seconds that they took.
  init(on world: Communicator, rounds: Int, _ measure: (Language, Int) throws -> Double) throws {
    let warmUp = 20
    _ = try measure(.swift, warmUp)
    _ = try measure(.c, warmUp)
    // A round shall take some 10 ms.
    let once = try measure(.c, warmUp) / Double(warmUp)
    let repetitions = try world.broadcast(Int(min(20_000, max(2, 0.01 / once))))
    for _ in 0..<rounds {
      try world.barrier()
      c.append(try measure(.c, repetitions) / Double(repetitions))
      try world.barrier()
      swift.append(try measure(.swift, repetitions) / Double(repetitions))
    }
  }
}

/// What should not have happened, so that the figures are worth nothing.
struct Wrong: Error, CustomStringConvertible {
  let description: String

  /// The seconds that the C twin returned, if they are any.
  static func ifNegative(_ seconds: Double) throws -> Double {
    guard seconds >= 0 else { throw Wrong(description: "a call of MPI failed in the C twin") }
    return seconds
  }
}
