public import MPI

/// The loops over single tasks. They are made where a program describes its farm, because there the compiler knows the
/// types, and what costs a few instructions need not cost a few calls.
@usableFromInline
struct FarmLoops<Inputs: Sequence, Output: Packable> where Inputs.Element: Packable {
  /// Takes the next inputs, at most so many.
  @usableFromInline let take:
    (inout InputProducer<Inputs>, _ limit: Int) throws(FarmError) -> [Inputs.Element]?
  /// Packs inputs one after the other, and says how many bytes each has. The first is that of the task `first`.
  @usableFromInline let pack:
    (_ inputs: [Inputs.Element], _ first: Int, inout Packer) throws(FarmError) -> [Int]
  /// Does tasks, and appends their outputs. The first of the inputs is that of the task `first`.
  @usableFromInline let perform:
    (
      _ tasks: Range<Int>, _ inputs: [Inputs.Element], _ first: Int, _ rank: Int, _ outputs: inout [Output]
    ) throws(FarmError) -> Void

  @inlinable
  init(_ body: @escaping (Inputs.Element, FarmTask) throws -> Output) {
    take = { producer, limit throws(FarmError) in try producer.take(limit) }
    pack = { inputs, first, packer throws(FarmError) in
      var sizes: [Int] = []
      sizes.reserveCapacity(inputs.count)
      for input in inputs {
        let start = packer.bytes.count
        do throws(MPIError) {
          try input.pack(into: &packer)
        } catch {
          throw FarmError.unmade(first + sizes.count, error)
        }
        sizes.append(packer.bytes.count - start)
      }
      return sizes
    }
    perform = { tasks, inputs, first, rank, outputs throws(FarmError) in
      for task in tasks {
        do {
          outputs.append(try body(inputs[task - first], FarmTask(index: task, rank: rank)))
        } catch {
          throw FarmError.failed(task, rank: rank, error)
        }
      }
    }
  }
}
