import ArgumentParser
import Glibc
import MPI

/// Runs a program from its first moment to its last.
func launch<Program: SPMDProgram>(_ program: Program.Type) -> Never {
  StandardOutput.writeLineByLine()

  let mpi: Environment
  let control: Communicator
  do {
    mpi = try Environment(threadLevel: program.threadLevel)
    control = try mpi.world.duplicate()
  } catch {
    StandardError.write("\(program.name): MPI does not start: \(error)\n")
    exit(Code.internalError)
  }
  if let warning = launcherMismatch(worldSize: mpi.world.size, library: Environment.libraryVersion) {
    StandardError.write("\(program.name): warning: \(warning)\n")
  }

  if control.rank == 0 { announceSignals(of: program.name) }

  var ending = Ending(control)
  do {
    switch try parse(program, control) {
    case .run(var command):
      do { try command.run(on: mpi.world) } catch { ending.error = error }
    case .end(let code):
      ending.code = code
    }
  } catch {
    ending.error = error
  }
  let code = ending.agree(as: program)
  do {
    try control.free()
    try mpi.finalize()
  } catch {
    StandardError.write("\(program.name): MPI does not end: \(error)\n")
    exit(code == 0 ? Code.internalError : code)
  }
  exit(code)
}

/// Exit codes, beside 0 and those of swift-argument-parser (64 for a bad command line).
enum Code {
  static let failure: Int32 = 1
  static let internalError: Int32 = 70
}

private enum Parsed {
  case run(any SPMDProgram)
  /// Everything has been said; the exit code.
  case end(Int32)
}

/// Parses rank 0's command line, on all ranks.
private func parse<Program: SPMDProgram>(_ program: Program.Type, _ control: Communicator) throws -> Parsed {
  var own: (any SPMDProgram)?
  var code: Int32 = 0
  if control.rank == 0 {
    do {
      var command = try program.parseAsRoot()
      if let command = command as? any SPMDProgram {
        own = command
      } else {
        try command.run()  // The parser's own, such as `help`.
      }
    } catch {
      code = program.say(error)
    }
  }
  // The others parse rank 0's words, not their own: a launcher may have given them different ones.
  let (arguments, isRunning) = (CommandLine.arguments, own != nil)
  let words = try control.broadcast(arguments)
  code = try control.broadcast(code)
  guard try control.broadcast(isRunning) else { return .end(code) }
  if let own { return .run(own) }
  guard let command = try program.parseAsRoot(Array(words.dropFirst())) as? any SPMDProgram else {
    return .end(code)
  }
  return .run(command)
}

extension ParsableCommand {
  /// What messages call the program.
  static var name: String { configuration.commandName ?? "\(self)" }

  /// Prints what an error of the command line has to say, help to standard output; the exit code.
  static func say(_ error: any Error) -> Int32 {
    let code = exitCode(for: error).rawValue
    let text = fullMessage(for: error)
    if !text.isEmpty {
      if code == 0 { print(text) } else { StandardError.write(text + "\n") }
    }
    return code
  }
}
