import Image
import SPMD

/// The temperature of a plate with hot and cold edges, on a grid whose rows are divided among the ranks.
@main struct Heat: SPMDProgram {
  static let configuration = CommandConfiguration(
    commandName: "Heat",
    abstract:
      "Lets heat flow through a plate, each rank computing some rows and exchanging edges with its neighbours."
  )

  @Option(help: "The grid's width and height in points.") var size = 512
  @Option(help: "How many time steps to make at most.") var steps = 4000
  @Option(help: "Stop when no temperature changes by more than this in a step.") var tolerance = 1e-4
  @Option(help: "The file to write.") var output = "heat.png"

  func validate() throws {
    guard size >= 8, size <= 16_384 else { throw ValidationError("The size must be from 8 to 16384.") }
    guard steps > 0 else { throw ValidationError("There must be at least one step.") }
  }

  func run(on world: Communicator) throws {
    let start = Environment.wallTime
    let block = world.block(of: 0..<size)
    var plate = Plate(rows: block, size: size)
    // Ranks without rows, of which there are some when the grid is small, are nobody's neighbours.
    let above = block.isEmpty || block.lowerBound == 0 ? noProcess : world.rank - 1
    let below = block.isEmpty || block.upperBound == size ? noProcess : world.rank + 1

    var step = 0
    while step < steps {
      try plate.exchangeEdges(on: world, above: above, below: below)
      let change = plate.step()
      step += 1
      // All ranks stop together; agreeing costs more than a step on few points, so it is not done at each.
      if step % 50 == 0, try world.allReduce(change, .max) <= tolerance { break }
    }

    let mean = try world.reduce(plate.interior.reduce(0, +), .sum)
    guard let all = try world.gather(plate.interior, counts: .exchanged), let mean else { return }
    let pixels = all.flatMap { Palette.heat[$0 / 100] }
    let file = try Image(width: size, height: size, pixels: pixels).write(to: output)
    print(
      "\(step) steps of \(size) x \(size) points on \(world.size) ranks took \(Int(1000 * (Environment.wallTime - start))) ms"
    )
    print("The mean temperature is \(mean / Double(size * size))")
    print("The picture is \(file)")
  }
}
