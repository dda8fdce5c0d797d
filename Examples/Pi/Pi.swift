import SPMD

/// The area of a quarter of a circle, summed by all ranks.
@main struct Pi: SPMDProgram {
  static let configuration = CommandConfiguration(
    commandName: "Pi", abstract: "Computes pi: every rank sums its share, and rank 0 gets the total.")

  @Option(help: "How many strips the area is cut into.")
  var strips = 100_000_000

  func validate() throws {
    guard strips > 0 else { throw ValidationError("There must be at least one strip.") }
  }

  func run(on world: Communicator) throws {
    let start = Environment.wallTime
    let width = 1 / Double(strips)
    var sum = 0.0
    for strip in world.block(of: 0..<strips) {
      let x = (Double(strip) + 0.5) * width
      sum += 4 / (1 + x * x)
    }
    if let pi = try world.reduce(sum * width, .sum) {
      print("pi is \(pi), within \(abs(pi - .pi))")
      print("\(strips) strips on \(world.size) ranks took \(Int(1000 * (Environment.wallTime - start))) ms")
    }
  }
}
