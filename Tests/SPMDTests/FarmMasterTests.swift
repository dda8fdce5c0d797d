import Support
import Testing

@testable import SPMD

/// The master without messages: workers that answer in any order, with any durations.
@Suite struct FarmMasterTests {
  /// Plays a farm to its end: in each turn a random worker finishes its oldest batch.
  ///
  /// - Returns: For each task the worker that did it, in the order in which the tasks were finished.
  private func play(
    tasks: Int, workers: Int, policy: FarmPolicy, inputsPerTurn: Int = .max,
    using generator: inout SeededGenerator
  ) -> [(task: Int, worker: Int)] {
    var master = FarmMaster(workers: workers, policy: policy)
    var queues = Array(repeating: [Range<Int>](), count: workers)
    var done: [(task: Int, worker: Int)] = []
    var inputs = 0
    var turns = 0
    while !master.isOver {
      turns += 1
      guard turns < 100 * (tasks + 10) else { return done }  // A farm without end fails its expectations.
      inputs = min(tasks, inputs + min(inputsPerTurn, tasks))
      master.handle(.inputs(count: inputs, all: inputs == tasks))
      while case .assign(let worker, let batch) = master.nextAction() {
        #expect(!batch.isEmpty)
        queues[worker].append(batch)
      }
      let busy = queues.indices.filter { !queues[$0].isEmpty }
      guard let worker = busy.randomElement(using: &generator) else { continue }
      let batch = queues[worker].removeFirst()
      done += batch.map { ($0, worker) }
      master.handle(
        .finished(
          worker: worker, seconds: .random(in: 0...0.1, using: &generator),
          idle: .random(in: 0...0.01, using: &generator)))
    }
    #expect(master.inFlight == 0)
    #expect(master.done == tasks)
    return done
  }

  @Test(arguments: [0, 1, 2, 7, 100, 1000], 1...5)
  func everyTaskIsDoneOnce(tasks: Int, workers: Int) {
    var generator = SeededGenerator(seed: UInt64(tasks * 10 + workers))
    for policy in [FarmPolicy.adaptive, .dynamic(), .dynamic(chunk: 7), .dynamic(chunk: 1_000_000)] {
      for inputsPerTurn in [1, 3, Int.max] {
        let done = play(
          tasks: tasks, workers: workers, policy: policy, inputsPerTurn: inputsPerTurn, using: &generator)
        #expect(done.map(\.task).sorted() == Array(0..<tasks))
      }
    }
  }

  @Test func aChunkIsAsLongAsAskedForButForTheLast() {
    var master = FarmMaster(workers: 1, policy: .dynamic(chunk: 4))
    master.handle(.inputs(count: 10, all: true))
    #expect(master.nextAction() == .assign(worker: 0, tasks: 0..<4))
    master.handle(.finished(worker: 0, seconds: 1, idle: 0))
    #expect(master.nextAction() == .assign(worker: 0, tasks: 4..<8))
    master.handle(.finished(worker: 0, seconds: 1, idle: 0))
    #expect(master.nextAction() == .assign(worker: 0, tasks: 8..<10))
    #expect(master.nextAction() == nil)
  }

  @Test func nobodyHasABatchInReserveWhileAnotherHasNothing() {
    var master = FarmMaster(workers: 3, policy: .dynamic())
    master.handle(.inputs(count: 1000, all: true))
    var assigned: [Int] = []
    for _ in 0..<3 {
      if case .assign(let worker, _) = master.nextAction() { assigned.append(worker) }
    }
    #expect(assigned.sorted() == [0, 1, 2])
  }

  @Test func shortTasksComeInLargeBatchesAndLongOnesAlone() {
    for (cost, expected) in [(1e-6, 100...2100), (1.0, 1...1)] {
      var master = FarmMaster(workers: 2, policy: .adaptive)
      master.handle(.inputs(count: 1_000_000, all: true))
      var batch = 0..<0
      for _ in 0..<40 {
        while case .assign(let worker, let tasks) = master.nextAction() {
          if worker == 0 { batch = tasks }
        }
        let oldest = master.workers[0].batches.first?.count ?? 0
        master.handle(.finished(worker: 0, seconds: cost * Double(oldest), idle: 0))
      }
      #expect(expected.contains(batch.count))
    }
  }

  @Test func aWorkerThatWaitsGetsLongerBatches() {
    func batchAfter(idle: Double) -> Int {
      var master = FarmMaster(workers: 1, policy: .adaptive)
      master.handle(.inputs(count: 10_000_000, all: true))
      for _ in 0..<60 {
        while master.nextAction() != nil {}
        let count = master.workers[0].batches.first?.count ?? 0
        master.handle(.finished(worker: 0, seconds: 1e-5 * Double(count), idle: idle))
      }
      return master.workers[0].lastBatch
    }
    #expect(batchAfter(idle: 0.01) > 10 * batchAfter(idle: 0))
  }

  @Test func theLastBatchesAreSmall() {
    var generator = SeededGenerator(seed: 1)
    var master = FarmMaster(workers: 4, policy: .adaptive)
    master.handle(.inputs(count: 10_000, all: true))
    var last = 0
    while !master.isOver {
      while case .assign(_, let tasks) = master.nextAction() { last = tasks.count }
      let busy = master.workers.indices.filter { !master.workers[$0].batches.isEmpty }
      guard let worker = busy.randomElement(using: &generator) else { break }
      let count = master.workers[worker].batches[0].count
      master.handle(.finished(worker: worker, seconds: 1e-6 * Double(count), idle: 0))
    }
    #expect(master.isOver)
    #expect(last == 1)
  }

  @Test func afterAFailureNothingIsAssigned() {
    var master = FarmMaster(workers: 2, policy: .dynamic())
    master.handle(.inputs(count: 10, all: false))
    #expect(master.nextAction() != nil)
    master.handle(.failed)
    #expect(master.nextAction() == nil)
    #expect(master.isOver)
  }
}
