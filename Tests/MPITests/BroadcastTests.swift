import MPI
import Support
import Testing

@Suite struct BroadcastTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func everyoneGetsTheRootsArray(_ type: any Sample.Type) throws { try broadcastArrays(type) }

  private func broadcastArrays<T: Sample>(_ type: T.Type) throws {
    var generator = try World.generator()
    for root in 0..<world.size {
      for count in countsToTry(&generator) + [5000] {
        let expected = T.elements(of: root, count)
        #expect(try world.broadcast(T.elements(of: world.rank, count), root: root) == expected)
        // The others do not know the length.
        #expect(try world.broadcast(world.rank == root ? expected : [], root: root) == expected)
        let start = world.rank == root ? expected : T.filler(count)
        try expectFilling(start, gives: expected) { try world.broadcast(&$0, root: root) }
      }
    }
  }

  @Test(arguments: sampleTypes)
  func everyoneGetsTheRootsValue(_ type: any Sample.Type) throws { try broadcastValues(type) }

  private func broadcastValues<T: Sample>(_ type: T.Type) throws {
    for root in 0..<world.size {
      let mine = T.element(rank: world.rank, index: 3)
      let expected = T.element(rank: root, index: 3)
      #expect(try world.broadcast(mine, root: root) == expected)
      var value = mine
      try world.broadcast(&value, root: root)
      #expect(value == expected)
      var values = [mine, mine]
      var span = values.mutableSpan
      try world.broadcast(&span, root: root)
      #expect(values == [expected, expected])
    }
  }

  @Test(arguments: packableTypes)
  func everyoneGetsTheRootsPackableValue(_ type: any PackableSample.Type) throws { try broadcastPacked(type) }

  private func broadcastPacked<T: PackableSample>(_ type: T.Type) throws {
    for root in 0..<world.size {
      #expect(try world.broadcast(T.value(of: world.rank), root: root) == T.value(of: root))
    }
  }

  @Test func nothingIsEvaluatedBesideTheRoot() throws {
    for root in 0..<world.size {
      var evaluations = 0
      func evaluated<Value>(_ value: Value) -> Value {
        evaluations += 1
        return value
      }
      #expect(try world.broadcast(evaluated(root), root: root) == root)
      #expect(try world.broadcast(evaluated([root, 5]), root: root) == [root, 5])
      #expect(try world.broadcast(evaluated("ü\(root)"), root: root) == "ü\(root)")
      #expect(try world.broadcast(evaluated(["ü"]), root: root) == ["ü"])
      #expect(evaluations == (world.rank == root ? 4 : 0))
    }
  }
}
