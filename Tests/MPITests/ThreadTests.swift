import Foundation
import MPI
import Support
import Synchronization
import Testing

/// Several threads of each rank on one communicator.
@Suite(.enabled { try World.hasThreads }) struct ThreadTests {
  let world = World.world

  /// Runs each on a thread of its own; waits for all, and throws an error of one of them.
  private func together(_ bodies: [@Sendable () throws -> Void]) throws {
    let errors = Mutex<[any Error]>([])
    let group = DispatchGroup()
    for body in bodies {
      group.enter()
      Thread.detachNewThread {
        do { try body() } catch { errors.withLock { $0.append(error) } }
        group.leave()
      }
    }
    group.wait()
    if let error = errors.withLock({ $0.first }) { throw error }
  }

  @Test func eachMessageIsMatchedByOneOfManyThreads() throws {
    let (count, receivers) = (120, 3)
    // Long ones take another way than short ones.
    @Sendable func length(_ number: Int) -> Int { number % 10 == 3 ? 10_000 + number : number * 7 % 50 }
    try world.withDuplicate { world throws in
      let received = Mutex<[Int: Int]>([:])
      let sender: @Sendable () throws -> Void = {
        for number in 0..<count {
          try world.send(
            Array(repeating: number, count: length(number) + 1), to: world.right, tag: 1)
        }
        // As many ends as there are receivers.
        for _ in 0..<receivers { try world.send([Int](), to: world.right, tag: 1) }
      }
      let receiver: @Sendable () throws -> Void = {
        while true {
          let message = try world.probeMatched(from: world.left, tag: 1)
          let known = try message.status.count(of: Int.self)
          let elements = try message.receive([Int].self)
          guard let number = elements.first else { return }
          let isRight = elements.allSatisfy { $0 == number }
          received.withLock {
            if isRight, known == elements.count { $0[number, default: 0] += elements.count }
          }
        }
      }
      try together([sender] + Array(repeating: receiver, count: receivers))
      let all = received.withLock { $0 }
      #expect(all == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, length($0) + 1) }))
    }
  }

  @Test func threadsExchangeWithTheSameTagsOnCommunicatorsOfTheirOwn() throws {
    let communicators = try (0..<3).map { _ in try world.duplicate() }
    let right = Mutex(0)
    try together(
      communicators.enumerated().map { thread, own in
        {
          for round in 0..<50 {
            let mine = Array(repeating: 1000 * own.rank + 100 * thread + round, count: 1 + round * 40)
            let sending = try own.start(.send(OwnedBuffer(mine), to: own.right, tag: 1))
            let theirs = try own.receive([Int].self, from: own.left, tag: 1)
            try sending.wait()
            let sum = try own.allReduce(thread + round, .sum)
            let expected = Array(
              repeating: 1000 * own.left + 100 * thread + round, count: 1 + round * 40)
            if theirs == expected, sum == own.size * (thread + round) { right.withLock { $0 += 1 } }
          }
        }
      })
    #expect(right.withLock { $0 } == 150)
    for communicator in communicators { try communicator.free() }
  }
}
