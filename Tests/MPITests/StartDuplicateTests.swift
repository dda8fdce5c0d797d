import MPI
import Support
import Testing

@Suite struct StartDuplicateTests {
  let world = World.world

  @Test func aStartedDuplicateIsHandedOutByTheWait() throws {
    let request = try world.startDuplicate()
    // Meanwhile the ranks do other things, also collective ones.
    #expect(try world.allReduce(1, .sum) == world.size)
    let duplicate = try request.wait()
    #expect(duplicate.rank == world.rank && duplicate.size == world.size)
    #expect(try world.compare(with: duplicate) == .congruent)
    #expect(try duplicate.allReduce(world.rank, .sum) == (0..<world.size).reduce(0, +))
    let sending = try world.start(.send(OwnedBuffer([1]), to: world.right, tag: 1))
    let other = try duplicate.start(.send(OwnedBuffer([2]), to: world.right, tag: 1))
    #expect(try duplicate.receive(Int.self, from: world.left, tag: 1) == 2)
    #expect(try world.receive(Int.self, from: world.left, tag: 1) == 1)
    try sending.wait()
    try other.wait()
    // Its errors are returned.
    expectError(.rank, in: "MPI_Send") { try duplicate.send(1, to: duplicate.size) }
    try duplicate.free()
  }

  @Test func severalAreStartedAtOnce() throws {
    let first = try world.startDuplicate()
    let second = try world.startDuplicate()
    while try !(second.isComplete()) {}
    let (one, other) = (try first.wait(), try second.wait())
    #expect(try one.allReduce(1, .sum) == world.size)
    #expect(try other.allReduce(2, .sum) == 2 * world.size)
    #expect(try one.compare(with: other) == .congruent)
    try one.free()
    try other.free()
  }

  @Test func aDuplicateHasHintsOfItsOwn() throws {
    let info = try Info(["example_of_a_hint": "yes"])
    if Environment.libraryVersion.contains("Open MPI v4") {
      expectError(.unsupported, in: "MPI_Comm_idup_with_info") { _ = try world.startDuplicate(info: info) }
    } else {
      let duplicate = try world.startDuplicate(info: info).wait()
      #expect(try duplicate.allReduce(1, .sum) == world.size)
      try duplicate.free()
    }
    try info.free()
  }

  @Test func oneThatIsForgottenIsMadeAllTheSame() throws {
    do { _ = try world.startDuplicate() }
    #expect(try world.allReduce(1, .sum) == world.size)
  }
}
