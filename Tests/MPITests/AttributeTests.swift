import MPI
import Support
import Synchronization
import Testing

/// A value whose number of living instances is known.
private final class Counted: Sendable {
  static let living = Atomic<Int>(0)
  let name: String

  init(_ name: String) {
    self.name = name
    Self.living.add(1, ordering: .relaxed)
  }

  deinit { Self.living.subtract(1, ordering: .relaxed) }
}

@Suite(.serialized) struct AttributeTests {
  let world = World.world

  private var living: Int { Counted.living.load(ordering: .relaxed) }

  @Test func aWindowKeepsAValueUntilItIsFreed() throws {
    let key = try AttributeKey<AnyWindow, Counted>()
    let window = try world.allocateWindow(repeating: 0, count: 1)
    #expect(try window.attribute(key) == nil)
    try window.setAttribute(key, Counted("first"))
    try window.setAttribute(key, Counted("second"))
    #expect(try window.attribute(key)?.name == "second")
    #expect(living == 1)
    try window.deleteAttribute(key)
    #expect(try window.attribute(key) == nil)
    try window.setAttribute(key, Counted("third"))
    try window.free()
    #expect(living == 0)
    try key.free()
  }

  @Test func aCommunicatorKeepsAValueOfAnyType() throws {
    let names = try AttributeKey<Communicator, [String]>()
    let numbers = try AttributeKey<Communicator, Int?>()
    try world.withDuplicate { duplicate throws in
      #expect(try duplicate.attribute(names) == nil)
      try duplicate.setAttribute(names, ["rank", "\(world.rank)"])
      try duplicate.setAttribute(numbers, world.rank)
      #expect(try duplicate.attribute(names) == ["rank", "\(world.rank)"])
      #expect(try duplicate.attribute(numbers) == .some(world.rank))
      try duplicate.setAttribute(numbers, nil)
      #expect(try duplicate.attribute(numbers) == .some(nil))
      try duplicate.deleteAttribute(names)
      #expect(try duplicate.attribute(names) == nil)
      try duplicate.deleteAttribute(names)
      #expect(try world.attribute(names) == nil)
    }
    try names.free()
    try numbers.free()
  }

  @Test func valuesLiveAsLongAsTheyAreAttached() throws {
    let key = try AttributeKey<Communicator, Counted>()
    let duplicate = try world.duplicate()
    try duplicate.setAttribute(key, Counted("first"))
    #expect(living == 1)
    try duplicate.setAttribute(key, Counted("second"))
    #expect(living == 1)
    #expect(try duplicate.attribute(key)?.name == "second")
    try duplicate.deleteAttribute(key)
    #expect(living == 0)
    try duplicate.setAttribute(key, Counted("third"))
    // The key's end does not end the values.
    try key.free()
    #expect(living == 1)
    try duplicate.free()
    #expect(living == 0)
  }

  @Test func duplicatesHaveWhatTheKeySays() throws {
    let keys = [
      try AttributeKey<Communicator, Counted>(onDuplicate: .none),
      try AttributeKey(onDuplicate: .shared),
      try AttributeKey(onDuplicate: .custom { Counted("copy of \($0.name)") }),
      try AttributeKey(onDuplicate: .custom { _ in nil }),
    ]
    let original = try world.duplicate()
    for (number, key) in keys.enumerated() { try original.setAttribute(key, Counted("\(number)")) }
    let duplicate = try original.duplicate()
    #expect(living == 5)
    #expect(try keys.map { try duplicate.attribute($0)?.name } == [nil, "1", "copy of 2", nil])
    #expect(try duplicate.attribute(keys[1]) === original.attribute(keys[1]))
    let second = try duplicate.duplicate(info: .none)
    #expect(try keys.map { try second.attribute($0)?.name } == [nil, "1", "copy of copy of 2", nil])
    // Parts have nothing of it.
    try original.withSplit(color: 0) { part throws in
      #expect(try keys.map { try part.attribute($0)?.name } == [nil, nil, nil, nil])
    }
    try original.free()
    #expect(try keys.map { try duplicate.attribute($0)?.name } == [nil, "1", "copy of 2", nil])
    for key in keys { try key.free() }
    try second.free()
    try duplicate.free()
    #expect(living == 0)
  }

  @Test func aStartedDuplicateHasWhatTheKeySays() throws {
    let keys = [
      try AttributeKey<Communicator, Counted>(onDuplicate: .none),
      try AttributeKey(onDuplicate: .shared),
      try AttributeKey(onDuplicate: .custom { Counted("copy of \($0.name)") }),
    ]
    let original = try world.duplicate()
    for (number, key) in keys.enumerated() { try original.setAttribute(key, Counted("\(number)")) }
    let request = try original.startDuplicate()
    #expect(try world.allReduce(1, .sum) == world.size)
    let duplicate = try request.wait()
    #expect(try keys.map { try duplicate.attribute($0)?.name } == [nil, "1", "copy of 2"])
    #expect(living == 4)
    try original.free()
    #expect(try keys.map { try duplicate.attribute($0)?.name } == [nil, "1", "copy of 2"])
    try duplicate.free()
    for key in keys { try key.free() }
    #expect(living == 0)
  }

  @Test func duplicatesOfDatatypesHaveWhatTheKeySays() throws {
    let keys = [
      try AttributeKey<Datatype, Counted>(onDuplicate: .none),
      try AttributeKey(onDuplicate: .shared),
      try AttributeKey(onDuplicate: .custom { Counted("copy of \($0.name)") }),
      try AttributeKey(onDuplicate: .custom { _ in nil }),
    ]
    do {
      let original = try Datatype.int32.vector(count: 2, blockLength: 1, stride: 3)
      for (number, key) in keys.enumerated() { try original.setAttribute(key, Counted("\(number)")) }
      let duplicate = try original.duplicate()
      #expect(try keys.map { try duplicate.attribute($0)?.name } == [nil, "1", "copy of 2", nil])
      #expect(try duplicate.attribute(keys[1]) === original.attribute(keys[1]))
      let second = try duplicate.duplicate()
      #expect(try keys.map { try second.attribute($0)?.name } == [nil, "1", "copy of copy of 2", nil])
      // What is made of one is another datatype.
      let made = try original.contiguous(count: 2)
      #expect(try keys.map { try made.attribute($0)?.name } == [nil, nil, nil, nil])
      try original.deleteAttribute(keys[2])
      #expect(try duplicate.attribute(keys[2])?.name == "copy of 2")
    }
    // They end with the datatypes; where one thread alone calls MPI, those end when the next one is made.
    _ = try Datatype.int32.contiguous(count: 2)
    #expect(living == 0)
    for key in keys { try key.free() }
  }

  @Test func datatypesKeepValuesToo() throws {
    let key = try AttributeKey<Datatype, String>()
    try Datatype.byte.setAttribute(key, "eight bits")
    #expect(try Datatype.byte.attribute(key) == "eight bits")
    try Datatype.byte.deleteAttribute(key)
    #expect(try Datatype.byte.attribute(key) == nil)
    try key.free()
  }

  @Test func theWorldDescribesItself() throws {
    #expect(try world.tagUpperBound >= 32767)
    let tags = try world.allGather(world.tagUpperBound)
    #expect(Set(tags).count == 1)
    let areGlobal = try world.allGather(world.isWallTimeGlobal)
    #expect(Set(areGlobal).count == 1)
    let universe = try world.universeSize
    #expect(universe ?? 1 > 0)
    let application = try world.applicationNumber
    #expect(application ?? 0 == 0)
    #expect(try world.lastUsedCode > 0)
    let rank = try world.inputOutputRank
    #expect(rank == anySource || rank == world.rank)
    // The largest tag works, a larger one does not.
    let tag = try world.tagUpperBound
    var received = 0
    try world.sendReceive(7, to: world.right, tag: tag, into: &received, from: world.left, receiveTag: tag)
    #expect(received == 7)
    if tag < Int(Int32.max) {
      expectError(.tag, in: "MPI_Send") { try world.send(1, to: noProcess, tag: tag + 1) }
    }
  }
}
