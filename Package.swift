// swift-tools-version: 6.2
import PackageDescription

// Which MPI to build against: the name of a pkg-config package (mpi-c, the system's default; ompi-c; mpich), or the
// path of a .pc file. pkg-config looks names up below its folders, so a path climbs out of them to the root first.
let mpi = Context.environment["SPMD_MPI"] ?? "mpi-c"
let pkgConfigName =
  mpi.hasPrefix("/")
  ? String(repeating: "../", count: 16)
    + (mpi.hasSuffix(".pc") ? mpi.dropLast(3) : mpi[...]).drop { $0 == "/" }
  : mpi

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "swift-spmd",
  products: [
    .library(name: "MPI", targets: ["MPI"]),
    .library(name: "SPMD", targets: ["SPMD"]),
  ],
  dependencies: [
    // Command lines of SPMD programs: options, help and their errors.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", pkgConfig: pkgConfigName, providers: [.apt(["libopenmpi-dev openmpi-bin pkg-config"])]),
    .target(
      name: "MPI", dependencies: ["CMPI"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    // Who does which task: neither knows of MPI, clocks or threads.
    .target(name: "FarmProtocol", swiftSettings: strict),
    .target(name: "FarmSimulator", dependencies: ["FarmProtocol"], swiftSettings: strict),
    .target(
      name: "SPMD",
      dependencies: [
        "MPI", "FarmProtocol", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Examples.
    .target(name: "Image", path: "Examples/Image"),
    .executableTarget(name: "Pi", dependencies: ["SPMD"], path: "Examples/Pi"),
    .executableTarget(name: "Heat", dependencies: ["SPMD", "Image"], path: "Examples/Heat"),
    .executableTarget(name: "Mandelbrot", dependencies: ["SPMD", "Image"], path: "Examples/Mandelbrot"),
    .executableTarget(
      name: "GridSearch", dependencies: ["SPMD"], path: "Examples/GridSearch",
      exclude: ["digits.csv", "digits.md", "reference.csv", "reference.py"]),

    // Benchmarks.
    .target(name: "CTwin", dependencies: ["CMPI"], path: "Benchmarks/CTwin"),
    .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
    .executableTarget(name: "Benchmark", dependencies: ["SPMD", "CTwin"], path: "Benchmarks/Benchmark"),
    .executableTarget(
      name: "Instructions", dependencies: ["SPMD", "CTwin", "CAllocations"], path: "Benchmarks/Instructions"),
    .executableTarget(
      name: "Simulation",
      dependencies: [
        "FarmProtocol", "FarmSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Benchmarks/Simulation"),

    // Tests. Those of MPI and SPMD run on any number of ranks, those of programs start launchers themselves.
    .target(name: "Support", dependencies: ["MPI"], path: "Tests/Support"),
    .executableTarget(name: "Endings", dependencies: ["SPMD"], path: "Tests/Endings"),
    .executableTarget(name: "Spawned", dependencies: ["MPI"], path: "Tests/Spawned"),
    .executableTarget(name: "Large", dependencies: ["MPI"], path: "Tests/Large"),
    .testTarget(name: "MPITests", dependencies: ["MPI", "Support", "Spawned"]),
    .testTarget(name: "FarmProtocolTests", dependencies: ["FarmProtocol", "FarmSimulator", "Support"]),
    .testTarget(name: "SPMDTests", dependencies: ["SPMD", "Support"]),
    .testTarget(name: "ProgramTests", dependencies: ["Endings", "Pi", "Heat", "Mandelbrot", "GridSearch"]),
  ],
  swiftLanguageModes: [.v6]
)
