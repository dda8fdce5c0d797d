import Foundation
import Testing

/// Every piece of Swift in the documentation compiles: the README, the articles, and the comments of the sources. Programs
/// of the MPI module's articles are run, too: `ArticleTests`.
@Suite(.serialized) struct DocumentationTests {
  @Test func allSnippetsCompile() throws {
    let snippets = try allSnippets()
    #expect(snippets.count >= 35)
    let programs = snippets.filter(\.isProgram)
    #expect(programs.count >= 2)
    let command = try Compiler.command() + ["-swift-version", "6", "-emit-sil", "-o", "/dev/null"]
    try Shell.withTemporaryFolder { folder in
      // Statements all at once, each in a function of its own in a file of its own; programs one by one.
      var places: [String: Fence] = [:]
      for (index, snippet) in snippets.enumerated() where !snippet.isProgram {
        let file = folder.appending(path: "Snippet\(index).swift")
        try statements(snippet.code, number: index).write(to: file, atomically: true, encoding: .utf8)
        places[file.path] = snippet
      }
      // Whatever is optional in what a file of statements uses, it is compiled as clients do: lifetimes are checked, too.
      let outcome = try Shell.run(
        command + ["-module-name", "Snippets", "-wmo"] + places.keys.sorted(), within: 300)
      for line in Set(outcome.errors.split(separator: "\n")) where line.contains(": error: ") {
        let file = String(line.prefix { $0 != ":" })
        Issue.record("\(places[file]?.place ?? file): \(line)\n\(places[file]?.code ?? "")")
      }
      #expect(outcome.code == 0, "\(outcome.errors.suffix(2000))")

      for (index, program) in programs.enumerated() {
        let file = folder.appending(path: "Program\(index).swift")
        let imports = program.code.contains("import MPI") ? "" : "import SPMD\n"
        try (imports + prelude + program.code).write(to: file, atomically: true, encoding: .utf8)
        let outcome = try Shell.run(command + ["-module-name", "Program", file.path], within: 120)
        #expect(outcome.code == 0, "\(program.place):\n\(program.code)\n\(outcome)")
      }
    }
  }

  /// What names the pieces use without saying what they are.
  private let prelude = """
    private struct Row: Transferable { var sum = 0 }
    private let height = 3
    private let residual = 0.5
    private let (left, right, rows, columns) = (0, 0, 4, 6)
    private let matrix = [Double](repeating: 0, count: 24)
    private let (part, mine, toLeft, toRight) = ([1.0], [1.0], [1.0], [2.0])
    private func render(_ row: Int) -> Row { Row(sum: row) }
    private func save(_ rows: [Row]) {}
    private func isPrime(_ number: Int) -> Bool { number > 1 && !(2..<number).contains { number % $0 == 0 } }

    """

  /// Statements go into a function that has a world; conformances stay outside of it.
  private func statements(_ code: String, number: Int) -> String {
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    let imports = ["import SPMD"] + lines.filter { $0.hasPrefix("import ") }.map(String.init)
    let rest = lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
    return imports.joined(separator: "\n") + "\n" + prelude
      + "func snippet\(number)(world: Communicator) throws {\n\(rest)\n}\n"
  }

  /// All but package manifests, and the programs of articles, which `ArticleTests` compiles and runs.
  private func allSnippets() throws -> [Fence] {
    let files = [Shell.package.appending(path: "README.md")] + (try Fence.files(withSources: true))
    return try files.flatMap { file in
      try Fence.all(in: file).filter {
        $0.language == "swift" && !$0.code.contains("import PackageDescription")
          && !($0.isProgram && ArticleTests.isOfTheModule(file))
      }
    }
  }
}
