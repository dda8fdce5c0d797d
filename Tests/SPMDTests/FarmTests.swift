import Glibc
import MPI
import Support
import Testing

@testable import SPMD

/// Farms on all ranks of the test run, against a sequential loop.
@Suite struct FarmTests {
  static let policies: [FarmPolicy] = [
    .adaptive, .blocks, .dynamic(), .dynamic(chunk: 5), .dynamic(chunk: 2, reserve: 3), .guided(),
    .factoring(atLeast: 2),
  ]
  static let roots: [Bool?] = [nil, true, false]

  struct Failure: Error, CustomStringConvertible {
    var description: String { "on purpose" }
  }

  /// Computes for about so many microseconds.
  private func spin(_ microseconds: Int) {
    let end = Environment.wallTime + Double(microseconds) * 1e-6
    while Environment.wallTime < end {}
  }

  /// A rank 0 that only serves needs somebody to serve.
  private func isPossible(_ rootWorks: Bool?) -> Bool { World.world.size > 1 || rootWorks != false }

  @Test(arguments: policies, roots)
  func resultsComeInTheOrderOfTheInputs(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    let world = World.world
    var generator = try World.generator()
    for length in [0, 1, world.size, 17, .random(in: 50...400, using: &generator)] {
      let costs = (0..<length).map { _ in
        Int.random(in: 0...50, using: &generator) * Int.random(in: 0...20, using: &generator)
      }
      let results = try world.farm(costs, policy: policy, rootWorks: rootWorks) { cost, task in
        spin(cost)
        return cost * 1000 + task.index
      }.results()
      let expected = costs.enumerated().map { $1 * 1000 + $0 }
      #expect(results == (world.rank == 0 ? expected : nil))
    }
  }

  @Test(arguments: policies, roots)
  func resultsAreCombinedInTheOrderOfTheInputs(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    let world = World.world
    for length in [0, 1, 100, 3000] {
      let farm = world.farm((0..<length).lazy.map { $0 }, policy: policy, rootWorks: rootWorks) { number, _ in
        spin(number % 7 == 0 ? 20 : 0)
        return 1 / Double(number + 1)
      }
      // Floating-point sums show the order in their last bits.
      let expected = (0..<length).reduce(0.0) { $0 + 1 / Double($1 + 1) }
      let (sum, count) = try farm.reduce(into: (0.0, 0)) { $0 = ($0.0 + $1, $0.1 + 1) } ?? (expected, length)
      #expect(sum == expected && count == length)
    }
    let failing = world.farm(0..<50, policy: policy, rootWorks: rootWorks) { number, _ in number }
    let error = #expect(throws: FarmError.self) {
      try failing.reduce(into: 0) { sum, number in
        if number == 30 { throw Failure() }
        sum += number
      }
    }
    #expect(error?.culprit == .consumer)
  }

  @Test(arguments: policies, roots)
  func eachResultIsHandedOutOnceAsItComes(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    let world = World.world
    var seen: [Int: Int] = [:]
    var ranks: Set<Int> = []
    let farm = world.farm((0..<300).lazy.map { "job \($0)" }, policy: policy, rootWorks: rootWorks) {
      name, task in
      spin(200)
      return [name, "by \(task.rank)"]
    }
    let report = try farm.forEachCompleted { done in
      #expect(done.output == ["job \(done.index)", "by \(done.rank)"])
      seen[done.index, default: 0] += 1
      ranks.insert(done.rank)
    }
    guard world.rank == 0 else {
      #expect(report == nil && seen.isEmpty)
      return
    }
    #expect(seen.count == 300 && seen.values.allSatisfy { $0 == 1 })
    #expect(report?.tasks == 300)
    #expect(report?.workers.reduce(0) { $0 + $1.tasks } == 300)
    #expect(rootWorks != false || !ranks.contains(0))
    #expect(rootWorks != true || ranks.contains(0))
  }

  @Test func inputsAreMadeOnRankZeroOnlyAndNoFurtherThanNeeded() throws {
    let world = World.world
    var made = 0
    // An endless sequence, of which each element costs memory: whoever asked for all of it would never come back.
    let endless = sequence(first: 0) { last in
      made += 1
      return last + 1
    }
    struct Enough: Error {}
    var completed = 0
    let farm = world.farm(endless) { index, _ in index }
    do {
      try farm.forEachCompleted { _ in
        completed += 1
        if completed == 10_000 { throw Enough() }
      }
      Issue.record("the farm came to an end")
    } catch {
      #expect(error.culprit == .consumer && error.rank == 0)
    }
    // How far rank 0 makes inputs ahead is bounded.
    #expect(world.rank == 0 ? made >= 9_999 && made < 10_000_000 : made == 0)
  }

  @Test(arguments: roots)
  func aFailingTaskIsNamedOnAllRanks(rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    let world = World.world
    var generator = try World.generator()
    for _ in 0..<5 {
      let bad = Int.random(in: 0..<200, using: &generator)
      let farm = world.farm(0..<200, rootWorks: rootWorks) { index, _ in
        if index == bad { throw Failure() }
        return index
      }
      do {
        _ = try farm.results()
        Issue.record("the farm came to an end")
      } catch {
        #expect(error.culprit == .task(bad))
        #expect(error.reason == "on purpose")
        #expect(error.host == Environment.processorName)
        #expect("\(error)".contains("task \(bad) failed on rank \(error.rank)"))
        let errors = try world.allGather(error)
        #expect(errors.allSatisfy { $0 == error })
      }
    }
  }

  @Test func manyFailuresAtOnceAreOneError() throws {
    let world = World.world
    let farm = world.farm(0..<500, policy: .dynamic()) { index, _ -> Int in throw Failure() }
    let error = #expect(throws: FarmError.self) { _ = try farm.results() }
    let errors = try world.allGather(error)
    #expect(errors.allSatisfy { $0 == error })
  }

  @Test func afterAFailureNoTaskBegins() throws {
    let world = World.world
    var begun = 0
    let farm = world.farm(0..<10_000, policy: .dynamic(chunk: 100)) { index, _ in
      begun += 1
      if index == 0 { throw Failure() }
      spin(2000)
      return index
    }
    _ = #expect(throws: FarmError.self) { _ = try farm.results() }
    // Had each rank gone on to the end of what it had, it would have been a hundred or two.
    #expect(begun < 60)
  }

  @Test func inputsThatCannotBeMadeAreAnErrorOnAllRanks() throws {
    func inputs() throws -> [Int] { throw Failure() }
    let farm = World.world.farm(try inputs()) { index, _ in index }
    let error = #expect(throws: FarmError.self) { _ = try farm.results() }
    #expect(error?.culprit == .inputs(0) && error?.rank == 0)
  }

  @Test func longMessagesBothWaysDoNotBlock() throws {
    let world = World.world
    // Far beyond what any transport sends without the receiver's help.
    let results = try world.farm(0..<20, policy: .dynamic()) { index, _ in
      [Int](repeating: index, count: 200_000 + index)
    }.results()
    let sums = try world.farm(results ?? [], policy: .dynamic(chunk: 3)) { values, _ in values.reduce(0, +) }
      .results()
    #expect(sums == (world.rank == 0 ? (0..<20).map { $0 * (200_000 + $0) } : nil))
  }

  @Test func slowInputsAndSlowTasksGoOn() throws {
    let inputs = (0..<30).lazy.map { index in
      spin(1000)
      return index
    }
    let results = try World.world.farm(inputs) { index, _ in
      spin(index % 3 == 0 ? 3000 : 0)
      return index
    }.results()
    #expect(results == (World.world.rank == 0 ? Array(0..<30) : nil))
  }

  @Test func farmsFollowAndNestInSplitCommunicators() throws {
    let world = World.world
    let sums = try world.withSplit(color: world.rank % 2) { part in
      try (0..<3).map { round in
        try part.farm(0..<50) { index, _ in index * round }.results()?.reduce(0, +)
      }
    }
    #expect(sums == (world.rank < 2 ? [0, 1225, 2450] : [nil, nil, nil]))
  }

  @Test func everybodyWorks() throws {
    let world = World.world
    let run = try world.farm(0..<200, policy: .dynamic(), rootWorks: true) { index, _ in
      spin(1000)
      return index
    }.run()
    guard let run else { return }
    #expect(run.report.workers.map(\.rank) == Array(0..<world.size))
    #expect(run.report.workers.allSatisfy { $0.tasks > 0 && $0.busySeconds > 0 })
    #expect(run.report.seconds > 0 && run.report.efficiency > 0)
  }

  @Test func whoeverWaitsLeavesTheCoreToOthers() throws {
    func processorSeconds() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let world = World.world
    let before = processorSeconds()
    var busy = 0.0
    let ranks = try world.farm(0..<1, rootWorks: world.size == 1) { _, task in
      let start = processorSeconds()
      while processorSeconds() - start < 1 {}
      busy = processorSeconds() - start
      return task.rank
    }.results()
    // A second in which one rank computes and the others have nothing to do but wait.
    let waiting = processorSeconds() - before - busy
    #expect(waiting < 0.3)
    #expect(ranks?.count == (world.rank == 0 ? 1 : nil))
  }

  @Test func optionalsDictionariesAndCodedValuesTravel() throws {
    struct Job: Coded, Equatable {
      var name: String
      var weights: [String: Double]
      var next: Int?
    }
    let jobs = (0..<40).map {
      Job(name: "é\($0)", weights: ["a": .infinity, "b": Double($0)], next: $0 % 2 == 0 ? nil : $0)
    }
    let results = try World.world.farm(jobs) { job, _ -> Job? in job.next == nil ? nil : job }.results()
    #expect(results == (World.world.rank == 0 ? jobs.map { $0.next == nil ? nil : $0 } : nil))
  }
}
