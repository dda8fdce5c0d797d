import MPI
import Support
import Testing

/// Every operation of MPI's on every type of number, in others' memory, against what a sequential program does.
@Suite struct AccumulateTests {
  let world = World.world

  /// An operation, what it should do with two, and what each rank has; one rank more stands for what is there first.
  private struct Case<T: Transferable & Equatable> {
    static var count: Int { 24 }
    let operation: ReduceOperation<T>
    let combine: (T, T) -> T
    let element: (_ rank: Int, _ index: Int) -> T

    init(
      _ operation: ReduceOperation<T>, toBe combine: @escaping (T, T) -> T,
      on element: @escaping (_ rank: Int, _ index: Int) -> T
    ) {
      self.operation = operation
      self.combine = combine
      self.element = element
    }

    func elements(of rank: Int) -> [T] { (0..<Self.count).map { element(rank, $0) } }

    /// What is there once so many ranks have done it.
    func model(_ ranks: Int) -> [T] {
      (0..<ranks).reduce(elements(of: World.world.size)) { zip($0, elements(of: $1)).map(combine) }
    }
  }

  /// Expects operations to do at a rank what functions of Swift's do, by all at once and by one after the other.
  private func expect<T: Transferable & Equatable>(
    _ cases: [Case<T>], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (count, home) = (Case<T>.count, world.size - 1)
    let first = cases.flatMap { $0.model(0) }
    // The first half for all at once, the second one for one after the other.
    var window = try world.allocateWindow(repeating: first[0], count: 2 * first.count)
    do {
      var own = window.mutableSpan
      for index in own.indices { own[index] = first[index % first.count] }
    }
    let mine = cases.flatMap { $0.elements(of: world.rank) }
    do {
      var epoch = try window.fence()
      for (number, each) in cases.enumerated() {
        let elements = mine.span.extracting(number * count..<(number + 1) * count)
        try epoch.accumulate(elements, each.operation, to: home, at: number * count)
      }
      try epoch.end()
    }
    // They see what was there: half of it at once, the rest one by one.
    var before: [T] = []
    for rank in 0..<world.size {
      if rank == world.rank {
        try window.lockedAll { epoch throws in
          for (number, each) in cases.enumerated() {
            let elements = each.elements(of: rank)
            let place = first.count + number * count
            before += try epoch.getAccumulate(
              Array(elements[..<(count / 2)]), each.operation, on: home, at: place)
            for index in count / 2..<count {
              before.append(
                try epoch.fetchAndOperate(elements[index], each.operation, on: home, at: place + index))
            }
          }
        }
      }
      try world.barrier()
    }
    let after = try window.locked(home, .shared) { try $0.get(count: 2 * first.count, from: home, at: 0) }
    let expected = cases.flatMap { $0.model(world.size) }
    #expect(before == cases.flatMap { $0.model(world.rank) }, "\(T.self)", sourceLocation: sourceLocation)
    #expect(Array(after[..<first.count]) == expected, "\(T.self)", sourceLocation: sourceLocation)
    #expect(Array(after[first.count...]) == expected, "\(T.self)", sourceLocation: sourceLocation)
    try window.free()
  }

  @Test(arguments: numberTypes)
  func numbersAreAddedMultipliedAndCompared(_ type: any ReducedNumber.Type) throws { try accumulate(type) }

  private func accumulate<T: ReducedNumber>(_ type: T.Type) throws {
    try expect([
      Case(.sum, toBe: +, on: T.small), Case(.product, toBe: *, on: T.small),
      Case(.max, toBe: max, on: T.wide), Case(.min, toBe: min, on: T.wide),
    ])
  }

  @Test(arguments: integerTypes)
  func integersAreCombinedBitwise(_ type: any ReducedInteger.Type) throws { try accumulateBitwise(type) }

  private func accumulateBitwise<T: ReducedInteger>(_ type: T.Type) throws {
    try expect([
      Case(.bitwiseAnd, toBe: &, on: T.bits), Case(.bitwiseOr, toBe: |, on: T.bits),
      Case(.bitwiseXor, toBe: ^, on: T.bits),
    ])
  }

  @Test func truthIsCombinedLogically() throws {
    let element = { (rank: Int, index: Int) in (index >> rank) & 1 == 1 }
    try expect([
      Case(.and, toBe: { $0 && $1 }, on: element), Case(.or, toBe: { $0 || $1 }, on: element),
      Case(.xor, toBe: !=, on: element),
    ])
  }

  @Test func vectorsAreAdded() throws {
    try expect([Case(.sum, toBe: &+, on: { SIMD2<Int8>(Int8($0), -Int8($1) / 4) })])
    try expect([Case(.sum, toBe: +, on: { SIMD3<Float>(Float($0), Float($1), 0.5) })])
    try expect([Case(.sum, toBe: &+, on: { SIMD4(UInt64.max, UInt64($0), UInt64($1), 3) })])
    try expect([Case(.sum, toBe: +, on: { SIMD8<Double>(repeating: Double($0 * 100 + $1)) })])
  }

  @Test func extremesAreFoundWithTheirLocation() throws {
    // Few different values, so that many ranks have the same.
    let element = { (rank: Int, index: Int) in Located(Int32(rank * 5 + index) % 3, at: 9 - rank) }
    let first = { (one: Located<Int32>, other: Located<Int32>) in
      one.location < other.location ? one : other
    }
    try expect([
      Case(
        .maxLocation(),
        toBe: { $0.value == $1.value ? first($0, $1) : $0.value > $1.value ? $0 : $1 }, on: element),
      Case(
        .minLocation(),
        toBe: { $0.value == $1.value ? first($0, $1) : $0.value < $1.value ? $0 : $1 }, on: element),
    ])
  }

  @Test(arguments: numberTypes)
  func numbersAreReplacedOrLeft(_ type: any ReducedNumber.Type) throws { try replace(type) }

  private func replace<T: ReducedNumber>(_ type: T.Type) throws {
    let window = try world.allocateWindow(repeating: T.small(rank: 1, index: 1), count: 2)
    try window.lockedAll { epoch throws in
      let (old, new) = (T.small(rank: 1, index: 1), T.wide(rank: world.rank, index: 3))
      #expect(try epoch.fetchAndOperate(new, .noOperation, on: world.right, at: 0) == old)
      #expect(try epoch.fetchAndOperate(new, .replace, on: world.right, at: 0) == old)
      #expect(try epoch.fetchAndOperate(old, .noOperation, on: world.right, at: 0) == new)
      #expect(try epoch.getAccumulate([new, new], .replace, on: world.right, at: 0) == [new, old])
      #expect(try epoch.getAccumulate([old, old], .noOperation, on: world.right, at: 0) == [new, new])
    }
    try window.free()
  }

  @Test(.enabled(if: World.canCompareAndSwap), arguments: integerTypes)
  func integersAreSwappedIfTheyAreWhatIsExpected(_ type: any ReducedInteger.Type) throws { try swap(type) }

  private func swap<T: ReducedInteger>(_ type: T.Type) throws {
    let window = try world.allocateWindow(repeating: T.min, count: 3)
    try window.lockedAll { epoch throws in
      let values = [T.max, T.bits(rank: 1, index: 1), 0, T.max - 1]
      var old = T.min
      for value in values {
        // All but the top bit, or only that, is as expected.
        for wrong in [old ^ 1, old ^ (T.min | 1 << (T.bitWidth - 1))] {
          #expect(try epoch.compareAndSwap(wrong, value ^ 3, on: world.right, at: 1) == old)
        }
        #expect(try epoch.compareAndSwap(old, value, on: world.right, at: 1) == old)
        old = value
      }
      #expect(try epoch.get(count: 3, from: world.right, at: 0) == [T.min, old, T.min])
    }
    try window.free()
  }

  @Test func accumulationsOfOneRankAtOneElementAreDoneInTheirOrder() throws {
    let window = try world.allocateWindow(repeating: 0, count: 2 * world.size)
    let (one, two, three) = ([1, 10], [2, 20], [3, 30])
    var read = [-1, -1]
    let place = 2 * world.rank
    for round in 0..<20 {
      do {
        var epoch = try window.fence()
        for rank in 0..<world.size {
          try epoch.accumulate(one.span, .replace, to: rank, at: place)
          try epoch.accumulate(two.span, .replace, to: rank, at: place)
          try epoch.accumulate(three.span, .sum, to: rank, at: place)
        }
        try epoch.getAccumulate(one.span, .product, into: read.mutableSpan, on: world.right, at: place)
        for rank in 0..<world.size { try epoch.accumulate(two.span, .max, to: rank, at: place) }
        try epoch.end()
      }
      #expect(read == [5, 50], "round \(round)")
      let mine = try window.locked(world.rank) { try $0.get(count: 2 * world.size, from: world.rank, at: 0) }
      for rank in 0..<world.size {
        #expect(mine[2 * rank..<2 * rank + 2] == (rank == world.left ? [5, 500] : [5, 50]))
      }
      try world.barrier()
    }
    try window.free()
  }
}
