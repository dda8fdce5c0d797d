import Foundation

/// Runs programs as a user's shell would, and tells what that would see.
enum Shell {
  struct Outcome: CustomStringConvertible {
    /// The exit code; 128 and the signal's number if a signal ended it.
    var code: Int32
    var output: String
    var errors: String
    var seconds: Double

    var description: String { "exit code \(code) after \(seconds) s\n\(output)\(errors)" }

    /// How often the text stands in what was written.
    func count(of text: String) -> Int { (output + errors).components(separatedBy: text).count - 1 }
  }

  struct Failure: Error { var reason: String }

  /// The folder of the test runner, where the package's debug executables are, too.
  static let products = URL(filePath: CommandLine.arguments[0]).absoluteURL.deletingLastPathComponent()

  /// The top of the package.
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// An executable of the package: from the folder that `SPMD_TEST_PROGRAMS` names, where `Tests/run` has built
  /// those that it ships, or else from the debug build.
  static func program(_ name: String) -> String {
    let folder = ProcessInfo.processInfo.environment["SPMD_TEST_PROGRAMS"].map { URL(filePath: $0) }
    for folder in [folder, products].compactMap({ $0 }) {
      let path = folder.appending(path: name).path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return products.appending(path: name).path
  }

  /// What pkg-config calls the MPI that the package is built with.
  static var mpiPackage: String { ProcessInfo.processInfo.environment["SPMD_MPI"] ?? "mpi-c" }

  /// Where the headers of the MPI are that the package is built with.
  static func mpiIncludeFolders() throws -> [String] {
    let flags = try run(["pkg-config", "--cflags-only-I", mpiPackage])
    return flags.output.split(whereSeparator: \.isWhitespace).map { String($0.dropFirst(2)) }
  }

  /// What starts so many ranks with Open MPI.
  static func launch(_ ranks: Int) -> [String] {
    ["mpirun", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1", "-n", "\(ranks)"]
  }

  /// Runs a command to its end, or for the seconds that it may take at most, after which it is killed.
  ///
  /// - Parameters:
  ///   - signal: Sent to the command once it has written `ready`.
  static func run(
    _ command: [String], in folder: URL? = nil, within limit: Double = 60,
    environment: [String: String] = [:],
    sending signal: Int32? = nil, after ready: String = ""
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = Collector()
    let errors = Collector()
    process.standardOutput = output.pipe
    process.standardError = errors.pipe
    let start = ContinuousClock.now
    try withAllSignals { try process.run() }
    var seconds: Double { Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000 }
    var signalled = signal == nil
    while process.isRunning {
      if seconds > limit {
        kill(process.processIdentifier, SIGKILL)
        throw Failure(reason: "still running after \(seconds) s: \(command)\n\(output.text)\(errors.text)")
      }
      if !signalled, let signal, output.text.contains(ready) {
        signalled = true
        kill(process.processIdentifier, signal)
      }
      usleep(2000)
    }
    process.waitUntilExit()
    let code = process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
    return Outcome(code: code, output: output.finished(), errors: errors.finished(), seconds: seconds)
  }

  /// A process begins with the signals that its maker's thread lets in, and those of Swift's pool let in none.
  private static func withAllSignals(_ start: () throws -> Void) rethrows {
    var all = sigset_t()
    var old = sigset_t()
    sigemptyset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    try start()
  }

  /// A new folder, removed after use.
  static func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "spmd-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}

/// Reads a pipe while its writer runs, on a thread of its own: Foundation's handlers have lost the end of a pipe once in
/// a while.
private final class Collector: @unchecked Sendable {  // All access to the bytes is under the lock.
  let pipe = Pipe()
  private let lock = NSLock()
  private var bytes = Data()
  private let atEnd = DispatchSemaphore(value: 0)

  init() {
    Thread.detachNewThread { [self] in
      let reading = pipe.fileHandleForReading.fileDescriptor
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(reading, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        lock.withLock { bytes.append(contentsOf: buffer[..<count]) }
      }
      atEnd.signal()
    }
  }

  var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// All that was written, once nobody writes any more. Killed ranks may hold the pipe open for a moment.
  func finished() -> String {
    _ = atEnd.wait(timeout: .now() + 10)
    return text
  }
}
