import CMPI

/// What to start, as C takes it.
@safe
final class SpawnArguments {
  private let texts: [(command: CTexts, arguments: CTexts)]
  let counts: [Int32]
  private(set) var infos: [cmpi_info]

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
    unsafe infos = []
    for start in starts {
      unsafe infos.append(start.info.isEmpty ? cmpi_info_null() : try Info(start.info).handle)
    }
  }

  /// The programs; valid as long as this object.
  @unsafe var commands: [UnsafeMutablePointer<CChar>?] { unsafe texts.map { unsafe $0.command.pointers[0] } }

  /// The arguments of each program; valid as long as this object.
  @unsafe var arguments: [UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?] {
    unsafe texts.map { unsafe $0.arguments.pointers }
  }

  deinit {
    // Freeing what this object made cannot fail.
    for place in unsafe infos.indices where unsafe cmpi_info_is_null(infos[place]) == 0 {
      try? unsafe Info(infos[place]).free()
    }
  }
}
