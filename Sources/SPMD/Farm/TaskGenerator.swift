/// Random numbers of a task: the same for the same seed and task, on whatever rank it is done and in whatever order.
///
/// Generators of different tasks, or seeds, have nothing to do with each other. The numbers are those of xoshiro256**, by David
/// Blackman and Sebastiano Vigna, which is for simulations and not for secrets.
public struct TaskGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator of a task.
  ///
  /// - Parameters:
  ///   - seed: A number for all tasks.
  ///   - task: The task's place in the list.
  public init(seed: UInt64, task: Int) {
    // SplitMix64, whose steps are one-to-one: no two tasks of a seed begin with the same state.
    var key = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(bitPattern: Int64(task))
    func next() -> UInt64 {
      key &+= 0x9E37_79B9_7F4A_7C15
      return Self.mixed(key)
    }
    state = (next(), next(), next(), next())
  }

  private static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  public mutating func next() -> UInt64 {
    func rotated(_ number: UInt64, by bits: UInt64) -> UInt64 { number << bits | number >> (64 - bits) }
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }
}

extension FarmTask {
  /// Random numbers for the task: the same whatever the number of ranks, and whichever does it.
  ///
  /// ```swift
  /// let farm = world.farm(0..<1000) { _, task in
  ///   var generator = task.generator(seed: 42)
  ///   return Double.random(in: 0..<1, using: &generator)
  /// }
  /// ```
  ///
  /// - Parameter seed: A number for all tasks of the list.
  public func generator(seed: UInt64) -> TaskGenerator { TaskGenerator(seed: seed, task: index) }
}
