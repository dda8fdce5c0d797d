import MPI
import Support
import Testing

/// Handlers of the errors of windows, files and sessions; those of communicators are in ErrorHandlerTests.
@Suite struct ErrorSourceTests {
  let world = World.world

  /// What holds for all kinds of objects: `fail` makes MPI find an error of the class.
  private func check<Source: ErrorSource & ~Copyable & ~Escapable>(
    _ source: borrowing Source, _ errorClass: ErrorClass, in function: String,
    _ fail: (borrowing Source) throws -> Void
  ) throws {
    #expect(try source.errorHandler() == .returned)
    let log = ErrorLog()
    let handler = ErrorHandler { log.add($0) }
    try source.setErrorHandler(handler)
    let found = try source.errorHandler()
    #expect(found == handler && found != ErrorHandler { log.add($0) } && found != .returned)
    try found.free()
    let error = expectErrorUnlessSwallowed(errorClass, in: function) { try fail(source) }
    #expect(log.all.map(\.errorClass) == [errorClass])
    if let error { #expect(log.all.map(\.rawValue) == [error.code]) }
    try source.callErrorHandler(ErrorClass.tag.code)
    #expect(log.all.map(\.errorClass) == [errorClass, .tag])

    // Another takes its place, and is let go with it.
    let other = ErrorLog()
    weak var held: ErrorLog?
    do {
      let third = ErrorLog()
      held = third
      try source.setErrorHandler(ErrorHandler { [third] in third.add($0) })
    }
    #expect(held != nil)
    try source.setErrorHandler(ErrorHandler { other.add($0) })
    #expect(held == nil)
    try source.callErrorHandler(ErrorClass.rank.code)
    try source.setErrorHandler(.returned)
    expectError(errorClass, in: function) { try fail(source) }
    try source.callErrorHandler(ErrorClass.tag.code)
    #expect(log.all.count == 2 && other.all.map(\.errorClass) == [.rank])
    #expect(try source.errorHandler() == .returned)
    // For the object's end.
    try source.setErrorHandler(handler)
  }

  @Test func windowsHaveHandlers() throws {
    // MPI accumulates by its own operations only.
    let closure = try ReduceOperation<Int>.custom { $0 &+ $1 }
    let operation = try unsafe ReduceOperation<Int>(attaching: closure.rawHandle)
    let window = try world.allocateWindow(repeating: 0, count: 1)
    try check(window, .operation, in: "MPI_Accumulate") { window throws in
      try window.locked(world.rank) { epoch throws in
        try epoch.accumulate(1, operation, to: world.rank, at: 0)
      }
    }
    try window.free()
    withExtendedLifetime(closure) {}
  }

  @Test func filesHaveHandlers() throws {
    try withFolder { folder in
      try world.withFile("\(folder)/file", [.readWrite, .create]) { file throws in
        let strange = DataRepresentation(rawValue: "strange")
        try check(file, .unsupportedDataRepresentation, in: "MPI_File_set_view") { file throws in
          try file.setView(element: .double, representation: strange)
        }
      }
    }
  }

  // MPICH 4.0 does not call a session's handler for what its functions return, and Open MPI 5 finds nothing wrong with a
  // set of processes that is not there.
  @Test(
    .enabled(
      if: World.hasSessions && !World.isMPICH("4.0.") && !Environment.libraryVersion.contains("Open MPI v5"),
      "this MPI has no handlers of sessions"))
  func sessionsHaveHandlers() throws {
    let session = try Session()
    // No info is made that would have to be freed.
    let error = #expect(throws: MPIError.self) { _ = try session.info(of: "mpi://NOWHERE") }
    try check(session, try #require(error).errorClass, in: "MPI_Session_get_pset_info") {
      session throws in _ = try session.info(of: "mpi://NOWHERE")
    }
    try session.finalize()
  }

  @Test func oneHandlerServesObjectsOfAllKinds() throws {
    let log = ErrorLog()
    let handler = ErrorHandler { log.add($0) }
    let duplicate = try world.duplicate()
    let window = try world.allocateWindow(repeating: 0, count: 1)
    try duplicate.setErrorHandler(handler)
    try window.setErrorHandler(handler)
    try duplicate.callErrorHandler(ErrorClass.tag.code)
    try window.callErrorHandler(ErrorClass.window.code)
    #expect(log.all.map(\.errorClass) == [.tag, .window])
    try duplicate.free()
    try window.callErrorHandler(ErrorClass.size.code)
    #expect(log.all.count == 3)
    try window.free()
  }
}

extension World {
  static let hasSessions = !Environment.libraryVersion.contains("Open MPI v4")
}
