import Image
import SPMD

/// The Mandelbrot set, row by row: a farm whose tasks differ a thousandfold in cost.
@main struct Mandelbrot: SPMDProgram {
  static let configuration = CommandConfiguration(
    commandName: "Mandelbrot",
    abstract: "Computes a picture of the Mandelbrot set, its rows handed out to all ranks.")

  @Option(help: "The picture's width in pixels; its height is three quarters of that.") var width = 1200
  @Option(help: "Iterations after which a point counts as inside.") var iterations = 8000
  @Option(help: "The file to write.") var output = "mandelbrot.png"

  func validate() throws {
    guard width >= 4, width <= 16_384 else { throw ValidationError("The width must be from 4 to 16384.") }
    guard iterations > 0 else { throw ValidationError("There must be at least one iteration.") }
  }

  func run(on world: Communicator) throws {
    let height = width * 3 / 4
    let farm = world.farm(0..<height, progress: .automatic("rows")) { row, _ in render(row: row, of: height) }
    guard let run = try farm.run() else { return }

    let file = try Image(width: width, height: height, pixels: run.results.flatMap { $0 }).write(to: output)
    print(run.report)
    print("The picture is \(file)")
  }

  /// The colours of one row.
  func render(row: Int, of height: Int) -> [UInt8] {
    // From -2.4 to 0.8; so high that the first and last rows, far from the set, cost next to nothing.
    let step = 3.2 / Double(width)
    let y = (Double(row) - Double(height) / 2) * step
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width)
    for column in 0..<width {
      pixels += color(x: -2.4 + Double(column) * step, y: y)
    }
    return pixels
  }

  private func color(x: Double, y: Double) -> [UInt8] {
    var (re, im) = (0.0, 0.0)
    for iteration in 0..<iterations {
      let (re2, im2) = (re * re, im * im)
      if re2 + im2 > 4 {
        let bands = Double(iteration).squareRoot() / 4
        return Palette.night[bands.truncatingRemainder(dividingBy: 1)]
      }
      im = 2 * re * im + y
      re = re2 - im2 + x
    }
    return [0, 0, 0]
  }
}
