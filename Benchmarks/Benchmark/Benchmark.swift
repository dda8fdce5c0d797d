import SPMD

/// First figures: what calls of MPI cost in Swift, beside the same calls in C, and what a task farm costs.
@main struct Benchmark: SPMDProgram {
  enum Figure: String, CaseIterable {
    case pingpong, allreduce, farm
  }

  static let configuration = CommandConfiguration(
    commandName: "Benchmark",
    abstract: "Measures ping-pong (on 2 ranks), allreduce (on 2 and more) and the task farm.")

  @Option(
    help: "What to measure, with commas between: pingpong,allreduce,farm is all, and the default.",
    transform: figures)
  var only = Figure.allCases
  @Option(help: "How often each figure is measured; the farm's a third as often.")
  var rounds = 15

  func validate() throws {
    guard rounds > 0 else { throw ValidationError("There must be at least one round.") }
  }

  func run(on world: Communicator) throws {
    if world.rank == 0 {
      let library = Environment.libraryVersion.prefix { $0 != "," && !$0.isNewline }
      let level = try Environment.grantedThreadLevel
      print(
        "\(library), thread level \(level), ranks: \(world.size), cores: \(onlineCores), load: \(short(load))"
      )
    }
    for figure in only {
      switch figure {
      case .pingpong where world.size == 2: try pingPong(on: world, rounds: rounds)
      case .allreduce where world.size > 1: try allReduce(on: world, rounds: rounds)
      case .pingpong, .allreduce: break
      case .farm: try farm(on: world, rounds: (rounds + 2) / 3)
      }
    }
  }

  private static func figures(_ list: String) throws -> [Figure] {
    try list.split(separator: ",").map { name in
      guard let figure = Figure(rawValue: String(name)) else {
        throw ValidationError(
          "'\(name)' is none of \(Figure.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return figure
    }
  }
}
