import Foundation

/// A piece of a text between two lines of three backquotes: a piece of Swift, or what a program prints.
struct Fence {
  /// File and line, as editors take it.
  var place: String
  /// What stands behind the backquotes, such as `swift`; often nothing.
  var language: String
  var code: String

  /// Those of an article, or of the comments of a source file.
  static func all(in file: URL) throws -> [Fence] {
    var fences: [Fence] = []
    var current: Fence?
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
        if let fence = current { fences.append(fence) }
        current =
          current == nil
          ? Fence(place: "\(file.path):\(number + 1)", language: String(text.dropFirst(3)), code: "") : nil
      } else {
        current?.code += text + "\n"
      }
    }
    return fences
  }

  /// The articles, and the sources if wanted, in the same order always.
  static func files(withSources: Bool) throws -> [URL] {
    let extensions = withSources ? ["md", "swift"] : ["md"]
    let sources = Shell.package.appending(path: "Sources")
    var files: [URL] = []
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      ?? .init()
    where extensions.contains(file.pathExtension) {
      files.append(file)
    }
    return files.sorted { $0.path < $1.path }
  }

  /// A whole program, as a reader would copy it into a file.
  var isProgram: Bool { language == "swift" && code.contains("@main") }
}
