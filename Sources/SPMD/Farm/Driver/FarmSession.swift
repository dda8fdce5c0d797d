import MPI

/// A farm at work, as rank 0 sees it: results come out of it, a batch at a time, while whoever asks for them also does tasks
/// and serves the other ranks.
protocol FarmSession<Input, Output>: AnyObject {
  associatedtype Input: Packable
  associatedtype Output

  /// Does what there is to do now, without waiting for others, and says what came of it.
  func poll() throws(FarmError) -> FarmPoll<Output>
  /// Adds inputs of tasks, behind all others of the list.
  func add(_ inputs: [Input], priority: Int)
  /// The tasks at these places of the list need not be done.
  func cancel(_ places: Range<Int>)
  /// How many results the consumer has to keep until others come.
  var kept: Int { get set }
  /// Ends the farm, early or not.
  ///
  /// - Returns: Who did how much.
  /// - Throws: The failure that came first, this or another.
  func end(_ failure: FarmError?) throws(FarmError) -> FarmReport
}

/// What came of asking a farm for results.
enum FarmPoll<Output> {
  case batch(ResultBatch<Output>)
  /// There is no result yet.
  case nothing(hasWorked: Bool)
  /// There will be none any more.
  case end
}

extension FarmSession {
  /// The next results; nil if there are no more.
  func next() throws(FarmError) -> ResultBatch<Output>? {
    var patience = Patience()
    while true {
      switch try poll() {
      case .batch(let batch): return batch
      case .end: return nil
      case .nothing(let hasWorked): if hasWorked { patience.reset() } else { patience.wait() }
      }
    }
  }

  /// Ends the farm when `consume` has had what it wants of it.
  func complete<R>(_ consume: () throws(FarmError) -> R) throws(FarmError) -> (value: R, report: FarmReport) {
    let value: R
    do throws(FarmError) {
      value = try consume()
    } catch {
      _ = try end(error)
      throw error
    }
    return (value, try end(nil))
  }
}

/// What a rank has of a farm.
enum FarmPart<Input: Packable, Output> {
  /// Rank 0: the farm is to be driven to its end.
  case session(any FarmSession<Input, Output>)
  /// The others: the list is done, and these are the results that stay here.
  case worker([FarmResult<Output>])
}

extension Farm {
  /// Begins the farm on rank 0; on the others, does tasks until it has ended.
  ///
  /// - Parameter packing: How results go to rank 0; nil if they stay where they were made.
  func begin(_ packing: OutputPacking<Output>?) throws(FarmError) -> FarmPart<Inputs.Element, Output> {
    if communicator.size == 1 { return .session(try LocalSession(self)) }
    do {
      // Ranks may come here long before others: the wait is polite, which that for a duplicate would not be.
      try place.meet(communicator)
      let channel = try communicator.duplicate()
      if channel.rank == 0 { return .session(try MasterSession(self, channel, packing)) }
      var loop = WorkerLoop(channel, loops, packing)
      let outcome = try loop.run()
      try channel.free()
      return .worker(try outcome.get())
    } catch let error as FarmError {
      throw error
    } catch {
      throw FarmError(.communication, rank: communicator.rank, error)
    }
  }
}
