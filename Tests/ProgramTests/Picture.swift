import Foundation

/// A PNG file read back, strictly: checksums, lengths, filters.
struct Picture {
  let width: Int
  let height: Int
  private let rows: [UInt8]

  struct Malformed: Error { var what: String }

  /// Reads 8-bit RGB from stored blocks, which is all that the examples write.
  init(png: Data) throws {
    var bytes = Array(png)[...]
    func number(_ field: ArraySlice<UInt8>) -> Int { field.reduce(0) { $0 << 8 | Int($1) } }
    guard Array(bytes.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10] else {
      throw Malformed(what: "signature")
    }
    bytes = bytes.dropFirst(8)
    var chunks: [String: [UInt8]] = [:]
    while !bytes.isEmpty {
      let length = number(bytes.prefix(4))
      let body = bytes.dropFirst(4).prefix(4 + length)
      guard body.count == 4 + length else { throw Malformed(what: "chunk length") }
      guard number(bytes.dropFirst(8 + length).prefix(4)) == crc(body) else { throw Malformed(what: "CRC") }
      chunks[String(decoding: body.prefix(4), as: UTF8.self), default: []] += body.dropFirst(4)
      bytes = bytes.dropFirst(12 + length)
    }
    guard let header = chunks["IHDR"], header.count == 13, Array(header[8...]) == [8, 2, 0, 0, 0],
      var stream = chunks["IDAT"]?[...], chunks["IEND"] == []
    else { throw Malformed(what: "chunks") }
    width = number(header[0..<4])
    height = number(header[4..<8])

    guard number(stream.prefix(2)) % 31 == 0 else { throw Malformed(what: "zlib header") }
    stream = stream.dropFirst(2)
    var rows: [UInt8] = []
    var isLast = false
    while !isLast {
      let head = Array(stream.prefix(5))
      guard head.count == 5, head[1] == ~head[3], head[2] == ~head[4] else { throw Malformed(what: "block") }
      isLast = head[0] == 1
      let length = Int(head[1]) | Int(head[2]) << 8
      rows += stream.dropFirst(5).prefix(length)
      stream = stream.dropFirst(5 + length)
    }
    guard stream.count == 4, number(stream) == adler(rows) else { throw Malformed(what: "Adler-32") }
    guard rows.count == height * (3 * width + 1) else { throw Malformed(what: "size") }
    for row in 0..<height where rows[row * (3 * width + 1)] != 0 { throw Malformed(what: "filter") }
    self.rows = rows
  }

  /// Red, green and blue.
  subscript(x: Int, y: Int) -> [UInt8] {
    let start = y * (3 * width + 1) + 1 + 3 * x
    return Array(rows[start..<start + 3])
  }
}

/// Bit by bit, as the standard defines it.
private func crc(_ bytes: ArraySlice<UInt8>) -> Int {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return Int(crc ^ 0xFFFF_FFFF)
}

private func adler(_ bytes: [UInt8]) -> Int {
  var (a, b) = (1, 0)
  for byte in bytes {
    a = (a + Int(byte)) % 65_521
    b = (b + a) % 65_521
  }
  return b << 16 | a
}
