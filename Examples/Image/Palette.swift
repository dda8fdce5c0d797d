/// Colours for numbers from 0 to 1: a line through a few colours.
public struct Palette: Sendable {
  let colors: [SIMD3<Double>]

  /// Black, blue, white, gold, brown: bands of escape times.
  public static let night = Palette(colors: [
    [0, 7, 100], [32, 107, 203], [237, 255, 255], [255, 170, 0], [60, 20, 0],
  ])
  /// Black, red, yellow, white: temperatures.
  public static let heat = Palette(colors: [
    [0, 0, 0], [150, 0, 10], [240, 80, 0], [255, 210, 60], [255, 255, 255],
  ])

  /// Red, green and blue for a number from 0 to 1.
  public subscript(value: Double) -> [UInt8] {
    let place = min(max(value.isNaN ? 0 : value, 0), 1) * Double(colors.count - 1)
    let index = min(Int(place), colors.count - 2)
    let part = place - Double(index)
    let color = colors[index] * (1 - part) + colors[index + 1] * part
    return [UInt8(color.x), UInt8(color.y), UInt8(color.z)]
  }
}
