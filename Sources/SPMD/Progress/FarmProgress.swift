/// What rank 0 tells on standard error while a farm works.
public struct FarmProgress: Sendable {
  enum Style: Sendable {
    case automatic
    case bar
    case log(interval: Double)
    case hidden
  }

  let style: Style
  let label: String

  /// A bar if standard error is a terminal, a line a minute if it is not, and nothing at all in the first second.
  ///
  /// - Parameter label: What the list is, to stand before the numbers.
  public static func automatic(_ label: String = "tasks") -> FarmProgress {
    FarmProgress(style: .automatic, label: label)
  }

  /// A bar, wherever standard error goes.
  public static func bar(_ label: String = "tasks") -> FarmProgress {
    FarmProgress(style: .bar, label: label)
  }

  /// A line every so many seconds.
  public static func log(_ label: String = "tasks", every seconds: Double = 60) -> FarmProgress {
    FarmProgress(style: .log(interval: seconds), label: label)
  }

  /// Nothing.
  public static let hidden = FarmProgress(style: .hidden, label: "")

  /// How far a farm has come.
  struct Snapshot: Sendable {
    var done: Int
    /// How many tasks there are in all, if that is known.
    var total: Int?
    var inFlight: Int
    /// Since the beginning.
    var seconds: Double
  }

  func display() -> Display { Display(self) }
}

extension FarmProgress {
  /// Writes progress where and when the style wants it.
  struct Display {
    private enum Form { case bar, lines, nothing }

    private let form: Form
    private let label: String
    private let interval: Double
    private var nextTime: Double
    private var hasWritten = false

    init(_ progress: FarmProgress) {
      label = progress.label
      switch progress.style {
      case .hidden: (form, interval, nextTime) = (.nothing, .infinity, .infinity)
      case .log(let seconds): (form, interval, nextTime) = (.lines, seconds, seconds)
      case .bar: (form, interval, nextTime) = (.bar, 0.1, 0)
      case .automatic where Terminal.isOnStandardError: (form, interval, nextTime) = (.bar, 0.1, 1)
      case .automatic: (form, interval, nextTime) = (.lines, 60, 60)
      }
    }

    /// Whether it is time for an update.
    func isDue(_ seconds: Double) -> Bool { seconds >= nextTime }

    mutating func update(_ snapshot: Snapshot) {
      nextTime = snapshot.seconds + interval
      write(snapshot, isLast: false)
    }

    /// Completes what has been begun: whoever saw progress shall see the end.
    mutating func finish(_ snapshot: Snapshot) {
      if hasWritten { write(snapshot, isLast: true) }
    }

    private mutating func write(_ snapshot: Snapshot, isLast: Bool) {
      hasWritten = true
      switch form {
      case .bar:
        let line = snapshot.bar(label: label, columns: Terminal.columns)
        StandardError.write("\r\(line)\u{1B}[K" + (isLast ? "\n" : ""))
      case .lines: StandardError.write(snapshot.line(label: label) + "\n")
      case .nothing: break
      }
    }
  }
}

extension FarmProgress.Snapshot {
  private var rate: Double { seconds > 0 ? Double(done) / seconds : 0 }

  /// Seconds to the end, if the rest goes like what was.
  private var remaining: Double? {
    guard let total, rate > 0 else { return nil }
    return Double(total - done) / rate
  }

  /// One line for a log.
  func line(label: String) -> String {
    let of = total.map { " of \($0)" } ?? ""
    var text =
      "\(label): \(done)\(of) done, \(inFlight) in flight, \(shortRate(rate))/s, \(shortTime(seconds)) so far"
    if let remaining, done != total { text += ", \(shortTime(remaining)) to go" }
    return text
  }

  /// One line for a terminal of that width.
  func bar(label: String, columns: Int) -> String {
    let of = total.map { "/\($0)" } ?? ""
    var numbers = " \(done)\(of)  \(shortRate(rate))/s  \(shortTime(seconds))"
    if let remaining, done != total { numbers += " + \(shortTime(remaining))" }
    if inFlight > 0 { numbers += "  \(inFlight) in flight" }
    let room = columns - label.count - numbers.count - 4
    guard let total, total > 0, room >= 5 else { return label + numbers }
    let width = min(room, 40)
    let filled = width * min(done, total) / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return "\(label) \(bar)\(numbers)"
  }
}

/// Three digits: 0.51, 23.4, 812, 23k, 1.2M.
func shortRate(_ rate: Double) -> String {
  switch rate {
  case ..<10: fixed(rate, 2)
  case ..<100: fixed(rate, 1)
  case ..<10_000: fixed(rate, 0)
  case ..<10_000_000: fixed(rate / 1000, 0) + "k"
  default: fixed(rate / 1_000_000, 1) + "M"
  }
}

/// 4.2s, 1:07, 2:03:09.
func shortTime(_ seconds: Double) -> String {
  guard seconds < 1e9 else { return "?" }
  if seconds < 60 { return fixed(seconds, 1) + "s" }
  let whole = Int(seconds.rounded())
  let minutes = whole / 60 % 60
  let tail = (whole % 60 < 10 ? ":0" : ":") + "\(whole % 60)"
  return whole < 3600
    ? "\(minutes)\(tail)" : "\(whole / 3600)" + (minutes < 10 ? ":0" : ":") + "\(minutes)\(tail)"
}

/// A number with so many decimals, without Foundation.
func fixed(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((value * scale).rounded())
  guard decimals > 0 else { return "\(scaled)" }
  let (whole, part) = scaled.quotientAndRemainder(dividingBy: Int(scale))
  let digits = "\(part)"
  return "\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
}
