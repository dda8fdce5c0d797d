import Glibc

/// Points that belong together.
struct Curve {
  /// The picture it is in.
  let panel: String
  let name: String
  let isDashed: Bool
  /// Ranks, and efficiency from 0 to 1.
  let points: [(ranks: Double, efficiency: Double)]
}

/// Draws a panel for each length of tasks: efficiency against the number of ranks, both from the same origin.
func draw(_ curves: [Curve], to path: String) throws {
  var panels: [String] = []
  var names: [String] = []
  for curve in curves {
    if !panels.contains(curve.panel) { panels.append(curve.panel) }
    if !names.contains(curve.name) { names.append(curve.name) }
  }
  let colors = ["#0072b2", "#999999", "#d55e00", "#e69f00", "#009e73", "#cc79a7"]
  let (width, height, gap) = (300.0, 200.0, 56.0)
  let columns = 2
  let rows = (panels.count + columns - 1) / columns
  let (total, bottom) = (Double(columns) * (width + gap) + gap, Double(rows) * (height + gap) + gap)
  var lines = [
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(total) \(bottom + 50)\" font-family=\"sans-serif\" font-size=\"11\">",
    "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
  ]
  let largest = log10(curves.flatMap(\.points).map(\.ranks).max() ?? 10)
  let least = log10(curves.flatMap(\.points).map(\.ranks).min() ?? 1)
  for (index, panel) in panels.enumerated() {
    let left = gap + Double(index % columns) * (width + gap)
    let top = gap / 2 + Double(index / columns) * (height + gap)
    func x(_ ranks: Double) -> Double { left + width * (log10(ranks) - least) / max(largest - least, 1e-9) }
    func y(_ efficiency: Double) -> Double { top + height * (1 - efficiency) }
    lines.append("<text x=\"\(left)\" y=\"\(top - 8)\" font-weight=\"bold\">\(panel)</text>")
    for step in 0...4 {
      let value = Double(step) / 4
      lines.append(
        "<line x1=\"\(left)\" x2=\"\(left + width)\" y1=\"\(y(value))\" y2=\"\(y(value))\" stroke=\"#dddddd\"/>"
      )
      lines.append(
        "<text x=\"\(left - 6)\" y=\"\(y(value) + 4)\" text-anchor=\"end\" fill=\"#555555\">\(step * 25) %</text>"
      )
    }
    for point in curves.first?.points ?? [] {
      lines.append(
        "<text x=\"\(x(point.ranks))\" y=\"\(top + height + 16)\" text-anchor=\"middle\" fill=\"#555555\">\(Int(point.ranks))</text>"
      )
    }
    for curve in curves where curve.panel == panel {
      let path = curve.points.map { "\(x($0.ranks)),\(y($0.efficiency))" }.joined(separator: " ")
      let color = colors[(names.firstIndex(of: curve.name) ?? 0) % colors.count]
      let dash = curve.isDashed ? " stroke-dasharray=\"5 3\"" : ""
      lines.append(
        "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.8\"\(dash)/>")
    }
  }
  for (index, name) in names.enumerated() {
    let left = gap + Double(index) * 112
    lines.append(
      "<line x1=\"\(left)\" x2=\"\(left + 18)\" y1=\"\(bottom)\" y2=\"\(bottom)\" stroke=\"\(colors[index % colors.count])\" stroke-width=\"3\"/>"
    )
    lines.append("<text x=\"\(left + 23)\" y=\"\(bottom + 4)\">\(name)</text>")
  }
  lines.append(
    "<text x=\"\(gap)\" y=\"\(bottom + 28)\" fill=\"#555555\">ranks (logarithmic) → time in tasks; dashed: with a leader on each node of 128 ranks</text>"
  )
  lines.append("</svg>")
  guard let file = unsafe fopen(path, "w") else { throw CannotWrite(path: path) }
  let text = lines.joined(separator: "\n") + "\n"
  let written = unsafe fputs(text, file)
  guard unsafe fclose(file) == 0, written >= 0 else { throw CannotWrite(path: path) }
}

struct CannotWrite: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path) cannot be written" }
}
