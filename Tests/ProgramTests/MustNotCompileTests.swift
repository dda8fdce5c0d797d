import Foundation
import Testing

/// Mistakes that the compiler refuses, each a small client in Tests/MustNotCompile.
///
/// The mistake stands in the file between `#if MISTAKE` and `#endif`: without it the file compiles. With it there is an
/// error in each line that ends with a comment `// error: …`, or follows one on a line of its own; it has the comment's
/// words in it, and there is no other error.
@Suite struct MustNotCompileTests {
  @Test func eachMistakeIsRefusedAndNothingElse() throws {
    let folder = Shell.package.appending(path: "Tests/MustNotCompile")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
    #expect(files.count >= 4)
    let command = try Compiler.command()

    // The compiler is called for each file twice, for as many at a time as there are cores.
    typealias Found = Result<[Compiler.Diagnostic], any Error>
    let lock = NSLock()
    nonisolated(unsafe) var found: [Int: Found] = [:]  // All access is under the lock.
    DispatchQueue.concurrentPerform(iterations: 2 * files.count) { index in
      let flags = index % 2 == 1 ? ["-D", "MISTAKE"] : []
      let result = Found { try Compiler.errors(in: files[index / 2], command, flags: flags) }
      lock.withLock { found[index] = result }
    }

    for (index, file) in files.enumerated() {
      let without = try #require(try found[2 * index]?.get())
      let with = try #require(try found[2 * index + 1]?.get())
      #expect(without.isEmpty, "\(file.lastPathComponent) without its mistake: \(without)")
      let expected = try expectedErrors(in: file)
      #expect(!expected.isEmpty, "\(file.lastPathComponent) expects no error")
      for error in expected {
        #expect(
          with.contains { matches($0, error) }, "\(file.lastPathComponent): not found: \(error); but: \(with)"
        )
      }
      let unexpected = with.filter { error in !expected.contains { matches(error, $0) } }
      #expect(unexpected.isEmpty, "\(file.lastPathComponent): not expected: \(unexpected)")
    }
  }

  private func matches(_ found: Compiler.Diagnostic, _ expected: Compiler.Diagnostic) -> Bool {
    found.line == expected.line && found.text.contains(expected.text)
  }

  private func expectedErrors(in file: URL) throws -> [Compiler.Diagnostic] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      line.range(of: "// error: ").map { comment in
        let isAlone = line[..<comment.lowerBound].allSatisfy { $0 == " " }
        return Compiler.Diagnostic(
          line: index + (isAlone ? 2 : 1), text: String(line[comment.upperBound...]))
      }
    }
  }
}
