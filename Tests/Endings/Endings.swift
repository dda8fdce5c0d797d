import Glibc
import SPMD

/// A program that ends in every way a program can, for the tests of what a shell sees of it.
@main struct Endings: SPMDProgram {
  enum Others: String, ExpressibleByArgument, CaseIterable {
    /// Come to their end.
    case finish
    /// Wait in a call of MPI for what never comes.
    case wait
    /// Compute without end.
    case compute
  }

  enum Way: String, ExpressibleByArgument, CaseIterable {
    /// Throws an error of its own.
    case error
    /// Throws an exit code.
    case code
    /// Throws a clean exit.
    case clean
    /// Is killed by the system.
    case kill
    /// Throws in a task of a farm.
    case task
    /// Says whether it runs on the thread that initialised MPI, and comes to its end.
    case thread
    /// Comes to its end.
    case finish
  }

  static let configuration = CommandConfiguration(commandName: "Endings")

  @Option(help: "How the ranks end.") var way = Way.finish
  @Option(help: "The rank that ends so; all if not given.") var rank: Int?
  @Option(help: "What the other ranks do.") var others = Others.wait
  @Option(help: "The exit code to throw.") var code: Int32 = 7

  struct Failure: Error, CustomStringConvertible {
    var description: String { "the bridge is down" }
  }

  func validate() throws {
    if code < 0 { throw ValidationError("The code is negative.") }
  }

  func run(on world: Communicator) throws {
    print("rank \(world.rank) of \(world.size) runs")
    if way == .task {
      let failing = rank ?? 0
      // Without end, so that the rank that fails gets its turn, however fast the others are.
      let farm = world.farm(0..., policy: .dynamic(chunk: 3)) { index, task in
        if index >= 500, task.rank == failing { throw Failure() }
        return index
      }
      try farm.forEachCompleted { _ in }
      return
    }
    guard rank == nil || rank == world.rank else {
      switch others {
      case .finish: return
      case .wait: _ = try world.receive(Int.self, from: world.rank, tag: 99)
      case .compute: while true { if Environment.wallTime < 0 { print("never") } }
      }
      return
    }
    switch way {
    case .error: throw Failure()
    case .code: throw ExitCode(code)
    case .clean: throw CleanExit.message("that is all")
    case .kill: kill(getpid(), SIGKILL)
    case .thread:
      let mpi = try Environment()
      print("rank \(world.rank): main thread \(try mpi.isMainThread), owner \(mpi.isOwner)")
      try mpi.finalize()
    case .task, .finish: break
    }
  }
}
