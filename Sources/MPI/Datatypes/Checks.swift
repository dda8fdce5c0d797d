import CMPI

/// Of what a datatype is made: of pieces that are `length` bytes of nothing but `unit`s, at distances from its start that
/// are multiples of `length`. Applied to the memory of elements of the same unit, whose size `length` is a multiple of,
/// it touches whole elements only.
struct Grain: Sendable {
  var unit: Datatype
  var length: Int

  /// The same in pieces whose distances are also multiples of these numbers of bytes; nil if that parts the units.
  func spaced(_ distances: some Sequence<Int>) throws(MPIError) -> Grain? {
    let length = distances.reduce(length) { greatestCommonDivisor($0, $1) }
    let unitExtent = try unit.bounds.extent
    return unitExtent > 0 && length % unitExtent == 0 ? Grain(unit: unit, length: length) : nil
  }
}

func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
  var (one, other) = (one.magnitude, other.magnitude)
  while other != 0 { (one, other) = (other, one % other) }
  return Int(one)
}

extension Datatype {
  /// Of what it is made. What is not made of one kind of units is a unit itself.
  var grain: Grain {
    get throws(MPIError) {
      let found: Grain?
      if let owner { found = owner.grain } else { found = try contents.grain() }
      if let found { return found }
      return Grain(unit: self, length: try bounds.extent)
    }
  }
}

extension Datatype.Constructor {
  /// Of what the datatype is made; nil if it is not made of one kind of units.
  func grain() throws(MPIError) -> Grain? {
    switch self {
    case .predefined(let datatype):
      return Grain(unit: datatype, length: try datatype.bounds.extent)
    case .duplicate(let base), .resized(_, _, let base):
      return try base.grain
    case .contiguous(let count, let base):
      let bounds = try base.bounds
      guard let grain = try base.grain.spaced([bounds.extent]) else { return nil }
      // Without gaps, all of them are one piece.
      let (length, overflow) = bounds.extent.multipliedReportingOverflow(by: count)
      let size = try base.size
      let isDense = bounds.lowerBound == 0 && bounds.extent == size && count > 0 && !overflow
      return isDense ? Grain(unit: grain.unit, length: length) : grain
    case .vector(_, _, _, let base), .indexed(_, _, let base), .indexedBlock(_, _, let base),
      .subarray(_, let base), .distributedArray(_, let base):
      return try base.grain.spaced([base.bounds.extent])
    case .byteVector(_, _, let stride, let base):
      return try base.grain.spaced([base.bounds.extent, stride])
    case .byteIndexed(_, let displacements, let base), .byteIndexedBlock(_, let displacements, let base):
      return try base.grain.spaced([base.bounds.extent] + displacements)
    case .structure(let blocks):
      let blocks = blocks.filter { $0.count > 0 }
      guard let first = blocks.first else { return nil }
      var result = try first.datatype.grain
      for block in blocks {
        let grain = try block.datatype.grain
        guard grain.unit == result.unit,
          let common = try result.spaced([
            grain.length, block.byteDisplacement, block.datatype.bounds.extent,
          ])
        else { return nil }
        result = common
      }
      return result
    case .real, .complex, .integer:
      return nil
    }
  }

  /// Throws if there are fewer than no elements, or places in memory that are further apart than addresses can be.
  func checkReach(_ function: StaticString) throws(MPIError) {
    switch self {
    case .predefined, .duplicate, .real, .complex, .integer: break
    case .contiguous(let count, let base):
      try base.checkReach(blocks: count, function)
    case .vector(let count, let length, let stride, let base):
      try base.checkReach(blocks: count, of: length, stride: stride, unit: base.bounds.extent, function)
    case .byteVector(let count, let length, let stride, let base):
      try base.checkReach(blocks: count, of: length, stride: stride, unit: 1, function)
    case .indexed(let lengths, let displacements, let base):
      try base.checkReach(lengths, at: displacements, unit: base.bounds.extent, function)
    case .byteIndexed(let lengths, let displacements, let base):
      try base.checkReach(lengths, at: displacements, unit: 1, function)
    case .indexedBlock(let length, let displacements, let base):
      let lengths = Array(repeating: length, count: displacements.count)
      try base.checkReach(lengths, at: displacements, unit: base.bounds.extent, function)
    case .byteIndexedBlock(let length, let displacements, let base):
      let lengths = Array(repeating: length, count: displacements.count)
      try base.checkReach(lengths, at: displacements, unit: 1, function)
    case .structure(let blocks):
      for block in blocks {
        try block.datatype.checkReach([block.count], at: [block.byteDisplacement], unit: 1, function)
      }
    case .subarray(let region, let base):
      try base.checkReach(blocks: region.shape.reduce(1, *), function)
    case .distributedArray(let array, let base):
      try array.check()
      try base.checkReach(blocks: array.shape.reduce(1, *), function)
    case .resized(let lowerBound, let extent, _):
      guard lowerBound.magnitude < reachLimit, extent.magnitude < reachLimit else {
        throw tooFar(function)
      }
    }
  }
}

/// So many bytes can be added to as many without overflow.
private let reachLimit: UInt = 1 << 61

private func tooFar(_ function: StaticString) -> MPIError {
  MPIError(.count, function: function, "the datatype reaches further than addresses do")
}

extension Datatype {
  /// Of so many blocks at equal distances, the last is the farthest.
  fileprivate func checkReach(
    blocks: Int, of length: Int = 1, stride: Int = 1, unit: Int? = nil, _ function: StaticString
  ) throws(MPIError) {
    guard blocks >= 0 else { throw MPIError(.count, function: function, "\(blocks) elements or blocks") }
    let (last, overflow) = Swift.max(0, blocks - 1).multipliedReportingOverflow(by: stride)
    let (elements, elementsOverflow) = blocks.multipliedReportingOverflow(by: length)
    if overflow || elementsOverflow { throw tooFar(function) }
    var unitExtent = try bounds.extent
    if let unit { unitExtent = unit }
    try checkReach([length], at: [last], unit: unitExtent, function)
    if elements.multipliedReportingOverflow(by: try size).overflow { throw tooFar(function) }
  }

  fileprivate func checkReach(
    _ lengths: [Int], at displacements: [Int], unit: Int, _ function: StaticString
  ) throws(MPIError) {
    guard lengths.count == displacements.count else {
      throw MPIError(
        .argument, function: function, "\(lengths.count) lengths for \(displacements.count) displacements")
    }
    let (bounds, trueBounds) = (try self.bounds, try self.trueBounds)
    let own = [
      bounds.lowerBound, bounds.upperBound, trueBounds.lowerBound, trueBounds.upperBound,
    ].map(\.magnitude).reduce(0, Swift.max)
    var total = 0
    for (length, displacement) in zip(lengths, displacements) {
      guard length >= 0 else {
        throw MPIError(.count, function: function, "a block of \(length) elements")
      }
      let (bytes, overflow) = length.magnitude.multipliedReportingOverflow(by: bounds.extent.magnitude)
      let (place, placeOverflow) = displacement.magnitude.multipliedReportingOverflow(by: unit.magnitude)
      let (sum, sumOverflow) = total.addingReportingOverflow(length)
      guard !overflow, !placeOverflow, !sumOverflow, bytes < reachLimit, place < reachLimit,
        bytes + place + own < reachLimit
      else { throw tooFar(function) }
      total = sum
    }
    if total.multipliedReportingOverflow(by: try size).overflow { throw tooFar(function) }
  }
}
