import MPI
import Support
import Testing

@Suite struct InfoTests {
  let world = World.world

  @Test func anInfoHasWhatItWasGiven() throws {
    let entries = ["host": "node1,node2", "key with spaces": "värde", "one": "1"]
    try Info.with(entries) { info throws in
      #expect(try info.count == 3)
      #expect(try info.dictionary == entries)
      #expect(try Set(info.keys) == Set(entries.keys))
      #expect(try info.get("host") == "node1,node2")
      #expect(try info.get("none") == nil)
    }
    try Info.with([:]) { info throws in
      #expect(try info.dictionary == [:])
      #expect(try info.keys == [])
    }
  }

  @Test func keysAreSetAgainAndDeleted() throws {
    let info = try Info()
    let long = String(repeating: "long ", count: 40)
    for value in ["first", long, "x"] {
      try info.set("key", value)
      #expect(try info.get("key") == value)
    }
    #expect(try info.count == 1)
    let duplicate = try info.duplicate()
    try info.delete("key")
    #expect(try info.get("key") == nil)
    #expect(try info.count == 0)
    #expect(try duplicate.dictionary == ["key": "x"])
    try info.free()
    try duplicate.free()
  }

  @Test func whatMPICannotTakeIsRefused() throws {
    try Info.with(["key": "value"]) { info throws in
      let long = String(repeating: "x", count: 100_000)
      for key in ["", long, "zero\0inside"] {
        expectError(.infoKey, in: "MPI_Info_set") { try info.set(key, "value") }
        expectError(.infoKey, in: "MPI_Info_get") { _ = try info.get(key) }
        expectError(.infoKey, in: "MPI_Info_delete") { try info.delete(key) }
        expectError(.infoKey, in: "MPI_Info_set") { _ = try Info([key: "value"]) }
      }
      for value in [long, "zero\0inside"] {
        expectError(.infoValue, in: "MPI_Info_set") { try info.set("key", value) }
      }
      expectError(.infoNoKey, in: "MPI_Info_delete") { try info.delete("none") }
      #expect(try info.dictionary == ["key": "value"])
    }
    expectError(.info, in: "MPI_Info_set") { try Info.none.set("key", "value") }
    expectError(.info, in: "MPI_Info_get_nkeys") { _ = try Info.none.count }
    expectError(.info, in: "MPI_Info_dup") { _ = try Info.none.duplicate() }
    expectError(.info, in: "MPI_Info_free") { try Info.none.free() }
    expectError(.info, in: "MPI_Comm_set_info") { try world.setInfo(.none) }
  }

  @Test func whatTheBodyThrowsIsThrown() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try Info.with(["key": "value"]) { _ in throw Stop() } }
  }

  @Test func communicatorsTakeHints() throws {
    try world.withDuplicate { duplicate throws in
      try Info.with(["mpi_assert_no_any_tag": "false"]) { try duplicate.setInfo($0) }
      let info = try duplicate.info()
      // MPI is free to forget a hint, but what it has must be readable.
      #expect(try info.dictionary.count == info.count)
      try info.free()
    }
  }

  @Test func theEnvironmentSaysHowTheProcessWasStarted() throws {
    #expect(try Info.environment.dictionary.count == Info.environment.count)
    if try Environment.version >= (4, 0) {
      let info = try Info(environmentOf: ["program", "argument"])
      #expect(try info.dictionary.count == info.count)
      try info.free()
    } else if Environment.libraryVersion.contains("Open MPI v4") {
      expectError(.unsupported, in: "MPI_Info_create_env") { _ = try Info(environmentOf: ["program"]) }
    }
  }
}
