import Foundation
import Testing

/// What a user's shell sees of a program's end.
@Suite(.serialized) struct EndingTests {
  /// Within how many seconds a job is over when one rank has failed, on a machine that is busy with other things, too.
  private let soon = 60.0

  private func run(_ ranks: Int, _ arguments: String...) throws -> Shell.Outcome {
    let launcher = ranks == 0 ? [] : Shell.launch(ranks)
    return try Shell.run(launcher + [Shell.program("Endings")] + arguments, within: soon)
  }

  /// 0 stands for no launcher.
  @Test(arguments: 0...4) func helpIsPrintedOnce(ranks: Int) throws {
    let outcome = try run(ranks, "--help")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.count(of: "USAGE: Endings") == 1)
    #expect(outcome.output.contains("--way"))
  }

  @Test(arguments: 0...4) func aBadOptionIsNamedOnce(ranks: Int) throws {
    let outcome = try run(ranks, "--wya", "error")
    #expect(outcome.code == 64, "\(outcome)")
    #expect(outcome.count(of: "Unknown option '--wya'") == 1)
    #expect(!outcome.output.contains("runs"))
  }

  @Test(arguments: 0...3) func anInvalidValueIsNamedOnce(ranks: Int) throws {
    let outcome = try run(ranks, "--code", "-3")
    #expect(outcome.code == 64, "\(outcome)")
    #expect(outcome.errors.contains("code"))
  }

  @Test(arguments: 0...4) func aGoodEndIsSilent(ranks: Int) throws {
    let outcome = try run(ranks)
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.count(of: "runs") == max(ranks, 1))
  }

  @Test(arguments: [0, 3]) func aProgramRunsOnItsMainThread(ranks: Int) throws {
    let outcome = try run(ranks, "--way", "thread")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.count(of: "main thread true, owner false") == max(ranks, 1), "\(outcome)")
  }

  @Test(arguments: 0...4) func anErrorOfAllIsPrintedOnce(ranks: Int) throws {
    let outcome = try run(ranks, "--way", "error")
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.count(of: "the bridge is down") == 1)
  }

  @Test(arguments: ["wait", "compute", "finish"], [0, 1, 2])
  func anErrorOfOneRankEndsAll(others: String, rank: Int) throws {
    let outcome = try run(3, "--way", "error", "--rank", "\(rank)", "--others", others)
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.count(of: "the bridge is down") == 1)
    #expect(outcome.errors.contains("rank \(rank) on \(ProcessInfo.processInfo.hostName)"), "\(outcome)")
  }

  @Test(arguments: ["wait", "finish"]) func anExitCodeArrives(others: String) throws {
    #expect(try run(0, "--way", "code", "--code", "9").code == 9)
    #expect(try run(3, "--way", "code", "--code", "9").code == 9)
    #expect(try run(3, "--way", "code", "--code", "9", "--rank", "1", "--others", others).code == 9)
  }

  @Test(arguments: [0, 3]) func aFailureNeverLooksLikeSuccess(ranks: Int) throws {
    // A shell sees the lowest eight bits, which are zero here.
    #expect(try run(ranks, "--way", "code", "--code", "256").code == 1)
    #expect(try run(ranks, "--way", "code", "--code", "256", "--rank", "0", "--others", "finish").code == 1)
  }

  @Test(arguments: 0...3) func aCleanExitIsNoError(ranks: Int) throws {
    let outcome = try run(ranks, "--way", "clean")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.count(of: "that is all") == 1)
  }

  @Test(arguments: [0, 1, 2], ["wait", "compute"]) func aKilledRankEndsAll(rank: Int, others: String) throws {
    let outcome = try run(3, "--way", "kill", "--rank", "\(rank)", "--others", others)
    #expect(outcome.code == 137, "\(outcome)")
  }

  @Test(arguments: [0, 1, 2]) func aFailedTaskIsPrintedOnce(rank: Int) throws {
    let outcome = try run(3, "--way", "task", "--rank", "\(rank)")
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.count(of: "the bridge is down") == 1)
    #expect(outcome.errors.contains("failed on rank \(rank) (\(ProcessInfo.processInfo.hostName))"))
  }

  @Test(arguments: [SIGINT, SIGTERM], [0, 1, 3]) func aSignalEndsAll(signal: Int32, ranks: Int) throws {
    let command = (ranks == 0 ? [] : Shell.launch(ranks)) + [Shell.program("Endings")]
    let outcome = try Shell.run(
      command + ["--way", "kill", "--rank", "99", "--others", "compute"], within: soon, sending: signal,
      after: "rank 0 of")
    // Open MPI's launcher returns 1 for a signal of its own.
    #expect(outcome.code == (ranks == 0 ? 128 + signal : 1), "\(outcome)")
    // A launcher that is told to end may drop what its ranks say last.
    let said = outcome.count(of: "Endings: stopped by SIG")
    #expect(said == 1 || (ranks > 0 && said == 0), "\(outcome)")
  }
}
