import SPMD

/// A table that grows row by row, on rank 0's standard output.
struct Table {
  private let isVisible: Bool

  init(_ title: String, _ columns: [String], on world: Communicator) {
    isVisible = world.rank == 0
    if isVisible { print("\n\(title), ranks: \(world.size)") }
    row(columns)
  }

  func row(_ cells: [String]) {
    guard isVisible else { return }
    print(cells.map { String(repeating: " ", count: max(1, 15 - $0.count)) + $0 }.joined())
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The least and the greatest.
func spread(_ values: [Double]) -> String {
  "\(short(values.min() ?? .nan))–\(short(values.max() ?? .nan))"
}

func time(_ seconds: Double) -> String {
  seconds < 1e-3 ? short(seconds * 1e6) + " µs" : short(seconds * 1e3) + " ms"
}

/// Three digits, or the whole number where it has more: 0.123, 1.23, 12.3, 123, 123456.
func short(_ value: Double) -> String {
  guard value.isFinite else { return "?" }
  let decimals = value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  let scale = [1.0, 10, 100, 1000][decimals]
  let scaled = Int((value * scale).rounded())
  guard decimals > 0 else { return "\(scaled)" }
  let (whole, part) = scaled.quotientAndRemainder(dividingBy: Int(scale))
  return "\(whole)." + "\(part + Int(scale))".dropFirst()
}
