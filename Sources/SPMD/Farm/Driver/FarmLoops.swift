public import MPI

/// The loops over single tasks. They are made where a program describes its farm, because there the compiler knows the
/// types, and what costs a few instructions need not cost a few calls.
@usableFromInline
struct FarmLoops<Inputs: Sequence, Output> where Inputs.Element: Packable {
  /// Takes the next inputs, at most so many.
  @usableFromInline let take:
    (inout InputProducer<Inputs>, _ limit: Int) throws(FarmError) -> [Inputs.Element]?
  /// Packs inputs one after the other, and says where each ends; nothing if all are equally long. The first is that of the
  /// task `first`.
  @usableFromInline let pack:
    (_ inputs: [Inputs.Element], _ first: Int, inout Packer) throws(FarmError) -> [Int]
  /// Makes what does the tasks of a rank, from the first to the last.
  @usableFromInline let begin: () -> Perform

  /// Does tasks, and appends their outputs. The first of the inputs is that of the task `first`; the tasks' places in the
  /// list are in `places`, which is empty if they are their numbers.
  @usableFromInline typealias Perform = (
    _ tasks: Range<Int>, _ inputs: [Inputs.Element], _ first: Int, _ places: [Int], _ rank: Int,
    _ outputs: inout [Output]
  ) throws(FarmError) -> Void

  @inlinable
  init(_ body: @escaping (Inputs.Element, FarmTask) throws -> Output) {
    self.init {
      { tasks, inputs, first, places, rank, outputs throws(FarmError) in
        try Self.perform(tasks, inputs, first, places, rank, &outputs, body)
      }
    }
  }

  /// - Parameter state: Makes what the tasks of a rank share.
  @inlinable
  init<State>(
    state make: @escaping () throws -> State,
    _ body: @escaping (Inputs.Element, FarmTask, inout State) throws -> Output
  ) {
    self.init {
      var state: State?
      return { tasks, inputs, first, places, rank, outputs throws(FarmError) in
        var shared: State
        do { shared = try state.take() ?? make() } catch { throw FarmError.stateless(rank: rank, error) }
        defer { state = shared }
        try Self.perform(tasks, inputs, first, places, rank, &outputs) { input, task in
          try body(input, task, &shared)
        }
      }
    }
  }

  @inlinable @inline(__always)
  static func perform(
    _ tasks: Range<Int>, _ inputs: [Inputs.Element], _ first: Int, _ places: [Int], _ rank: Int,
    _ outputs: inout [Output], _ body: (Inputs.Element, FarmTask) throws -> Output
  ) throws(FarmError) {
    for task in tasks {
      let place = places.isEmpty ? task : places[task - first]
      do {
        outputs.append(try body(inputs[task - first], FarmTask(index: place, rank: rank)))
      } catch {
        throw FarmError.failed(place, rank: rank, error)
      }
    }
  }

  @inlinable
  init(_ begin: @escaping () -> Perform) {
    self.begin = begin
    take = { producer, limit throws(FarmError) in try producer.take(limit) }
    pack = { inputs, first, packer throws(FarmError) in
      var ends: [Int] = []
      do throws(MPIError) {
        if Inputs.Element.self is any Transferable.Type {
          try Inputs.Element.pack(inputs, into: &packer)
          return []
        }
        ends.reserveCapacity(inputs.count)
        for input in inputs {
          try input.pack(into: &packer)
          ends.append(packer.count)
        }
      } catch {
        throw FarmError.unmade(first + ends.count, error)
      }
      return ends
    }
  }
}

/// How outputs travel.
struct OutputPacking<Output> {
  /// Appends outputs to a message.
  let pack: ([Output], inout Packer) throws(MPIError) -> Void
  /// The outputs of so many tasks, several times, from the beginning of a message.
  let unpack: (_ counts: [Int], [UInt8]) throws(MPIError) -> [[Output]]
}

extension OutputPacking where Output: Packable {
  init() {
    pack = { outputs, packer throws(MPIError) in try Output.pack(outputs, into: &packer) }
    unpack = { counts, message throws(MPIError) in
      var unpacker = unsafe Unpacker(message.span.bytes)
      var batches: [[Output]] = []
      for count in counts { batches.append(try Output.unpack(count, from: &unpacker)) }
      return batches
    }
  }
}
