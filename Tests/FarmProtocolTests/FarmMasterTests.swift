import Support
import Testing

@testable import FarmProtocol

/// What the master decides, one decision at a time.
@Suite struct FarmMasterTests {
  private func master(
    _ clients: Int, _ schedule: FarmSchedule, tasks: Int, costs: [Double] = []
  ) -> FarmMaster {
    var master = FarmMaster(capacities: Array(repeating: 1, count: clients), schedule: schedule, costs: costs)
    master.handle(.supplied(0..<tasks), at: 0)
    master.handle(.complete, at: 0)
    return master
  }

  /// The sizes of the batches that a schedule makes where each client asks in turn.
  private func sizes(_ schedule: FarmSchedule, clients: Int, tasks: Int) -> [Int] {
    var master = master(clients, schedule, tasks: tasks)
    var sizes: [Int] = []
    var queue: [(client: Int, tasks: Range<Int>)] = []
    while true {
      while case .assign(let client, let tasks) = master.nextAction() {
        sizes.append(tasks.count)
        queue.append((client, tasks))
      }
      guard !queue.isEmpty else { return sizes }
      let (client, tasks) = queue.removeFirst()
      master.handle(.finished(client: client, tasks: tasks, seconds: 1, idle: 0), at: 0)
    }
  }

  @Test func policiesDivideAsTheirInventorsSay() {
    #expect(sizes(.dynamic(chunk: 4, reserve: 0), clients: 2, tasks: 10) == [4, 4, 2])
    #expect(sizes(.blocks, clients: 4, tasks: 10) == [3, 3, 3, 1])
    #expect(sizes(.blocks, clients: 3, tasks: 2) == [1, 1])
    // Hummel, Schonberg and Flynn: rounds of equal parts of half of what is left.
    #expect(sizes(.factoring(), clients: 2, tasks: 100) == [25, 25, 13, 13, 6, 6, 3, 3, 2, 2, 1, 1])
    // Polychronopoulos and Kuck: a share of what is left.
    #expect(sizes(.guided(), clients: 2, tasks: 20).first == 10)
    #expect(sizes(.guided(least: 4), clients: 2, tasks: 20).dropLast().allSatisfy { $0 >= 4 })
  }

  @Test func blocksWaitForAllInputs() {
    var master = FarmMaster(capacities: [1, 1], schedule: .blocks)
    master.handle(.supplied(0..<10), at: 0)
    #expect(master.nextAction() == nil)
    master.handle(.supplied(10..<20), at: 0)
    master.handle(.complete, at: 0)
    #expect(master.nextAction() == .assign(client: 0, tasks: 0..<10))
    #expect(master.nextAction() == .assign(client: 1, tasks: 10..<20))
  }

  @Test func nobodyHasABatchInReserveWhileAnotherHasNothing() {
    var master = master(3, .dynamic(), tasks: 1000)
    let first = (0..<3).map { _ in master.nextAction() }
    #expect(first == (0..<3).map { .assign(client: $0, tasks: $0..<$0 + 1) })
  }

  @Test func whatIsUrgentGoesFirst() {
    var master = FarmMaster(capacities: [1], schedule: .dynamic(chunk: 2, reserve: 0))
    master.handle(.supplied(0..<4), at: 0)
    master.handle(.supplied(4..<6, priority: 1), at: 0)
    master.handle(.supplied(6..<7, priority: -1), at: 0)
    master.handle(.complete, at: 0)
    var order: [Int] = []
    while case .assign(_, let tasks) = master.nextAction() {
      order += tasks
      master.handle(.finished(client: 0, tasks: tasks, seconds: 0, idle: 0), at: 0)
    }
    #expect(order == [4, 5, 0, 1, 2, 3, 6])
  }

  @Test func shortTasksComeInLargeBatchesAndLongOnesAlone() {
    for (cost, expected) in [(1e-6, 100...2100), (1.0, 1...1)] {
      var master = master(2, .adaptive, tasks: 1_000_000)
      var queue: [(client: Int, tasks: Range<Int>)] = []
      var last = 0
      for _ in 0..<40 {
        while case .assign(let client, let tasks) = master.nextAction() {
          queue.append((client, tasks))
          last = tasks.count
        }
        let (client, tasks) = queue.removeFirst()
        master.handle(
          .finished(client: client, tasks: tasks, seconds: cost * Double(tasks.count), idle: 0), at: 0)
      }
      #expect(expected.contains(last))
    }
  }

  @Test func aWorkerThatWaitsGetsLongerBatches() {
    func longestBatch(idle: Double) -> Int {
      var master = master(1, .adaptive, tasks: 1_000_000)
      var queue: [Range<Int>] = []
      var longest = 0
      while true {
        while case .assign(_, let tasks) = master.nextAction() {
          queue.append(tasks)
          longest = max(longest, tasks.count)
        }
        guard !queue.isEmpty else { return longest }
        let tasks = queue.removeFirst()
        master.handle(
          .finished(client: 0, tasks: tasks, seconds: 1e-5 * Double(tasks.count), idle: idle), at: 0)
      }
    }
    #expect(longestBatch(idle: 0.01) > 10 * longestBatch(idle: 0))
  }

  @Test func knownCostsMakeBatchesOfEqualWork() {
    // Task n costs n: batches get shorter as tasks get longer.
    var master = master(1, .adaptive, tasks: 10_000, costs: (0..<10_000).map(Double.init))
    var queue: [Range<Int>] = []
    var lengths: [Int] = []
    while true {
      while case .assign(_, let tasks) = master.nextAction() {
        queue.append(tasks)
        lengths.append(tasks.count)
      }
      guard !queue.isEmpty else { break }
      let tasks = queue.removeFirst()
      let seconds = tasks.reduce(0) { $0 + 1e-7 * Double($1) }
      master.handle(.finished(client: 0, tasks: tasks, seconds: seconds, idle: 0), at: 0)
    }
    #expect((lengths.max() ?? 0) > 5 * lengths[lengths.count * 3 / 4])
  }

  @Test func whatASlowRankHasNotBegunGoesToOneThatWaits() {
    var master = master(2, .dynamic(chunk: 100), tasks: 200)
    #expect(master.nextAction() == .assign(client: 0, tasks: 0..<100))
    #expect(master.nextAction() == .assign(client: 1, tasks: 100..<200))
    #expect(master.nextAction() == nil)
    master.handle(.finished(client: 1, tasks: 100..<200, seconds: 1, idle: 0), at: 1)
    #expect(master.nextAction() == .takeBack(client: 0, atMost: 50))
    #expect(master.nextAction() == nil)
    master.handle(.returned(client: 0, [60..<100]), at: 1)
    #expect(master.nextAction() == .assign(client: 1, tasks: 60..<100))
  }

  @Test func aFailingTaskIsTriedAgainAndThenGivenUp() {
    var persistence = FarmMaster.Persistence()
    persistence.attempts = 2
    persistence.pause = 1
    persistence.failures = .max
    var master = FarmMaster(capacities: [1], schedule: .dynamic(), persistence: persistence)
    master.handle(.supplied(0..<1), at: 0)
    master.handle(.complete, at: 0)
    #expect(master.nextAction() == .assign(client: 0, tasks: 0..<1))
    master.handle(.failed(client: 0, task: 0), at: 10)
    #expect(master.nextAction() == nil)
    #expect(!master.isOver && master.nextWake == 11)
    master.handle(.time, at: 11)
    #expect(master.nextAction() == .assign(client: 0, tasks: 0..<1))
    master.handle(.failed(client: 0, task: 0), at: 12)
    #expect(master.nextAction() == .giveUp(task: 0))
    #expect(master.isOver && master.failed == 1)
  }

  @Test func aTaskThatEndsItsRankIsGivenUpAfterSomeRanks() {
    var persistence = FarmMaster.Persistence()
    persistence.failures = 1
    var master = FarmMaster(
      capacities: [1, 1, 1], schedule: .dynamic(chunk: 3, reserve: 0), persistence: persistence)
    master.handle(.supplied(0..<3), at: 0)
    master.handle(.complete, at: 0)
    #expect(master.nextAction() == .assign(client: 0, tasks: 0..<3))
    master.handle(.lost(client: 0), at: 0)
    #expect(master.nextAction() == .assign(client: 1, tasks: 0..<3))
    master.handle(.lost(client: 1), at: 0)
    #expect(master.nextAction() == .giveUp(task: 0))
    #expect(master.nextAction() == .assign(client: 2, tasks: 1..<3))
    master.handle(.finished(client: 2, tasks: 1..<3, seconds: 1, idle: 0), at: 0)
    #expect(master.isOver && master.done == 2 && master.failed == 1)
  }

  @Test func nothingIsBegunThatWouldNotBeDoneInTime() {
    var master = master(1, .dynamic(reserve: 0), tasks: 10)
    master.handle(.deadline(10), at: 0)
    #expect(master.nextAction() == .assign(client: 0, tasks: 0..<1))
    master.handle(.finished(client: 0, tasks: 0..<1, seconds: 4, idle: 0), at: 4)
    #expect(master.nextAction() == .assign(client: 0, tasks: 1..<2))
    master.handle(.finished(client: 0, tasks: 1..<2, seconds: 4, idle: 0), at: 8)
    #expect(master.nextAction() == nil)
  }

  @Test func aDrainEndsWithWhatIsBeingDone() {
    var master = master(2, .dynamic(reserve: 0), tasks: 10)
    _ = master.nextAction()
    _ = master.nextAction()
    master.handle(.drain, at: 0)
    #expect(master.nextAction() == nil && !master.isOver)
    master.handle(.finished(client: 0, tasks: 0..<1, seconds: 1, idle: 0), at: 1)
    master.handle(.finished(client: 1, tasks: 1..<2, seconds: 1, idle: 0), at: 1)
    #expect(master.isOver && master.done == 2 && master.unassigned == 8)
  }

  @Test func afterTheFirstFailureNothingIsAssigned() {
    var master = master(2, .dynamic(), tasks: 10)
    _ = master.nextAction()
    master.handle(.failed(client: 0, task: 0), at: 0)
    #expect(master.isOver)
    #expect(master.nextAction() == .giveUp(task: 0))
    #expect(master.nextAction() == nil)
  }
}
