import CAllocations
import CTwin
import MPI
import SPMD

/// One call in a loop, in C or in Swift, for an instruction counter to look at: see Benchmarks/instructions.
@main
struct Instructions: SPMDProgram {
  static let configuration = CommandConfiguration(
    abstract:
      "Does one call of MPI many times, and says how often memory was asked for in the last half of them.")

  enum Call: String, CaseIterable, ExpressibleByArgument {
    case sendReceive = "send-receive"
    case startWait = "start-wait"
    case persistent
    case putFlush = "put-flush"
    case allReduce = "all-reduce"
  }

  enum Language: String, CaseIterable, ExpressibleByArgument { case c, swift }

  @Option(help: "What to call.") var call: Call
  @Option(help: "In which language.") var language: Language
  @Option(help: "How many numbers.") var count = 1
  @Option(help: "How often.") var repetitions = 1000

  func run(on world: Communicator) throws {
    guard repetitions > 1 else { throw ValidationError("There must be two repetitions at least.") }
    var values = [Double](repeating: 1, count: count)
    var received = [Double](repeating: 0, count: count)
    // The first half warms up what is made once.
    try loop(world, &values, &received)
    let before = allocations_so_far()
    try loop(world, &values, &received)
    let after = allocations_so_far()
    print("\(Double(after - before) / Double(repetitions / 2))")
  }

  private func loop(_ world: Communicator, _ values: inout [Double], _ received: inout [Double]) throws {
    switch language {
    case .c: try c(&values, &received)
    case .swift: try swift(world, &values, &received)
    }
  }

  private func c(_ values: inout [Double], _ received: inout [Double]) throws {
    let count = Int32(count)
    let repetitions = Int32(repetitions / 2)
    let isGood =
      switch call {
      case .sendReceive: unsafe ctwin_send_receive(&values, &received, count, repetitions)
      case .startWait: unsafe ctwin_start_wait(&values, &received, count, repetitions)
      case .persistent: unsafe ctwin_persistent(&values, &received, count, repetitions)
      case .putFlush: unsafe ctwin_put_flush(&values, count, repetitions)
      case .allReduce: unsafe ctwin_reduce(&values, &received, count, repetitions)
      }
    guard isGood else { throw ExitCode.failure }
  }

  // A function for each call, as in C, each compiled alone.
  private func swift(_ world: Communicator, _ values: inout [Double], _ received: inout [Double]) throws {
    let repetitions = repetitions / 2
    switch call {
    case .sendReceive: try sendReceive(world, values.span, received.mutableSpan, repetitions)
    case .startWait: try startWait(world, values.span, &received, repetitions)
    case .persistent: try persistent(world, values.mutableSpan, received.mutableSpan, repetitions)
    case .putFlush: try putFlush(world, values.span, repetitions)
    case .allReduce: try allReduce(world, values.span, received.mutableSpan, repetitions)
    }
  }
}

@inline(never)
private func sendReceive(
  _ world: Communicator, _ values: Span<Double>, _ received: consuming MutableSpan<Double>, _ repetitions: Int
) throws(MPIError) {
  for _ in 0..<repetitions {
    try world.send(values, to: 0, tag: 1)
    try world.receive(into: &received, from: 0, tag: 1)
  }
}

@inline(never)
private func startWait(
  _ world: Communicator, _ values: Span<Double>, _ received: inout [Double], _ repetitions: Int
) throws(MPIError) {
  for _ in 0..<repetitions {
    let receive = try world.start(.receive(into: received.mutableSpan, from: 0, tag: 1))
    let send = try world.start(.send(values, to: 0, tag: 1))
    try send.wait()
    try receive.wait()
  }
}

@inline(never)
private func persistent(
  _ world: Communicator, _ values: consuming MutableSpan<Double>, _ received: consuming MutableSpan<Double>,
  _ repetitions: Int
) throws(MPIError) {
  var receive = try world.prepare(.receive(into: received, from: 0, tag: 1))
  var send = try world.prepare(.send(values, to: 0, tag: 1))
  for _ in 0..<repetitions {
    let receiving = try receive.start()
    let sending = try send.start()
    try sending.wait()
    try receiving.wait()
  }
}

@inline(never)
private func putFlush(_ world: Communicator, _ values: Span<Double>, _ repetitions: Int) throws {
  try world.allocateWindow(repeating: 0.0, count: values.count).use { window throws in
    var epoch = try window.lockAll()
    for _ in 0..<repetitions {
      try epoch.put(values, to: 0, at: 0)
      try epoch.flush(0)
    }
    try epoch.unlockAll()
  }
}

@inline(never)
private func allReduce(
  _ world: Communicator, _ values: Span<Double>, _ received: consuming MutableSpan<Double>, _ repetitions: Int
) throws(MPIError) {
  for _ in 0..<repetitions { try world.allReduce(values, .sum, into: &received) }
}
