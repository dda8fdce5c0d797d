import CTwin
import SPMD

extension Benchmark {
  /// Messages to and fro between two ranks, in and out of a span.
  func pingPong(on world: Communicator, rounds: Int) throws {
    let table = Table("ping-pong", ["bytes", "C", "Swift", "Swift : C", "spread", "Swift's MB/s"], on: world)
    for bytes in [8, 64, 512, 4096, 32_768, 262_144, 4_194_304] {
      var buffer = [UInt8](repeating: 1, count: bytes)
      let result = try Comparison(on: world, rounds: rounds) { language, repetitions in
        switch language {
        case .c:
          return try Wrong.ifNegative(
            buffer.withUnsafeMutableBytes {
              ctwin_ping_pong($0.baseAddress, CInt($0.count), CInt(repetitions))
            })
        case .swift:
          var span = buffer.mutableSpan
          return try world.pingPong(&span, repetitions: repetitions)
        }
      }
      // A message takes half of the way to and fro.
      let (c, swift) = (median(result.c) / 2, median(result.swift) / 2)
      table.row([
        "\(bytes)", time(c), time(swift), short(median(result.ratios)), spread(result.ratios),
        short(Double(bytes) / swift / 1e6),
      ])
    }
  }

  /// Sums of everyone's numbers, from one span into another.
  func allReduce(on world: Communicator, rounds: Int) throws {
    let table = Table("allreduce", ["doubles", "C", "Swift", "Swift : C", "spread"], on: world)
    for count in [1, 32, 1000, 32_768, 524_288] {
      let values = [Double](repeating: 1, count: count)
      var sums = [Double](repeating: 0, count: count)
      let result = try Comparison(on: world, rounds: rounds) { language, repetitions in
        switch language {
        case .c:
          return try Wrong.ifNegative(ctwin_all_reduce(values, &sums, CInt(count), CInt(repetitions)))
        case .swift:
          var span = sums.mutableSpan
          return try world.allReduce(values.span, into: &span, repetitions: repetitions)
        }
      }
      guard sums.allSatisfy({ $0 == Double(world.size) }) else { throw Wrong(description: "a sum is wrong") }
      table.row([
        "\(count)", time(median(result.c)), time(median(result.swift)), short(median(result.ratios)),
        spread(result.ratios),
      ])
    }
  }
}

extension Communicator {
  fileprivate func pingPong(_ buffer: inout MutableSpan<UInt8>, repetitions: Int) throws(MPIError) -> Double {
    let start = Environment.wallTime
    for _ in 0..<repetitions {
      if rank == 0 {
        try send(buffer, to: 1)
        try receive(into: &buffer, from: 1, tag: 0)
      } else {
        try receive(into: &buffer, from: 0, tag: 0)
        try send(buffer, to: 0)
      }
    }
    return Environment.wallTime - start
  }

  fileprivate func allReduce(
    _ values: Span<Double>, into sums: inout MutableSpan<Double>, repetitions: Int
  ) throws(MPIError) -> Double {
    let start = Environment.wallTime
    for _ in 0..<repetitions {
      try allReduce(values, .sum, into: &sums)
    }
    return Environment.wallTime - start
  }
}
