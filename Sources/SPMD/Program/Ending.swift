import ArgumentParser
import MPI

/// How the ranks agree on the end of a program.
///
/// A rank that is done waits for the others, however long they work. A rank that threw cannot: the others may be
/// waiting for it, for ever. So it gives them a moment to come to an end too, as they do when all throw the same; then
/// the error is printed once. After that moment it says what happened and ends the whole job.
struct Ending {
  /// What was thrown on this rank.
  var error: (any Error)?
  /// The exit code, where that is not an error's.
  var code: Int32 = 0

  private let control: Communicator

  /// How many seconds a rank that threw waits for the others.
  private static let grace = 2.0

  init(_ control: Communicator) { self.control = control }

  /// Agrees with the other ranks, says what is to be said, and returns the exit code.
  mutating func agree<Program: SPMDProgram>(as program: Program.Type) -> Int32 {
    let message = error.map { program.fullMessage(for: $0) } ?? ""
    if let error { code = program.exitCode(for: error).rawValue }
    // A clean exit may be thrown, too.
    let isFailure = error != nil && code != 0
    // What a shell gets to see are eight bits, and a failure must not look like none.
    code &= 0xFF
    if isFailure && code == 0 { code = Code.failure }
    do {
      try waitForOthers(isFailure ? Self.grace : .infinity) {
        StandardError.write("\(origin(of: program)): \(message.isEmpty ? "exit code \(code)" : message)\n")
        StandardOutput.flush()
        control.abort(code: Int(code))
      }
      // Everybody is here. Each message is printed once, by the first rank that has it.
      let messages = try control.allGather(message)
      if !message.isEmpty, messages.firstIndex(of: message) == control.rank {
        if !isFailure {
          print(message)
        } else if messages.allSatisfy({ $0 == message }) {
          StandardError.write(message + "\n")
        } else {
          StandardError.write("\(origin(of: program)): \(message)\n")
        }
      }
      // One exit code for all: a failure's if there was one.
      return try control.allReduce(code, .max)
    } catch {
      StandardError.write("\(origin(of: program)): \(error)\n")
      control.abort(code: Int(code == 0 ? Code.internalError : code))
    }
  }

  private func origin<Program: SPMDProgram>(of program: Program.Type) -> String {
    "\(program.name): rank \(control.rank) on \(Environment.processorName)"
  }

  private func waitForOthers(_ seconds: Double, otherwise: () -> Never) throws(MPIError) {
    let barrier = try control.start(.barrier())
    var patience = Patience()
    let start = Environment.wallTime
    while try !barrier.isComplete() {
      if Environment.wallTime - start > seconds { otherwise() }
      patience.wait()
    }
  }
}
