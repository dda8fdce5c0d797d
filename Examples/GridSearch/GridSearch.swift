import FoundationEssentials
import SPMD

// A model travels as its Codable form.
extension Model: Coded {}

/// A grid search: each task is one model, cross-validated; some take a tenth of a second, some ten times as long.
@main struct GridSearch: SPMDProgram {
  static let configuration = CommandConfiguration(
    commandName: "GridSearch",
    abstract: "Finds the best of many classifiers of handwritten digits, cross-validated by all ranks.")

  @Option(help: "The digits: a line of 64 pixels and a label for each.")
  var data = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "digits.csv").path
  @Option(help: "Try only so many models, evenly chosen from the grid.") var models: Int?
  @Option(help: "Print so many of the best models.") var top = 5
  @Option(help: "Write all models and their accuracies to this file.") var output: String?

  func validate() throws {
    if top < 0 { throw ValidationError("The number of models to print is negative.") }
    if let models, models < 1 { throw ValidationError("There must be at least one model.") }
  }

  func run(on world: Communicator) throws {
    // Rank 0 reads, all have: a file system is happier with one reader than with thousands.
    let text = world.rank == 0 ? try String(contentsOf: URL(filePath: data), encoding: .utf8) : ""
    let digits = try Digits(csv: try world.broadcast(text))

    let grid = selected()
    let farm = world.farm(grid, progress: .automatic("models")) { model, _ in
      try CrossValidation.accuracy(of: model, on: digits)
    }
    guard let run = try farm.run() else { return }

    let ranking = zip(grid, run.results).sorted { $0.1 > $1.1 }
    for (model, accuracy) in ranking.prefix(top) {
      print("\((accuracy * 10_000).rounded() / 100) % right: \(model)")
    }
    print(run.report)
    if let output {
      let lines = zip(grid, run.results).map { "\($0),\($1)\n" }
      try Data(("model,accuracy\n" + lines.joined()).utf8).write(to: URL(filePath: output))
    }
  }

  private func selected() -> [Model] {
    let count = min(models ?? Model.grid.count, Model.grid.count)
    return (0..<count).map { Model.grid[$0 * Model.grid.count / count] }
  }
}
