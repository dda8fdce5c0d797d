import Foundation
import Testing

/// The executables that `Examples/portable` builds.
@Suite struct PortableTests {
  private static let folder = ProcessInfo.processInfo.environment["SPMD_TEST_PROGRAMS"] ?? ""
  private static let isBuilt = FileManager.default.isExecutableFile(atPath: folder + "/Pi")

  @Test(.enabled(if: isBuilt), arguments: ["Pi", "Heat", "Mandelbrot", "GridSearch"])
  func theyNeedMPIAndTheCLibraryOnly(name: String) throws {
    let outcome = try Shell.run(["readelf", "--dynamic", Self.folder + "/" + name])
    let libraries = outcome.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }
      .compactMap { $0.split(separator: "[").last?.prefix { $0 != "." } }
    #expect(libraries.contains("libmpi"))
    let cLibrary: Set<Substring> = [
      "libc", "libm", "libdl", "libpthread", "librt", "ld-linux-x86-64", "ld-linux-aarch64",
    ]
    #expect(cLibrary.union(["libmpi", "libmpich"]).isSuperset(of: libraries), "\(libraries)")
  }

  @Test(.enabled(if: isBuilt)) func piIsSmall() throws {
    let size = try FileManager.default.attributesOfItem(atPath: Self.folder + "/Pi")[.size] as? Int
    #expect(size.map { $0 < 30_000_000 } == true)
  }
}
