import MPI

/// The encoded inputs of the tasks that are not done, by the tasks' numbers. They stay until their task is done: whoever has
/// it may give it back.
struct Stock: Sendable {
  private struct Piece: Sendable {
    let inputs: EncodedInputs
    /// How many of its tasks are not done.
    var left: Int

    init(_ inputs: EncodedInputs) {
      self.inputs = inputs
      left = inputs.tasks.count
    }
  }

  /// In the order of the tasks.
  private var pieces: [Piece] = []
  /// How many of the first pieces are used up.
  private var gone = 0

  mutating func add(_ inputs: EncodedInputs) {
    guard !inputs.tasks.isEmpty else { return }
    // Nearly always they come after all others.
    if pieces.last.map({ $0.inputs.tasks.upperBound <= inputs.tasks.lowerBound }) ?? true {
      pieces.append(Piece(inputs))
    } else {
      pieces.insert(Piece(inputs), at: firstPiece(endingAfter: inputs.tasks.lowerBound))
    }
  }

  /// How many bytes the inputs of tasks have.
  func byteCount(of tasks: Range<Int>) -> Int {
    parts(of: tasks).reduce(0) { $0 + $1.inputs.place(of: $1.tasks).count }
  }

  /// Appends the inputs of tasks to a message, one after the other.
  func append(_ tasks: Range<Int>, to message: inout Packer) {
    for (inputs, part) in parts(of: tasks) {
      message.append(contentsOf: inputs.bytes.span.extracting(inputs.place(of: part)))
    }
  }

  /// These tasks are done.
  mutating func finish(_ tasks: Range<Int>) {
    var index = firstPiece(endingAfter: tasks.lowerBound)
    while index < pieces.count, pieces[index].inputs.tasks.lowerBound < tasks.upperBound {
      pieces[index].left -= pieces[index].inputs.tasks.clamped(to: tasks).count
      index += 1
    }
    while gone < pieces.count, pieces[gone].left == 0 { gone += 1 }
    if gone == pieces.count || (gone > 16 && 2 * gone > pieces.count) {
      pieces.removeFirst(gone)
      gone = 0
    }
  }

  /// The pieces in which tasks lie, with the tasks that are there.
  private func parts(of tasks: Range<Int>) -> some Sequence<(inputs: EncodedInputs, tasks: Range<Int>)> {
    pieces[firstPiece(endingAfter: tasks.lowerBound)...].lazy
      .prefix { $0.inputs.tasks.lowerBound < tasks.upperBound }
      .map { ($0.inputs, $0.inputs.tasks.clamped(to: tasks)) }
  }

  private func firstPiece(endingAfter task: Int) -> Int {
    var (low, high) = (gone, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].inputs.tasks.upperBound <= task { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
