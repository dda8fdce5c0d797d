import Testing

@testable import SPMD

@Suite struct LauncherMismatchTests {
  private func warning(_ environment: [String: String], worldSize: Int = 1) -> String? {
    launcherMismatch(worldSize: worldSize, library: "Open MPI v4.1.4\nmore", variable: { environment[$0] })
  }

  @Test func aloneIsNoMismatch() {
    #expect(warning([:]) == nil)
    #expect(warning(["OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"]) == nil)
    // A batch script of a job of many tasks that starts one process itself.
    #expect(warning(["SLURM_NTASKS": "8", "SLURM_PROCID": "0"]) == nil)
  }

  @Test func togetherIsNoMismatch() {
    #expect(warning(["PMI_SIZE": "4", "PMI_RANK": "0"], worldSize: 4) == nil)
  }

  @Test func manyProcessesThatAreAloneAreOne() throws {
    let text = try #require(warning(["PMI_SIZE": "4", "PMI_RANK": "0"]))
    #expect(text.contains("4 processes") && text.contains("Open MPI v4.1.4") && !text.contains("more"))
    #expect(warning(["SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "0"]) != nil)
  }

  @Test func onlyTheFirstProcessSaysSo() {
    #expect(warning(["PMI_SIZE": "4", "PMI_RANK": "2"]) == nil)
  }
}
