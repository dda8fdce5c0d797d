import Glibc

/// Handwritten digits: one row of 64 pixels per image, and the digit it shows.
struct Digits: Sendable {
  static let pixelsPerImage = 64
  static let classes = 10

  /// Row-major, one image after the other, every image scaled to length one.
  private(set) var pixels: [Double] = []
  private(set) var labels: [Int] = []

  var count: Int { labels.count }

  /// Where image `index` lies in `pixels`.
  func range(of index: Int) -> Range<Int> {
    index * Self.pixelsPerImage..<(index + 1) * Self.pixelsPerImage
  }

  /// The images whose index satisfies `isIncluded`, in the same order.
  func filter(_ isIncluded: (Int) -> Bool) -> Digits {
    var chosen = Digits()
    for index in labels.indices where isIncluded(index) {
      chosen.pixels += pixels[range(of: index)]
      chosen.labels.append(labels[index])
    }
    return chosen
  }
}

extension Digits {
  struct ParseError: Error, CustomStringConvertible {
    let line: Int
    let reason: String
    var description: String { "digits, line \(line): \(reason)" }
  }

  /// Reads lines of 64 pixels (whole numbers 0...16) and a label (0...9).
  init(csv: String) throws {
    self.init()
    let lines = csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      func fail(_ reason: String) -> ParseError { ParseError(line: index + 1, reason: reason) }

      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == Self.pixelsPerImage + 1 else {
        throw fail("\(fields.count) fields instead of \(Self.pixelsPerImage + 1)")
      }
      let image = try fields.dropLast().map { field in
        guard let pixel = Int(field), 0...16 ~= pixel else {
          throw fail("'\(field)' is not a pixel from 0 to 16")
        }
        return Double(pixel)
      }
      guard let label = Int(fields[Self.pixelsPerImage]), 0..<Self.classes ~= label else {
        throw fail("'\(fields[Self.pixelsPerImage])' is not a digit")
      }
      // Equal lengths make images of light and heavy strokes comparable, and make
      // it unlikely that two neighbours are exactly equally far away.
      let length = sqrt(image.reduce(0) { $0 + $1 * $1 })
      guard length > 0 else { throw fail("the image is empty") }
      pixels += image.map { $0 / length }
      labels.append(label)
    }
    guard count > 0 else { throw ParseError(line: 1, reason: "no images") }
  }
}
