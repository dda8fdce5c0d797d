import MPI
import Support
import Synchronization
import Testing

@testable import SPMD

/// What farms can do beside their list, on all ranks of the test run.
@Suite struct FarmFeatureTests {
  let world = World.world

  private func isPossible(_ rootWorks: Bool?) -> Bool { world.size > 1 || rootWorks != false }

  /// Computes for about so many microseconds.
  private func spin(_ microseconds: Int) {
    let end = Environment.wallTime + Double(microseconds) * 1e-6
    while Environment.wallTime < end {}
  }

  // MARK: Costs

  @Test(arguments: FarmTests.policies, FarmTests.roots)
  func withCostsResultsKeepTheOrderOfTheInputs(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    var generator = try World.generator()
    for length in [0, 1, world.size, 150] {
      let costs = (0..<length).map { _ in Int.random(in: 0...40, using: &generator) }
      let farm = world.farm(costs, costs: { Double($0) }, policy: policy, rootWorks: rootWorks) {
        cost, task in
        spin(cost)
        return [task.index, cost]
      }
      let expected = costs.enumerated().map { [$0, $1] }
      #expect(try farm.results() == (world.rank == 0 ? expected : nil))
      var seen: Set<Int> = []
      try farm.forEachCompleted { done in
        #expect(done.output == expected[done.index])
        seen.insert(done.index)
      }
      #expect(seen.count == (world.rank == 0 ? length : 0))
    }
  }

  @Test func whatCostsMostIsBegunFirst() throws {
    let costs = [1.0, 5, 3, 5, 0, 4]
    var order: [Int] = []
    let farm = world.farm(costs, costs: { $0 }, policy: .dynamic(reserve: 0), rootWorks: world.size == 1) {
      cost, _ in cost
    }
    try farm.forEachCompleted { order.append($0.index) }
    // One after the other where only one rank works.
    switch (world.size, world.rank) {
    case (...2, 0): #expect(order == [1, 3, 5, 2, 0, 4])
    case (_, 0): #expect(order.sorted() == [0, 1, 2, 3, 4, 5])
    default: #expect(order.isEmpty)
    }
  }

  @Test func aCostThatIsNoneIsAnErrorOnAllRanks() throws {
    guard world.size > 1 else { return }
    for wrong in [-1, .nan, .infinity] {
      let farm = world.farm([1, wrong, 2], costs: { $0 }) { cost, _ in cost }
      let error = #expect(throws: FarmError.self) { try farm.results() }
      #expect(error?.culprit == .inputs(1) && error?.reason.contains("it costs \(wrong)") == true)
    }
  }

  @Test func aFailingTaskIsNamedByItsPlaceInTheList() throws {
    let farm = world.farm(0..<60, costs: { Double($0) }) { number, _ in
      if number == 23 { throw FarmTests.Failure() }
      return number
    }
    let error = #expect(throws: FarmError.self) { try farm.results() }
    #expect(error?.culprit == .task(23))
  }

  // MARK: State

  @Test(arguments: FarmTests.roots)
  func tasksOfARankShareAState(rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    final class Lives: Sendable {
      let made = Atomic(0)
      let gone = Atomic(0)
    }
    final class Count {
      let lives: Lives
      var tasks = 0
      init(_ lives: Lives) {
        self.lives = lives
        lives.made.add(1, ordering: .relaxed)
      }
      deinit { lives.gone.add(1, ordering: .relaxed) }
    }
    let lives = Lives()
    let farm = world.farm(0..<200, state: { Count(lives) }, rootWorks: rootWorks) { _, task, count in
      spin(20)
      count.tasks += 1
      return [task.rank, count.tasks]
    }
    for round in 1...2 {
      if let results = try farm.results() {
        // On each rank the tasks count from 1 to how many it did.
        for (_, done) in Dictionary(grouping: results, by: { $0[0] }) {
          #expect(done.map { $0[1] }.sorted() == Array(1...done.count))
        }
      }
      let (made, gone) = (lives.made.load(ordering: .relaxed), lives.gone.load(ordering: .relaxed))
      #expect(made <= round && gone == made)
      #expect(try world.allReduce(made, .sum) >= round)
    }
  }

  @Test func aStateIsAValueThatKeepsItsMemory() throws {
    let farm = world.farm(0..<100, state: { [Int]() }) { number, _, seen in
      seen.append(number)
      return seen.count
    }
    let counts = try farm.results()
    #expect(counts == nil || counts?.max() ?? 0 >= 100 / world.size)
  }

  @Test func aStateThatCannotBeMadeIsAnErrorOnAllRanks() throws {
    let farm = world.farm(0..<10, state: { throw FarmTests.Failure() }) { number, _, _ in number }
    let error = #expect(throws: FarmError.self) { try farm.results() }
    #expect(error?.culprit == .state && error?.reason == "on purpose")
  }

  // MARK: Random numbers

  @Test func randomNumbersDependOnTheSeedAndTheTaskOnly() throws {
    func numbers(_ seed: UInt64, _ rootWorks: Bool) throws -> [UInt64] {
      let results = try world.farm(0..<100, rootWorks: rootWorks) { _, task in
        var generator = task.generator(seed: seed)
        return generator.next()
      }.results()
      return try world.broadcast(results ?? [])
    }
    let first = try numbers(1, true)
    #expect(Set(first).count == 100)
    #expect(
      first[17]
        == {
          var generator = TaskGenerator(seed: 1, task: 17); return generator.next()
        }())
    if world.size > 1 { #expect(try numbers(1, false) == first) }
    #expect(Set(try numbers(2, true)).isDisjoint(with: first))
    // Bits are as often set as not, over tasks, too: 64,000 of them, and four standard deviations.
    let bits = (0..<1000).reduce(0) { sum, task in
      var generator = TaskGenerator(seed: 3, task: task)
      return sum + generator.next().nonzeroBitCount
    }
    #expect(abs(bits - 32_000) < 506)
  }

  // MARK: Ends before the end

  @Test(arguments: FarmTests.policies, FarmTests.roots)
  func aFoldEndsWhenItHasEnough(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    // Without an end where the policy does not want to see it.
    let numbers = sequence(first: 1) { $0 < 100_000 || policy != .blocks ? $0 + 1 : nil }
    let farm = world.farm(numbers, policy: policy, rootWorks: rootWorks) { number, _ in number }
    for _ in 1...2 {
      let sum = try farm.reduce(into: 0, until: { $0 > 5000 }) { $0 += $1 }
      // 1 + 2 + ... + 100, as in a loop.
      #expect(sum == (world.rank == 0 ? 5050 : nil))
    }
  }

  @Test func whatIsLookedForEndsTheSearch() throws {
    let farm = world.farm(sequence(first: 0) { $0 + 1 }) { number, task in
      spin(5)
      return number * number
    }
    let found = try farm.firstCompleted { $0 > 100 && $0 % 49 == 0 }
    #expect((found != nil) == (world.rank == 0))
    if let found {
      #expect(found.index % 7 == 0 && found.index > 10 && found.output == found.index * found.index)
    }
    let none = try world.farm(0..<50) { number, _ in number }.firstCompleted { $0 > 100 }
    #expect(none == nil)
  }

  // MARK: Tasks that come of results

  @Test(arguments: FarmTests.policies, FarmTests.roots)
  func resultsMakeMoreTasks(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    // A tree in which node n has the children 2n and 2n + 1.
    for (roots, costs) in [([1], nil), ([2, 3], nil), ([3, 2], { (node: Int) in Double(node) }), ([], nil)] {
      let farm = world.farm(roots, costs: costs, policy: policy, rootWorks: rootWorks) { node, _ in
        spin(node % 16)
        return node < 200 ? [2 * node, 2 * node + 1] : []
      }
      var seen: [[Int]] = []
      var places: Set<Int> = []
      let report = try farm.forEachCompleted { done, list in
        seen.append(done.output)
        places.insert(done.index)
        list.add(contentsOf: done.output)
      }
      guard world.rank == 0 else { continue }
      let first = roots.first.map { $0 == 1 ? 1 : 2 } ?? 400
      #expect(seen.count == 400 - first && report?.tasks == seen.count)
      #expect(places == Set(0..<seen.count))
      #expect(seen.flatMap { $0 }.sorted() == Array((roots.isEmpty ? 400 : first == 1 ? 2 : 4)..<400))
    }
  }

  // MARK: Priorities, and tasks that are spared

  @Test func whatIsUrgentIsBegunFirst() throws {
    guard world.size <= 2 else { return }
    let urgency = [0, 2, 1, 2, -1, 0]
    var order: [Int] = []
    let farm = world.farm(
      urgency, priorities: { $0 }, policy: .dynamic(reserve: 0), rootWorks: world.size == 1
    ) { urgency, task in [task.index, urgency] }
    try farm.forEachCompleted { done, list in
      order.append(done.index)
      #expect(done.output[0] == done.index)
      if done.index == 1 { list.add(5, priority: 5) }
      if done.index == 2 { list.cancel(0..<1) }
    }
    // Those that are added come behind the list's end, and their turn before what is less urgent.
    // With a second rank, that has been given the next task already.
    let expected = world.size == 1 ? [1, 6, 3, 2, 5, 4] : [1, 3, 6, 2, 0, 5, 4]
    #expect(order == (world.rank == 0 ? expected : []))
  }

  @Test(arguments: FarmTests.policies, FarmTests.roots)
  func whatIsSparedIsNotDoneAndAllElseIs(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    for costs in [nil, { (number: Int) in Double(number) }] {
      var seen: [Int: Int] = [:]
      let farm = world.farm(
        (0..<400).lazy.filter { _ in true }, costs: costs, policy: policy, rootWorks: rootWorks
      ) {
        number, _ in number
      }
      try farm.forEachCompleted { done, list in
        if seen.isEmpty {
          list.cancel(100..<300)
          list.add(contentsOf: [400, 401])
        }
        #expect(done.output == done.index)
        seen[done.index, default: 0] += 1
      }
      let needed = Set(0..<100).union(300..<402)
      #expect(world.rank != 0 || needed.isSubset(of: seen.keys))
      #expect(seen.values.allSatisfy { $0 == 1 })
      // Alone, a rank does what is spared only where it had begun the batch.
      if world.size == 1, costs == nil { #expect(seen.count == 202) }
    }
  }

  // MARK: Streams

  @Test(arguments: FarmTests.policies, FarmTests.roots)
  func aLoopTakesResultsAsTheyCome(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    let farm = world.farm(0..<250, policy: policy, rootWorks: rootWorks) { number, _ in "\(number)" }
    let seen = try farm.withCompleted { results in
      results.map { [$0.index, Int($0.output) ?? -1] }.sorted { $0[0] < $1[0] }
    }
    #expect(seen == (world.rank == 0 ? (0..<250).map { [$0, $0] } : nil))
    // Left half-way, also where there is no end.
    let endless = world.farm(
      sequence(first: 0) { $0 < 100_000 || policy != .blocks ? $0 + 1 : nil }, policy: policy,
      rootWorks: rootWorks
    ) {
      number, _ in number
    }
    let few = try endless.withCompleted { results in Array(results.prefix(7)).count }
    #expect(few == (world.rank == 0 ? 7 : nil))
    #expect(try endless.withCompleted { _ in "none" } == (world.rank == 0 ? "none" : nil))
  }

  @Test func aLoopThatThrowsAndTasksThatDoEndTheStream() throws {
    let failing = world.farm(0..<50) { number, _ in
      if number == 20 { throw FarmTests.Failure() }
      return number
    }
    let first = #expect(throws: FarmError.self) {
      try failing.withCompleted { results in for _ in results {} }
    }
    #expect(first?.culprit == .task(20))
    let second = #expect(throws: FarmError.self) {
      try world.farm(0..<50) { number, _ in number }.withCompleted { results in
        for result in results where result.index > 10 { throw FarmTests.Failure() }
      }
    }
    #expect(second?.culprit == .consumer)
  }

  @Test func anAsynchronousLoopTakesResultsAsTheyCome() async throws {
    // MPI is called where the task runs.
    guard try Environment.grantedThreadLevel >= .serialized else { return }
    let farm = world.farm(0..<100) { number, _ in
      spin(50)
      return 2 * number
    }
    let sum = try await farm.withCompleted { results in
      var sum = 0
      for try await result in results {
        if result.index == 99 { results.list.add(1000) }
        sum += result.output
      }
      return sum
    }
    #expect(sum == (world.rank == 0 ? 9900 + 2000 : nil))
    let few = try await farm.withCompleted { results in
      var count = 0
      for try await _ in results {
        count += 1
        if count == 5 { break }
      }
      return count
    }
    #expect(few == (world.rank == 0 ? 5 : nil))
  }

  // MARK: Results that stay

  @Test(arguments: FarmTests.policies, FarmTests.roots)
  func resultsStayWhereTheyWereMade(policy: FarmPolicy, rootWorks: Bool?) throws {
    guard isPossible(rootWorks) else { return }
    /// Nothing that could be sent.
    final class Mesh {
      let number: Int
      init(_ number: Int) { self.number = number }
    }
    for costs in [nil, { (number: Int) in Double(number) }] {
      let results = try world.farm(0..<123, costs: costs, policy: policy, rootWorks: rootWorks) {
        number, task in
        spin(10)
        return Mesh(number)
      }.resultsInPlace()
      #expect(results.allSatisfy { $0.index == $0.output.number && $0.rank == world.rank })
      #expect(results.map(\.index) == results.map(\.index).sorted())
      let all = try world.allGather(Set(results.map(\.index)))
      #expect(
        all.reduce(0) { $0 + $1.count } == 123 && all.reduce(into: []) { $0.formUnion($1) } == Set(0..<123))
    }
  }

  // MARK: Places

  @Test func ranksInDifferentFarmsAreTold() throws {
    guard world.size > 1 else { return }
    let here = world.farm(0..<10) { number, _ in number }
    let there = world.farm(0..<10) { number, _ in "\(number)" }
    let last = world.size - 1
    let error = #expect(throws: FarmError.self) {
      if world.rank == last { _ = try there.results() } else { _ = try here.results() }
    }
    #expect(error?.culprit == .elsewhere && error?.rank == last)
    #expect(
      error?.reason.contains("rank \(last) at") == true && error?.reason.contains("Int to String") == true)
    // All are free to go on.
    #expect(try here.results() == (world.rank == 0 ? Array(0..<10) : nil))
  }
}
