import Foundation
import Testing

/// Each article of the MPI module has a program, which is built as it stands there, runs on three ranks, and prints what
/// the article says.
///
/// What it prints stands between the three backquotes that follow the program's: rank 0's lines first, then rank 1's, and
/// so on, whatever the order in which they come.
@Suite(.serialized) struct ArticleTests {
  /// Articles that describe no chapter: nothing can be run of them but their pieces of Swift.
  private static let withoutProgram: Set = ["Coverage.md", "Switching.md"]

  static func isOfTheModule(_ file: URL) -> Bool {
    file.pathExtension == "md" && file.deletingLastPathComponent().lastPathComponent == "MPI.docc"
  }

  /// A program of an article.
  private struct Program {
    /// The article's, and a number where it is not the first.
    var name: String
    var place: String
    var code: String
    /// The type that is marked as the main one.
    var type: String
    var output: String
  }

  @Test func programsPrintWhatTheArticlesSay() throws {
    let programs = try allPrograms()
    try Shell.withTemporaryFolder { folder in
      let executable = try build(programs, in: folder)
      for program in programs {
        let outcome = try Shell.run(
          ["mpirun", "-q", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1", "--tag-output", "-n", "3"]
            + [executable, program.name],
          in: folder, within: 60, environment: ["OMPI_MCA_rmaps_base_oversubscribe": "1"])
        #expect(outcome.code == 0, "\(program.place): \(outcome)")
        #expect(
          byRank(outcome.output) == program.output,
          "\(program.place) prints\n\(byRank(outcome.output))\(outcome.errors)")
      }
    }
  }

  private func allPrograms() throws -> [Program] {
    var programs: [Program] = []
    for file in try Fence.files(withSources: false) where Self.isOfTheModule(file) {
      let before = programs.count
      let fences = try Fence.all(in: file)
      for (index, fence) in fences.enumerated() where fence.isProgram {
        let number = programs.count - before
        let output = fences.dropFirst(index + 1).first { _ in true }
        #expect(output?.language == "", "\(fence.place): what the program prints is not said")
        // `@main struct Name`
        let words = fence.code.split(whereSeparator: \.isWhitespace)
        let main = try #require(words.firstIndex(of: "@main"))
        programs.append(
          Program(
            name: file.deletingPathExtension().lastPathComponent + (number == 0 ? "" : "-\(number + 1)"),
            place: fence.place, code: fence.code,
            type: String(try #require(words.dropFirst(main + 2).first)), output: output?.code ?? ""))
      }
      let isExempt = Self.withoutProgram.contains(file.lastPathComponent)
      #expect((programs.count > before) != isExempt, "\(file.lastPathComponent) has no program, or is exempt")
    }
    #expect(programs.count >= 15)
    return programs
  }

  /// All programs as one, which does the one that it is asked for: a link each would take longer than all the runs.
  private func build(_ programs: [Program], in folder: URL) throws -> String {
    var files: [String] = []
    func write(_ code: String, to name: String) throws {
      let file = folder.appending(path: name)
      try code.write(to: file, atomically: true, encoding: .utf8)
      files.append(file.path)
    }
    for program in programs {
      try write(program.code.replacing("@main", with: ""), to: "\(program.name).swift")
    }
    let cases = programs.map { "case \"\($0.name)\": try \($0.type).main()" }.joined(separator: "\n")
    try write(
      """
      @main struct Articles {
        static func main() throws {
          switch CommandLine.arguments[1] {
          \(cases)
          default: print("There is no program of this name.")
          }
        }
      }
      """, to: "Articles.swift")

    // By the names of the sources: the objects of sources that are gone stay where they are.
    let sources = FileManager.default.enumerator(
      at: Shell.package.appending(path: "Sources/MPI"), includingPropertiesForKeys: nil)
    let objects = (sources?.allObjects ?? []).compactMap { ($0 as? URL)?.lastPathComponent }
      .filter { $0.hasSuffix(".swift") }
      .map { Shell.products.appending(path: "MPI.build/\($0).o").path }
    let libraries = try Shell.run(["pkg-config", "--libs", Shell.mpiPackage]).output
      .split(whereSeparator: \.isWhitespace).flatMap { $0.hasPrefix("-Wl,") ? [] : [String($0)] }
    let executable = folder.appending(path: "articles").path
    let outcome = try Shell.run(
      try Compiler.command() + ["-swift-version", "6", "-module-name", "Articles", "-o", executable]
        + files + objects + libraries, within: 300)
    try #require(outcome.code == 0, "\(outcome)")
    // A warning in an example is a mistake of the example.
    #expect(!outcome.errors.contains("warning: "), "\(outcome.errors)")
    return executable
  }

  /// The lines of one rank after those of the other, without the launcher's marks: `[1,2]<stdout>:`, job and rank. Jobs
  /// after the first are of processes that the program started.
  private func byRank(_ output: String) -> String {
    var lines: [[Int]: String] = [:]
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      guard let mark = line.range(of: "<stdout>:"), line.hasPrefix("[") else { continue }
      let numbers = line[..<mark.lowerBound].dropFirst().dropLast().split(separator: ",").compactMap {
        Int($0)
      }
      lines[numbers, default: ""] += line[mark.upperBound...] + "\n"
    }
    return lines.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value).joined()
  }
}
