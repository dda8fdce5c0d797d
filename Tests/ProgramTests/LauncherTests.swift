import Foundation
import Testing

@Suite(.serialized) struct LauncherTests {
  @Test func theLauncherOfAnotherMPIIsNoticed() throws {
    let outcome = try Shell.run(["mpiexec.mpich", "-n", "3", Shell.program("Endings")], within: 30)
    #expect(
      outcome.count(of: "MPICH's mpiexec started 3 processes, but each of them is alone") == 1, "\(outcome)")
    #expect(outcome.count(of: "rank 0 of 1 runs") == 3)
  }

  @Test func theRightLauncherIsNotComplainedOf() throws {
    let outcome = try Shell.run(Shell.launch(3) + [Shell.program("Endings")], within: 30)
    #expect(!outcome.errors.contains("warning"), "\(outcome)")
  }
}
