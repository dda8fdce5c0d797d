import CMPI

/// What to start, as C takes it.
@safe
final class SpawnArguments {
  private let texts: [(command: CTexts, arguments: CTexts)]
  let counts: [Int32]
  let infos: [cmpi_info]

  init(_ starts: [ProcessStart], _ function: StaticString) throws(MPIError) {
    counts = try starts.map { start throws(MPIError) in
      guard start.count > 0 else {
        throw MPIError(.argument, function: function, "\(start.count) processes of \(start.command)")
      }
      return try cInt(start.count, "number of processes", function)
    }
    texts = try starts.map { start throws(MPIError) in
      (try CTexts([start.command], "command", function), try CTexts(start.arguments, "argument", function))
    }
    unsafe infos = starts.map { unsafe $0.info.handle }
  }

  /// The programs; valid as long as this object.
  @unsafe var commands: [UnsafeMutablePointer<CChar>?] { unsafe texts.map { unsafe $0.command.pointers[0] } }

  /// The arguments of each program; valid as long as this object.
  @unsafe var arguments: [UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?] {
    unsafe texts.map { unsafe $0.arguments.pointers }
  }
}
