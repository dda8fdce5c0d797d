import Foundation
import Testing

/// Every function of the standard, and of the MPI that is installed, is documented as the one that a Swift symbol stands
/// for, or is in a table of the article on coverage.
@Suite struct CoverageTests {
  private static let sources = Shell.package.appending(path: "Sources/MPI")

  @Test func everyFunctionIsDocumentedOrExcused() throws {
    let documented = try documentedFunctions()
    let rows = try Set(tableRows().map(\.function))
    let header = try declaredFunctions()
    #expect(documented.count > 50 && header.count > 350 && StandardFunctions.current.count > 430)
    let missing = StandardFunctions.current.union(header).subtracting(documented).subtracting(rows)
    #expect(
      missing.isEmpty,
      """
      Neither in a comment "The corresponding MPI function is …" in Sources/MPI, nor in a table of Coverage.md: \
      \(missing.sorted())
      """)
  }

  @Test func noRowIsStale() throws {
    let documented = try documentedFunctions()
    let rows = try tableRows()
    let stale = rows.map(\.function).filter(documented.contains)
    #expect(
      stale.isEmpty, "Documented in Sources/MPI, so to be deleted from the tables of Coverage.md: \(stale)")
    let unexplained = rows.filter { $0.reason.isEmpty }.map(\.function)
    #expect(unexplained.isEmpty, "Without a reason: \(unexplained)")
    let twice = Dictionary(grouping: rows, by: \.function).filter { $1.count > 1 }.keys
    #expect(twice.isEmpty, "In the tables of Coverage.md more than once: \(twice)")
  }

  @Test func noDocumentedFunctionIsMisspelt() throws {
    let known = try StandardFunctions.current.union(StandardFunctions.outdated).union(declaredFunctions())
      .union(tableRows().map(\.function))
    let unknown = try documentedFunctions().subtracting(known)
    #expect(unknown.isEmpty, "Named in Sources/MPI, but no function of MPI: \(unknown.sorted())")
  }

  /// The functions that the documentation comments call the corresponding ones. A function's large-count twin is not told
  /// from it.
  private func documentedFunctions() throws -> Set<String> {
    var found: Set<String> = []
    for case let file as URL in FileManager.default.enumerator(
      at: Self.sources, includingPropertiesForKeys: nil) ?? .init() where file.pathExtension == "swift"
    {
      let lines = try String(contentsOf: file, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      var isCorresponding = false
      for line in lines.map({ $0.drop { $0 == " " } }) {
        // Up to the end of the paragraph.
        guard line.hasPrefix("///"), line.count > 4 else {
          isCorresponding = false
          continue
        }
        var rest = line
        if !isCorresponding, let word = line.range(of: "orrespond") {
          isCorresponding = true
          rest = line[word.upperBound...]
        }
        if isCorresponding {
          for (index, name) in rest.split(separator: "`", omittingEmptySubsequences: false).enumerated()
          where index % 2 == 1 && isFunction(name) {
            found.insert(withoutTwin(name))
          }
        }
      }
    }
    return found
  }

  /// The first two columns of the article's tables.
  private func tableRows() throws -> [(function: String, reason: String)] {
    try String(contentsOf: Self.sources.appending(path: "MPI.docc/Coverage.md"), encoding: .utf8)
      .split(separator: "\n").filter { $0.hasPrefix("| `MPI_") }.map { line in
        let columns = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        return (columns[0].trimmingCharacters(in: ["`"]), columns.count > 1 ? columns[1] : "")
      }
  }

  /// What the header of the MPI that the package is built with declares, whether or not macros hide it.
  private func declaredFunctions() throws -> Set<String> {
    var found: Set<String> = []
    // MPICH has the functions in a file of their own.
    let headers = try Shell.mpiIncludeFolders().flatMap { folder in
      ["mpi.h", "mpi_proto.h"].map { URL(filePath: folder).appending(path: $0) }
    }
    for header in headers where FileManager.default.fileExists(atPath: header.path) {
      for line in try String(contentsOf: header, encoding: .utf8).split(separator: "\n") {
        // What stands before the parameters: attributes, the type, the name.
        let words = line.prefix { $0 != "(" }.split { $0 == " " || $0 == "*" }
        guard let first = words.first, let name = words.last, words.count > 1, line.contains("("),
          ["int", "double", "extern", "OMPI_DECLSPEC"].contains(first) || first.hasPrefix("MPI_")
        else { continue }
        if isFunction(name) { found.insert(withoutTwin(name)) }
      }
    }
    return found
  }

  /// Whether the name is that of a function that is to be covered: neither a constant nor one of the tool interface.
  private func isFunction(_ name: Substring) -> Bool {
    name.hasPrefix("MPI_") && !name.hasPrefix("MPI_T_") && name.contains(where: \.isLowercase)
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && !Self.types.contains(name)
  }

  private func withoutTwin(_ name: Substring) -> String {
    String(name.hasSuffix("_c") ? name.dropLast(2) : name)
  }

  private static let types: Set<Substring> = [
    "MPI_Aint", "MPI_Comm", "MPI_Count", "MPI_Datatype", "MPI_Errhandler", "MPI_File", "MPI_Fint",
    "MPI_Group",
    "MPI_Info", "MPI_Message", "MPI_Offset", "MPI_Op", "MPI_Request", "MPI_Session", "MPI_Status", "MPI_Win",
  ]
}
