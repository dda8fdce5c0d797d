import FarmProtocol
import MPI
import Synchronization

/// What rank 0's two activities share: doing the user's work (inputs, tasks, results), and serving the other ranks.
/// They may run on one thread or on two; only bytes pass between them.
final class Exchange: Sendable {
  struct Results: Sendable {
    var rank: Int
    var batch: EncodedBatch
  }

  /// What the other workers get as messages.
  enum OwnMessage: Sendable {
    case assignment(EncodedBatch)
    case takeBack(Int)
  }

  struct State: Sendable {
    var master: FarmMaster
    /// The inputs of tasks that nobody has.
    var stock = Stock()
    /// The inputs of tasks that are being done, by the client that has them: they may come back.
    var held: [Stock]
    /// Messages for rank 0 itself as a worker.
    var own: [OwnMessage] = []
    /// Results that came in and were not delivered.
    var results: [Results] = []
    /// How much memory they take.
    var undeliveredBytes = 0
    /// How many results were delivered and have to be kept until others come.
    var kept = 0
    /// How many inputs there will be, if that is known.
    var total: Int?
    var failure: FarmError?
    /// Set when nothing more is to be done: serving ends with it.
    var isClosed = false
  }

  private static let mostUndeliveredBytes = 256 << 20
  private static let mostKept = 1 << 20

  let state: Mutex<State>
  let rootWorks: Bool
  /// The order in which tasks are handed out, if it is not that of the list.
  let order: FarmOrder?

  init(workers: Int, rootWorks: Bool, policy: FarmPolicy, order: FarmOrder?) {
    self.rootWorks = rootWorks
    self.order = order
    state = Mutex(
      State(
        master: FarmMaster(
          capacities: Array(repeating: 1, count: workers), schedule: policy.schedule,
          costs: order?.costs ?? []),
        held: Array(repeating: Stock(), count: workers)))
  }

  /// The number that the master knows a rank by.
  func client(ofRank rank: Int) -> Int { rootWorks ? rank : rank - 1 }

  func rank(ofClient client: Int) -> Int { rootWorks ? client : client + 1 }

  /// There are inputs for more tasks, and how many there will be in all, if that is known.
  func supply(_ packed: [UInt8], _ tasks: Range<Int>, sizes: [Int], total: Int?) {
    state.withLock { state in
      state.total = total
      state.stock.add(packed, first: tasks.lowerBound, sizes: sizes)
      state.master.handle(.supplied(tasks), at: Environment.wallTime)
    }
  }

  /// There will be no more inputs than so many.
  func complete(_ total: Int) {
    state.withLock { state in
      state.total = total
      state.master.handle(.complete, at: Environment.wallTime)
    }
  }

  /// A rank is done with tasks.
  func finished(_ work: FarmWork, rank: Int, results: Results? = nil) {
    state.withLock { state in
      let client = client(ofRank: rank)
      _ = state.held[client].take(work.tasks)
      state.master.handle(
        .finished(client: client, tasks: work.tasks, seconds: work.seconds, idle: work.idle),
        at: Environment.wallTime)
      if let results {
        state.results.append(results)
        state.undeliveredBytes += results.batch.bytes.count
      }
    }
  }

  /// A rank gave tasks back.
  func returned(_ ranges: [Range<Int>], rank: Int) {
    state.withLock { state in
      let client = client(ofRank: rank)
      for tasks in ranges { state.stock.putBack(state.held[client].take(tasks)) }
      state.master.handle(.returned(client: client, ranges), at: Environment.wallTime)
    }
  }

  /// The places of tasks in the list; none if these are their numbers, as those of tasks that were added later.
  func places(_ tasks: Range<Int>) -> [Int] {
    guard let order else { return [] }
    return tasks.map { $0 < order.tasks.count ? order.tasks[$0] : $0 }
  }

  /// Ends the farm early: nobody needs what is left.
  func stop() { state.withLock { $0.master.handle(.stop, at: Environment.wallTime) } }

  /// Ends the farm early. The first failure is the one that counts.
  func fail(_ error: FarmError) {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
      state.master.handle(.stop, at: Environment.wallTime)
    }
  }

  /// What is to be sent now, to which rank, with which tag.
  func messages() -> [(rank: Int, tag: Int, message: [UInt8])] {
    state.withLock { state in
      var messages: [(rank: Int, tag: Int, message: [UInt8])] = []
      // A consumer that is slower than the workers must not let rank 0's memory grow without end.
      // With an order of its own, all results may have to wait for the last task that is handed out.
      guard state.undeliveredBytes < Self.mostUndeliveredBytes, state.kept < Self.mostKept || order != nil
      else {
        return messages
      }
      while let action = state.master.nextAction() {
        switch action {
        case .assign(let client, let tasks):
          let inputs = state.stock.take(tasks)
          let batch = inputs.encoded(tasks, places: places(tasks))
          state.held[client].putBack(inputs)
          if rootWorks && client == 0 {
            state.own.append(.assignment(batch))
          } else {
            messages.append((rank(ofClient: client), FarmTag.assignment, batch.message()))
          }
        case .takeBack(let client, let limit):
          if rootWorks && client == 0 {
            state.own.append(.takeBack(limit))
          } else {
            var packer = Packer()
            packer.append(limit)
            messages.append((rank(ofClient: client), FarmTag.takeBack, packer.bytes))
          }
        case .giveUp: break
        }
      }
      return messages
    }
  }

  /// How far the work has come, after so many seconds.
  func snapshot(seconds: Double) -> FarmProgress.Snapshot {
    state.withLock { state in
      .init(done: state.master.done, total: state.total, inFlight: state.master.inFlight, seconds: seconds)
    }
  }

  var hasFailed: Bool { state.withLock { $0.failure != nil } }
}
