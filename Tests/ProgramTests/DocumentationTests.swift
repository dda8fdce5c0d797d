import Foundation
import Testing

/// Every piece of Swift in the documentation compiles: the README, the articles, and the comments of the sources.
@Suite(.serialized) struct DocumentationTests {
  /// A piece of Swift, and where it stands.
  private struct Snippet {
    var place: String
    var code: String
  }

  @Test func allSnippetsCompile() throws {
    let snippets = try allSnippets()
    #expect(snippets.count >= 10)
    let command = try Compiler.command()
    try Shell.withTemporaryFolder { folder in
      for (index, snippet) in snippets.enumerated() where !snippet.code.contains("import PackageDescription")
      {
        let file = folder.appending(path: "snippet\(index).swift")
        try source(of: snippet).write(to: file, atomically: true, encoding: .utf8)
        let outcome = try Shell.run(
          command + ["-typecheck", "-swift-version", "6", "-module-name", "Snippet", file.path], within: 120)
        #expect(outcome.code == 0, "\(snippet.place):\n\(snippet.code)\n\(outcome)")
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

  /// Whole programs and declarations stand as they are; statements go into a function that has a world.
  private func source(of snippet: Snippet) -> String {
    let lines = snippet.code.split(separator: "\n", omittingEmptySubsequences: false)
    let imports = ["import SPMD"] + lines.filter { $0.hasPrefix("import ") }.map(String.init)
    let rest = lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
    let isProgram = rest.contains("@main")
    let body = isProgram ? rest : "func snippet(world: Communicator) throws {\n\(rest)\n}"
    return imports.joined(separator: "\n") + "\n" + prelude + body + "\n"
  }

  private func allSnippets() throws -> [Snippet] {
    var snippets = try snippets(in: Shell.package.appending(path: "README.md"))
    let sources = Shell.package.appending(path: "Sources")
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      ?? .init()
    where ["swift", "md"].contains(file.pathExtension) {
      snippets += try self.snippets(in: file)
    }
    return snippets
  }

  private func snippets(in file: URL) throws -> [Snippet] {
    var snippets: [Snippet] = []
    var current: Snippet?
    let lines = try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      var text = line.drop { $0 == " " }
      // In a source file only comments count, and the slashes do not.
      if file.pathExtension == "swift" {
        guard text.hasPrefix("///") else { continue }
        text = text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)
      } else {
        text = line
      }
      if text.hasPrefix("```") {
        if let snippet = current { snippets.append(snippet) }
        current = text == "```swift" ? Snippet(place: "\(file.path):\(number + 1)", code: "") : nil
      } else {
        current?.code += text + "\n"
      }
    }
    return snippets
  }
}
