import MPI
import Support
import Testing

@Suite struct ExternalHandleTests {
  let world = World.world

  @Test func anAttachedCommunicatorIsTheSameAndStaysAsItIs() throws {
    let host = try world.duplicate()
    let log = ErrorHandler { _ in }
    try host.setErrorHandler(log)
    let attached = try unsafe Communicator(attaching: host.rawHandle)
    #expect(try attached.compare(with: host) == .identical)
    #expect(attached.rank == host.rank && attached.size == host.size)
    #expect(try attached.allReduce(1, .sum) == world.size)
    let handler = try attached.errorHandler()
    #expect(handler == log)
    for each in [log, handler] { try each.free() }
    try host.free()
  }

  @Test func aDuplicatedCommunicatorIsOurs() throws {
    let host = try world.duplicate()
    let ours = try unsafe Communicator(duplicating: host.rawHandle)
    #expect(try ours.compare(with: host) == .congruent)
    try host.free()
    let handler = try ours.errorHandler()
    #expect(handler == .returned)
    try handler.free()
    #expect(try ours.allReduce(1, .sum) == world.size)
    try ours.free()
  }

  @Test func aTakenCommunicatorReturnsItsErrors() throws {
    let host = try world.duplicate()
    try host.setErrorHandler(.fatal)
    let taken = try unsafe Communicator(taking: host.rawHandle)
    expectError(.rank, in: "MPI_Send") { try taken.send(1, to: taken.size) }
    #expect(try taken.compare(with: host) == .identical)
    try taken.free()
  }

  @Test func handlesGoToFortranAndBack() throws {
    let integer = unsafe world.fortranHandle
    let back = try unsafe Communicator(attaching: Communicator.rawHandle(fortran: integer))
    #expect(try back.compare(with: world) == .identical)
    let ours = try unsafe Communicator(duplicating: Communicator.rawHandle(fortran: integer))
    #expect(try ours.compare(with: world) == .congruent)
    try ours.free()

    let group = try world.group()
    let sameGroup = try unsafe Group(attaching: Group.rawHandle(fortran: group.fortranHandle))
    #expect(try sameGroup.compare(with: group) == .identical)
    try sameGroup.free()

    try Info.with(["key": "value"]) { info throws in
      let same = try unsafe Info(attaching: Info.rawHandle(fortran: info.fortranHandle))
      #expect(try same.dictionary == ["key": "value"])
    }
    let handler = try unsafe ErrorHandler(
      attaching: ErrorHandler.rawHandle(fortran: ErrorHandler.returned.fortranHandle))
    #expect(handler == .returned)

    let sum = try unsafe ReduceOperation<Int>(
      attaching: ReduceOperation<Int>.rawHandle(fortran: ReduceOperation<Int>.sum.fortranHandle))
    #expect(try world.allReduce(world.rank, sum) == (0..<world.size).reduce(0, +))
    let byte = try unsafe Datatype(attaching: Datatype.rawHandle(fortran: Datatype.byte.fortranHandle))
    #expect(unsafe byte.rawHandle == Datatype.byte.rawHandle)
  }
}
