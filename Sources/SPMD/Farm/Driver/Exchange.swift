import MPI
import Synchronization

/// What rank 0's two activities share: doing the user's work (inputs, tasks, results), and serving the other ranks.
/// They may run on one thread or on two; only bytes pass between them.
final class Exchange: Sendable {
  struct Results: Sendable {
    var rank: Int
    var batch: EncodedBatch
  }

  struct State: Sendable {
    var master: FarmMaster
    var stock = Stock()
    /// Batches for rank 0 itself.
    var ownBatches: [EncodedBatch] = []
    /// Results that came in and were not delivered.
    var results: [Results] = []
    /// How much memory they take.
    var undeliveredBytes = 0
    /// How many inputs there will be, if that is known.
    var total: Int?
    var failure: FarmError?
    /// Set when nothing more is to be done: serving ends with it.
    var isClosed = false
  }

  private static let mostUndeliveredBytes = 256 << 20

  let state: Mutex<State>
  let rootWorks: Bool

  init(workers: Int, rootWorks: Bool, policy: FarmPolicy) {
    self.rootWorks = rootWorks
    state = Mutex(State(master: FarmMaster(workers: workers, policy: policy)))
  }

  /// The number that the master knows a rank by.
  func worker(ofRank rank: Int) -> Int { rootWorks ? rank : rank - 1 }

  func rank(ofWorker worker: Int) -> Int { rootWorks ? worker : worker + 1 }

  /// Ends the farm early. The first failure is the one that counts.
  func fail(_ error: FarmError) {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
      state.master.handle(.failed)
    }
  }

  /// What is to be sent now, to which rank.
  func assignments() -> [(rank: Int, message: [UInt8])] {
    var messages: [(rank: Int, message: [UInt8])] = []
    state.withLock { state in
      // A consumer that is slower than the workers must not let rank 0's memory grow without end.
      guard state.undeliveredBytes < Self.mostUndeliveredBytes else { return }
      while case .assign(let worker, let tasks) = state.master.nextAction() {
        let batch = state.stock.take(tasks)
        if rootWorks && worker == 0 {
          state.ownBatches.append(batch)
        } else {
          messages.append((rank(ofWorker: worker), batch.message()))
        }
      }
    }
    return messages
  }

  /// How far the work has come, after so many seconds.
  func snapshot(seconds: Double) -> FarmProgress.Snapshot {
    state.withLock { state in
      .init(done: state.master.done, total: state.total, inFlight: state.master.inFlight, seconds: seconds)
    }
  }

  var hasFailed: Bool { state.withLock { $0.failure != nil } }
}
