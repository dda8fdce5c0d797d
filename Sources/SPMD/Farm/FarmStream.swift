public import MPI

/// The results of a farm as they come, on rank 0: ``Farm/withCompleted(_:)-((FarmStream<Inputs.Element,Output>)->R)``.
///
/// Whoever asks for the next result does tasks and serves the other ranks until there is one.
public final class FarmStream<Input: Packable, Output>: Sequence, IteratorProtocol {
  /// The list, to add tasks to, or to spare some of them.
  public let list: FarmList<Input>
  private let session: any FarmSession<Input, Output>
  private var results: ArraySlice<FarmResult<Output>> = []
  /// What ended the stream before its end.
  private(set) var failure: FarmError?

  init(_ session: any FarmSession<Input, Output>) {
    self.session = session
    list = FarmList(session)
  }

  /// The next result; nil after the last, and when the farm failed, of which ``Farm/withCompleted(_:)-((FarmStream<Inputs.Element,Output>)->R)`` tells.
  public func next() -> FarmResult<Output>? {
    while results.isEmpty {
      guard failure == nil else { return nil }
      do throws(FarmError) {
        guard let batch = try session.next() else { return nil }
        results = Array(batch.results)[...]
      } catch {
        failure = error
      }
    }
    return results.popFirst()
  }

  /// The next result, for whom waiting threads are too dear: between results that do not come, the thread is free for others.
  nonisolated(nonsending)
    func nextAsynchronously() async throws(FarmError) -> FarmResult<Output>?
  {
    var patience = Patience()
    while results.isEmpty {
      if Task.isCancelled { return nil }
      switch try session.poll() {
      case .batch(let batch): results = Array(batch.results)[...]
      case .end: return nil
      case .nothing(hasWorked: true):
        patience.reset()
        await Task.yield()
      case .nothing(hasWorked: false):
        switch patience.next() {
        case .look: break
        case .yield: await Task.yield()
        case .sleep(let nanoseconds): try? await Task.sleep(nanoseconds: UInt64(nanoseconds))
        }
      }
    }
    return results.popFirst()
  }
}

/// The results of a farm as they come, on rank 0, in a task of Swift's concurrency: `Farm.withCompleted(_:)`.
///
/// Tasks of rank 0's own are done in between, by the Swift task that asks for results. It ends early if that is cancelled.
public struct FarmAsyncStream<Input: Packable, Output>: AsyncSequence {
  private let stream: FarmStream<Input, Output>

  init(_ stream: FarmStream<Input, Output>) { self.stream = stream }

  /// The list, to add tasks to, or to spare some of them.
  public var list: FarmList<Input> { stream.list }

  public func makeAsyncIterator() -> Iterator { Iterator(stream) }

  /// Gives the results, one after the other.
  public struct Iterator: AsyncIteratorProtocol {
    private let stream: FarmStream<Input, Output>

    init(_ stream: FarmStream<Input, Output>) { self.stream = stream }

    public mutating func next(isolation actor: isolated (any Actor)?) async throws(FarmError) -> FarmResult<
      Output
    >? {
      try await stream.nextAsynchronously()
    }
  }
}
