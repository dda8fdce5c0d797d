public import ArgumentParser
public import MPI

/// A program that runs as many processes, which work together by MPI.
///
/// ```swift
/// import SPMD
///
/// @main struct Hello: SPMDProgram {
///   @Option(help: "Whom to greet.") var name = "world"
///
///   func run(on world: Communicator) throws {
///     print("Hello, \(name), from rank \(world.rank) of \(world.size).")
///   }
/// }
/// ```
///
/// The same executable runs alone and under any launcher of the MPI it was built with:
///
/// ```
/// .build/release/Hello
/// mpirun -n 4 .build/release/Hello --name you
/// ```
///
/// Rank 0 parses the command line, and prints help and errors, so that they appear once. What `run(on:)` throws ends the
/// program on all ranks: at once if all throw alike; otherwise, the ranks that threw wait two seconds for the others,
/// then say who threw what on which host and end the job. The exit code is never 0 then. A `CleanExit` or
/// `ExitCode.success` is no error: throwing it is like coming to the end of `run(on:)`.
public protocol SPMDProgram: ParsableCommand {
  /// Which threads call MPI. By default `multiple`, which lets rank 0 of a farm work and serve at the same time.
  static var threadLevel: ThreadLevel { get }

  /// What every rank does.
  ///
  /// - Parameter world: All ranks of the program.
  mutating func run(on world: Communicator) throws
}

extension SPMDProgram {
  public static var threadLevel: ThreadLevel { .multiple }

  /// Initialises MPI, parses the command line, runs, finalizes MPI, and ends the process.
  public static func main() {
    launch(self)
  }

  /// Not for SPMD programs: they run on a communicator.
  public mutating func run() throws {
    throw CleanExit.helpRequest(self)
  }
}
