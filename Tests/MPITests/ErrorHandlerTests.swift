import MPI
import Support
import Synchronization
import Testing

/// What a handler was told, for its closure to write to.
final class ErrorLog: Sendable {
  private let codes = Mutex<[ErrorCode]>([])

  var all: [ErrorCode] { codes.withLock { $0 } }
  func add(_ code: ErrorCode) { codes.withLock { $0.append(code) } }
}

extension World {
  /// Whether this is MPICH, of a version that begins so.
  static func isMPICH(_ version: String) -> Bool {
    let words = Environment.libraryVersion.split(whereSeparator: \.isWhitespace)
    return words.starts(with: ["MPICH", "Version:"]) && words.dropFirst(2).first?.hasPrefix(version) == true
  }
}

/// MPICH 5 returns success after a handler that is not its own has returned, whatever the standard says.
@discardableResult
func expectErrorUnlessSwallowed(
  _ errorClass: ErrorClass, in function: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) -> MPIError? {
  guard World.isMPICH("5.") else {
    return expectError(errorClass, in: function, sourceLocation: sourceLocation, body)
  }
  #expect(throws: Never.self, sourceLocation: sourceLocation) { try body() }
  return nil
}

@Suite struct ErrorHandlerTests {
  let world = World.world

  @Test func aClosureSeesTheErrorBeforeItIsThrown() throws {
    let log = ErrorLog()
    let handler = ErrorHandler { log.add($0) }
    let duplicate = try world.duplicate()
    try duplicate.setErrorHandler(handler)
    try handler.free()  // The communicator keeps it.
    let error = expectErrorUnlessSwallowed(.rank, in: "MPI_Send") {
      try duplicate.send(1, to: duplicate.size)
    }
    #expect(log.all.map(\.errorClass) == [.rank] && log.all.first?.text.isEmpty == false)
    if let error {
      #expect(log.all.map(\.rawValue) == [error.code] && log.all.first?.text == error.reason)
    }
    // Others do not tell it.
    expectError(.rank, in: "MPI_Send") { try world.send(1, to: world.size) }
    try duplicate.withDuplicate { second throws in
      _ = expectError(.rank, in: "MPI_Send") { try second.send(1, to: second.size) }
    }
    #expect(log.all.count == 1)
    try duplicate.callErrorHandler(ErrorClass.tag.code)
    #expect(log.all.map(\.errorClass) == [.rank, .tag])
    try duplicate.setErrorHandler(.returned)
    expectError(.rank, in: "MPI_Send") { try duplicate.send(1, to: duplicate.size) }
    try duplicate.callErrorHandler(ErrorClass.tag.code)
    #expect(log.all.count == 2)
    try duplicate.free()
  }

  @Test func handlersAreReadAndMoved() throws {
    let log = ErrorLog()
    let handler = ErrorHandler { log.add($0) }
    let (first, second) = (try world.duplicate(), try world.duplicate())
    let before = try first.errorHandler()
    #expect(before == .returned && before != .fatal && before != handler)
    try first.setErrorHandler(handler)
    let found = try first.errorHandler()
    #expect(found == handler)
    try second.setErrorHandler(found)
    for each in [before, handler, found] { try each.free() }
    try first.free()
    expectErrorUnlessSwallowed(.tag, in: "MPI_Send") { try second.send(1, to: 0, tag: -7) }
    #expect(log.all.map(\.errorClass) == [.tag])
    try second.free()
    try ErrorHandler.fatal.free()
    #expect(try world.allReduce(1, .sum) == world.size)
  }

  @Test func abortingIsThereSinceMPI4() throws {
    let duplicate = try world.duplicate()
    // MPICH 4.0 has it, but stops at an assertion when it is set.
    if Environment.libraryVersion.contains("Open MPI v4") || World.isMPICH("4.0.") {
      expectError(.unsupported, in: "MPI_Comm_set_errhandler") { try duplicate.setErrorHandler(.abort) }
    } else {
      try duplicate.setErrorHandler(.abort)
      #expect(try duplicate.errorHandler() == .abort)
    }
    try duplicate.free()
  }

  @Test func closuresGoWithTheCommunicator() throws {
    final class Held: Sendable {}
    weak var held: Held?
    let duplicate = try world.duplicate()
    do {
      let object = Held()
      held = object
      let handler = ErrorHandler { [object] _ in _ = object }
      try duplicate.setErrorHandler(handler)
      try handler.free()
    }
    #expect(held != nil)
    try duplicate.free()
    #expect(held == nil)
  }

  @Test func programsAddClassesAndCodes() throws {
    let before = try world.lastUsedCode
    let added = try ErrorClass.add()
    #expect(Int(added.rawValue) > before)
    let codes = [try added.addCode(), try added.addCode()]
    #expect(Set(codes).count == 2)
    try added.code.setText("the solver failed")
    try codes[0].setText("the solver diverged")
    #expect(codes.allSatisfy { $0.errorClass == added })
    #expect(added.code.text == "the solver failed" && "\(codes[0])" == "the solver diverged")
    #expect(added.description.hasPrefix("class "))
    for text in ["a\0b", String(repeating: "x", count: 100_000)] {
      expectError(.argument, in: "MPI_Add_error_string") { try codes[1].setText(text) }
    }
    if try Environment.version >= (4, 1) {
      try codes[0].removeText()
      for code in codes.reversed() { try code.remove() }
      try added.code.removeText()
      try added.remove()
    } else {
      expectError(.unsupported, in: "MPI_Remove_error_string") { try codes[0].removeText() }
      expectError(.unsupported, in: "MPI_Remove_error_code") { try codes[0].remove() }
      expectError(.unsupported, in: "MPI_Remove_error_class") { try added.remove() }
    }
  }

  @Test func allClassesDifferAndHaveNames() {
    let classes: [ErrorClass] = [
      .unsupported, .valueTooLarge, .key, .name, .port, .service, .spawn, .processAborted, .session,
      .errorHandler,
      .info, .infoKey, .infoValue, .infoNoKey, .notSame, .window, .base, .size, .displacement, .lockType,
      .assertion,
      .rmaConflict, .rmaSync, .rmaRange, .rmaAttach, .rmaShared, .rmaFlavor, .file, .badFile, .noSuchFile,
      .fileExists,
      .fileInUse, .access, .accessMode, .noSpace, .quota, .readOnly, .inputOutput, .dataRepresentationExists,
      .unsupportedDataRepresentation, .buffer, .rank, .argument, .intern,
    ]
    #expect(Set(classes).count == classes.count)
    #expect(Set(classes.map(\.description)).count == classes.count)
    #expect(classes.allSatisfy { !$0.description.contains("class") })
    #expect(
      ErrorClass.rmaConflict.description == "RMA conflict"
        && ErrorClass.infoNoKey.description == "info no key")
  }
}
