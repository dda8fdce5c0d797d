import FoundationEssentials

/// A picture of 8-bit red, green and blue, which can be written as a PNG file.
///
/// The file is not compressed: that keeps the examples free of a compression library.
public struct Image: Sendable {
  public let width: Int
  public let height: Int
  /// Red, green, blue; row by row from the top.
  public var pixels: [UInt8]

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == 3 * width * height, "an image needs three bytes for each pixel")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Writes the picture, replacing what the file held before, and returns the file's whole path.
  public func write(to path: String) throws -> String {
    let file = URL(filePath: path).absoluteURL
    try Data(png).write(to: file)
    return file.path
  }

  /// The picture as a PNG file.
  public var png: [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (3 * width + 1))
    for row in 0..<height {
      rows.append(0)  // This row is not filtered.
      rows.append(contentsOf: pixels[3 * width * row..<3 * width * (row + 1)])
    }
    let header = UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes + [8, 2, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", zlibStored(rows)) + chunk("IEND", [])
  }

  private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return UInt32(data.count).bigEndianBytes + body + crc32(body).bigEndianBytes
  }
}

extension UInt32 {
  fileprivate var bigEndianBytes: [UInt8] {
    [UInt8(self >> 24), UInt8(self >> 16 & 255), UInt8(self >> 8 & 255), UInt8(self & 255)]
  }
}

/// The bytes as a zlib stream of stored blocks.
private func zlibStored(_ bytes: [UInt8]) -> [UInt8] {
  let largestBlock = 65_535
  var stream: [UInt8] = [0x78, 0x01]
  for start in stride(from: 0, to: bytes.count, by: largestBlock) {
    let block = bytes[start..<min(start + largestBlock, bytes.count)]
    let length = UInt16(block.count)
    stream.append(block.endIndex == bytes.count ? 1 : 0)
    stream += [UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
    stream += block
  }
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    a = (a + UInt32(byte)) % 65_521
    b = (b + a) % 65_521
  }
  return stream + (b << 16 | a).bigEndianBytes
}

private let crcTable: [UInt32] = (0..<256).map { byte in
  var crc = UInt32(byte)
  for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
  return crc
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc = UInt32.max
  for byte in bytes { crc = crcTable[Int((crc ^ UInt32(byte)) & 255)] ^ (crc >> 8) }
  return ~crc
}
