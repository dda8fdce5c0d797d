import Glibc
import MPI

/// Counts beyond 2³¹, for real: a message of 3 GiB, vectors of more than 2³¹ elements in collective operations, in a
/// window and in a file, all checked at both ends. `MPITests` has the same mechanisms with little data.
///
/// Run it with two ranks; it needs 16 GiB of memory and, for the file, 3 GiB of disk. The argument is the file.
@main struct Large {
  /// More than 2³¹, and no round number.
  static let count = (1 << 31) + 4_321
  static let message = 3 << 30

  let world: Communicator
  let alone: Communicator

  static func main() throws {
    let mpi = try Environment()
    let large = Large(world: mpi.world, alone: mpi.selfOnly)
    guard mpi.world.size == 2 else { throw Failure(what: "this is for two ranks") }
    try large.step("message", large.sendAndReceive)
    try large.step("broadcast", large.broadcast)
    try large.step("reduce", large.reduce)
    try large.step("reduce, started", large.reduceStarted)
    try large.step("scan and divide", large.scanAndDivide)
    try large.step("gather and scatter", large.gatherAndScatter)
    try large.step("gather unequal parts", large.gatherUnequal)
    try large.step("window", large.window)
    if let path = CommandLine.arguments.dropFirst().first {
      try large.step("file") { try large.file(path) }
    }
    try mpi.finalize()
  }

  struct Failure: Error { var what: String }

  /// Says on rank 0 how long it took.
  func step(_ name: String, _ body: () throws -> Void) throws {
    let start = Environment.wallTime
    do { try body() } catch {
      print("FAILED  \(name), rank \(world.rank): \(error)")
      world.abort(code: 1)
    }
    try world.barrier()
    if world.rank == 0 {
      let tenths = Int((Environment.wallTime - start) * 10)
      print("ok      \(name), \(tenths / 10).\(tenths % 10) s")
      // What ends up in a file or a pipe is to be seen at once, too.
      fflush(nil)
    }
  }

  /// What stands at a place in what a rank has.
  @inline(__always)
  func byte(_ index: Int, of rank: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (index &+ index &>> 9 &+ index &>> 20) &* 7 &+ rank &* 101)
  }

  func bytes(_ count: Int, of rank: Int) -> [UInt8] {
    [UInt8](capacity: count) { span in
      for index in 0..<count { span.append(byte(index, of: rank)) }
    }
  }

  func expect(_ what: String, _ found: Span<UInt8>, _ count: Int, _ expected: (Int) -> UInt8) throws {
    guard found.count == count else { throw Failure(what: "\(what): \(found.count) instead of \(count)") }
    var wrong = 0
    var first = 0
    for index in 0..<count where found[index] != expected(index) {
      if wrong == 0 { first = index }
      wrong += 1
    }
    if wrong > 0 { throw Failure(what: "\(what): \(wrong) of \(count) are wrong, the first at \(first)") }
  }

  func sendAndReceive() throws {
    let count = Self.message
    if world.rank == 0 {
      let mine = bytes(count, of: 0)
      try world.send(mine, to: 1)
      try expect("sent", mine.span, count) { byte($0, of: 0) }
      // Its length is not known there.
      try world.send(mine, to: 1, tag: 1)
    } else {
      var buffer = [UInt8](repeating: 0, count: count)
      let status = try world.receive(into: &buffer, from: 0)
      guard try status.count(of: UInt8.self) == count else { throw Failure(what: "status") }
      try expect("received", buffer.span, count) { byte($0, of: 0) }
      buffer = []
      let unknown = try world.receive([UInt8].self, from: 0, tag: 1)
      try expect("received of unknown length", unknown.span, count) { byte($0, of: 0) }
    }
  }

  func broadcast() throws {
    var buffer = world.rank == 1 ? bytes(Self.count, of: 1) : [UInt8](repeating: 0, count: Self.count)
    try world.broadcast(&buffer, root: 1)
    try expect("broadcast", buffer.span, Self.count) { byte($0, of: 1) }
  }

  // No sums: Open MPI's of bytes stop at 255.
  func reduce() throws {
    let mine = bytes(Self.count, of: world.rank)
    var result = try world.allReduce(mine, .bitwiseXor)
    try expect("combined", result.span, Self.count) { byte($0, of: 0) ^ byte($0, of: 1) }
    try world.reduce(mine, .max, into: &result, root: 1)
    if world.rank == 1 {
      try expect("largest", result.span, Self.count) { max(byte($0, of: 0), byte($0, of: 1)) }
    }
    try expect("own", mine.span, Self.count) { byte($0, of: world.rank) }
  }

  func reduceStarted() throws {
    var buffer = bytes(Self.count, of: world.rank)
    try world.start(.allReduce(inPlace: buffer.mutableSpan, .bitwiseXor)).wait()
    try expect("combined", buffer.span, Self.count) { byte($0, of: 0) ^ byte($0, of: 1) }
  }

  func scanAndDivide() throws {
    var buffer = bytes(Self.count, of: world.rank)
    try world.scan(inPlace: &buffer, .bitwiseXor)
    try expect("scan", buffer.span, Self.count) { [rank = world.rank] in
      byte($0, of: 0) ^ (rank == 1 ? byte($0, of: 1) : 0)
    }
    let half = Self.count / 2
    buffer.removeLast(Self.count - 2 * half)
    let part = try world.reduceScatter(buffer, .bitwiseXor)
    buffer = []
    let start = half * world.rank
    try expect("divided", part.span, half) {
      byte(start + $0, of: 0) ^ byte(start + $0, of: 0) ^ byte(start + $0, of: 1)
    }
  }

  /// Each part can be counted, all of them cannot.
  func gatherAndScatter() throws {
    let half = (Self.count + 1) / 2
    let mine = bytes(half, of: world.rank)
    let all = try world.gather(mine, root: 1)
    if let all {
      try expect("gathered", all.span, 2 * half) { $0 < half ? byte($0, of: 0) : byte($0 - half, of: 1) }
    }
    let part = try world.scatter(all, root: 1)
    try expect("scattered", part.span, half) { [rank = world.rank] in byte($0, of: rank) }
  }

  func gatherUnequal() throws {
    // In runs of 1000, on the root.
    let counts = [(1 << 30) / 1000 * 1000 + 3000, (1 << 30) / 1000 * 1000 + 5000]
    let mine = bytes(counts[world.rank], of: world.rank)
    if let all = try world.gather(mine, counts: .exchanged, root: 1) {
      try expect("gathered", all.span, counts[0] + counts[1]) {
        $0 < counts[0] ? byte($0, of: 0) : byte($0 - counts[0], of: 1)
      }
    }
    // A part alone is too long, and they have nothing in common.
    let odd = [Self.count, 1_000_000]
    let own = bytes(odd[world.rank], of: world.rank)
    let all = try world.allGather(own, counts: .exchanged)
    try expect("gathered by all", all.span, odd[0] + odd[1]) {
      $0 < odd[0] ? byte($0, of: 0) : byte($0 - odd[0], of: 1)
    }
  }

  func window() throws {
    try world.allocateWindow(repeating: UInt8(0), count: world.rank == 1 ? Self.count : 0).use {
      window throws in
      if world.rank == 0 {
        let mine = bytes(Self.count, of: 0)
        var epoch = try window.lock(1)
        try epoch.put(mine, to: 1, at: 0)
        try epoch.unlock()
      }
      try world.barrier()
      if world.rank == 1 {
        try window.lock(1).unlock()
        try expect("put", window.span, Self.count) { byte($0, of: 0) }
      }
    }
  }

  func file(_ path: String) throws {
    guard world.rank == 0 else { return }
    let mine = bytes(Self.count, of: 0)
    try File.withOpen(path, [.readWrite, .create, .deleteOnClose], on: alone) { file throws in
      try file.write(mine, at: .offset(0))
      var buffer = [UInt8](repeating: 0, count: Self.count)
      let read = try file.read(into: &buffer, at: .offset(0))
      guard read == Self.count else { throw Failure(what: "read \(read)") }
      try expect("read", buffer.span, Self.count) { byte($0, of: 0) }
    }
  }
}
