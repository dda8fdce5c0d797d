import FarmProtocol
import Glibc
import Support
import Testing

/// Thousands of farms in which all that can happen happens in any order.
@Suite struct FarmHistoryTests {
  private static let schedules: [FarmSchedule] = [
    .adaptive, .blocks, .dynamic(), .dynamic(chunk: 1, reserve: 0), .dynamic(chunk: 7, reserve: 4), .guided(),
    .guided(least: 5), .factoring(),
  ]

  /// A history, all of which follows from its seed.
  private func play(seed: UInt64) throws -> FarmHistory {
    var generator = SeededGenerator(seed: seed)
    func chance(_ of: Int) -> Int { Bool.random(using: &generator) ? of : 0 }
    let tasks = [0, 1, 2, 5, 20, 100, 400].randomElement(using: &generator) ?? 0
    var persistence = FarmMaster.Persistence()
    persistence.attempts = .random(in: 1...3, using: &generator)
    persistence.pause = Bool.random(using: &generator) ? 0 : 0.01
    persistence.failures = Bool.random(using: &generator) ? 0 : .max
    persistence.losses = .random(in: 1...3, using: &generator)
    let chances = FarmHistory.Chances(
      loss: chance(200), failure: chance(30), cancellation: chance(50), pause: chance(20))
    let costs =
      Bool.random(using: &generator)
      ? [] : (0..<tasks).map { _ in Double.random(in: 0...5, using: &generator) }
    var history = FarmHistory(
      tasks: tasks, workers: .random(in: 1...9, using: &generator),
      schedule: Self.schedules.randomElement(using: &generator) ?? .adaptive, persistence: persistence,
      chances: chances, costs: costs)
    try history.run(using: &generator)
    return history
  }

  @Test func everyTaskHasOneFateInTenThousandHistories() {
    // One seed is all it takes to see a failure again.
    if let text = getenv("SPMD_TEST_SEED").flatMap({ unsafe String(cString: $0) }), let seed = UInt64(text) {
      #expect(throws: Never.self) { _ = try play(seed: seed) }
      return
    }
    var takenBack = 0
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<10_000 {
      let seed = UInt64.random(in: 0...UInt64(UInt32.max), using: &generator)
      do { takenBack += try play(seed: seed).takenBack } catch {
        Issue.record("the history of SPMD_TEST_SEED=\(seed): \(error)")
        return
      }
    }
    // Or else the histories have not shown what they should.
    #expect(takenBack > 0)
  }
}
