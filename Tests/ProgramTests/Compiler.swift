import Foundation

/// The compiler, as a client of the package calls it.
enum Compiler {
  /// What it takes to find the modules that have been built, and no other flags.
  static func command() throws -> [String] {
    let includes = try Shell.mpiIncludeFolders().flatMap { ["-Xcc", "-I\($0)"] }
    let map = Shell.package.appending(path: "Sources/CMPI/module.modulemap").path
    return [
      "swiftc", "-parse-as-library", "-diagnostic-style", "llvm",
      "-I", Shell.products.appending(path: "Modules").path, "-Xcc", "-fmodule-map-file=\(map)",
    ] + includes
  }

  /// Where the compiler found what to be wrong.
  struct Diagnostic: CustomStringConvertible {
    /// Zero if it is in no line of the file.
    var line: Int
    var text: String

    var description: String { "line \(line): error: \(text)" }
  }

  /// The errors in one source file, found by all that the compiler does before it optimizes: lifetimes and exclusive
  /// access are looked at after the types.
  static func errors(in file: URL, _ command: [String], flags: [String] = []) throws -> [Diagnostic] {
    let outcome = try Shell.run(
      command + flags + ["-emit-sil", "-o", "/dev/null", "-module-name", "Client", file.path], within: 120)
    let marker = "error: "
    let errors: [Diagnostic] = outcome.errors.split(separator: "\n").compactMap { line in
      if line.hasPrefix(marker) { return Diagnostic(line: 0, text: String(line.dropFirst(marker.count))) }
      // file:line:column: error: text
      guard let range = line.range(of: ": " + marker) else { return nil }
      let place = line[..<range.lowerBound]
      let isHere = place.hasPrefix(file.path + ":")
      let number = place.dropFirst(file.path.count + 1).prefix { $0.isNumber }
      return Diagnostic(line: isHere ? Int(number) ?? 0 : 0, text: String(line[range.upperBound...]))
    }
    // A compiler that crashes has no diagnostic.
    return errors.isEmpty && outcome.code != 0 ? [Diagnostic(line: 0, text: "\(outcome)")] : errors
  }
}
