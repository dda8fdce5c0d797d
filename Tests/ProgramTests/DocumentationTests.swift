import Foundation
import Testing

/// Every piece of Swift in the documentation compiles: the README, the articles, and the comments of the sources. Programs
/// of the MPI module's articles are run, too: `ArticleTests`.
@Suite(.serialized) struct DocumentationTests {
  @Test func allSnippetsCompile() throws {
    let snippets = try allSnippets()
    #expect(snippets.count >= 40)
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
    private struct Model: Transferable { var neighbours = 1 }
    private let models = [Model()]
    private let root = 1
    private func children(of node: Int) -> [Int] { node < 100 ? [2 * node, 2 * node + 1] : [] }
    private func score(_ model: Model) -> Double { Double(model.neighbours) }
    private struct Digits {
      init() throws {}
      func score(_ model: Model) -> Double { 0 }
    }
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

  /// The calls in the last column of the tables that compare with other languages, too.
  @Test func allCallsOfTheComparisonCompile() throws {
    let article = Shell.package.appending(path: "Sources/MPI/MPI.docc/Switching.md")
    var functions: [String] = []
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    where line.hasPrefix("| ") {
      let cell = line.components(separatedBy: " | ").last ?? ""
      // Every second piece stands between backquotes.
      for (index, piece) in cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where index % 2 == 1 {
        let call = piece.replacing(/\{ \w+ in … \}/, with: "{ _ in }").replacing("var epoch =", with: "_ =")
          .replacing("let mpi =", with: "_ =")
        let isCall =
          call.contains(/^(_ =|[a-z]\w*\.|Environment|Datatype|Session|Info)/) && !call.contains("…")
        if isCall { functions.append("try \(call)") }
      }
    }
    #expect(functions.count > 60)
    let context = """
      _ mpi: consuming Environment, _ world: Communicator, _ part: Communicator, _ grid: CartesianCommunicator,
      _ graph: DistributedGraphCommunicator, _ status: Status, _ error: MPIError, _ column: Datatype, _ t: Datatype,
      _ path: String, _ command: String, _ port: Port, _ key: AttributeKey<Communicator, Int>, _ dims: [Int],
      _ list: [Int], _ n: Int, _ x: Int, _ a: inout [Double], _ b: inout [Double],
      _ window: borrowing AllocatedWindow<Double>, _ epoch: consuming FenceEpoch<Double>,
      _ locked: inout LockEpoch<Double>, _ file: borrowing File, _ message: inout PackedMessage,
      _ request: consuming Request<Nothing, OwnedBuffer<Double>>, _ requests: consuming Requests,
      _ prepared: inout PersistentRequests, _ completion: Completion, _ sending: borrowing SendRound<Double>,
      _ receiving: borrowing ReceiveRound<Double>, _ windowKey: AttributeKey<AnyWindow, Int>
      """
    let code = functions.enumerated().map { "func call\($0)(\n\(context)) throws { \($1) }\n" }.joined()
    try Shell.withTemporaryFolder { folder in
      let file = folder.appending(path: "Calls.swift")
      try ("import MPI\n" + code).write(to: file, atomically: true, encoding: .utf8)
      let outcome = try Shell.run(
        try Compiler.command() + ["-swift-version", "6", "-typecheck", "-suppress-warnings", file.path],
        within: 120)
      let errors = outcome.errors.split(separator: "\n").filter { $0.contains(": error: ") }
      for error in errors {
        let number = Int(error.split(separator: ":").dropFirst().first ?? "") ?? 0
        Issue.record("\(code.split(separator: "\n")[max(0, number - 2)]): \(error)")
      }
      #expect(outcome.code == 0)
    }
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
