import CMPI
import Synchronization

/// A struct that tells MPI of its fields, so that each of them travels as what it is, and gaps between them do not.
///
/// A struct that is only ``Transferable`` travels as its bytes, which is faster, but it takes a structured one to write
/// or pack a portable representation (``PackedMessage``), or to talk to a C program that has a datatype for the struct.
///
/// ```swift
/// struct Particle: Structured {
///   var position: SIMD3<Double>
///   var charge: Int8
///   var mass: Double
///
///   static let fields = Fields<Particle>(\.position, \.charge, \.mass)
/// }
/// ```
///
/// The datatype is made when it is needed first, and kept. What is not listed does not travel, and is left as it was,
/// or is zero in a new value, where it is received.
public protocol Structured: Transferable {
  /// The fields that travel, each once, in the order in which they travel. A `static let`.
  static var fields: Fields<Self> { get }
}

extension Structured {
  /// The datatype of the fields. If it cannot be made, any use of it throws an ``MPIError`` of class `datatype`, and
  /// ``Datatype/init(of:)`` throws why.
  public static var layout: ElementLayout {
    unsafe (try? fields.layout()) ?? ElementLayout(unit: unsafe Datatype(cmpi_datatype_null()))
  }
}

extension Transferable {
  /// The layout, or why there is none.
  static func checkedLayout() throws(MPIError) -> ElementLayout {
    guard let type = self as? any Structured.Type else { return layout }
    return try structuredLayout(of: type)
  }
}

private func structuredLayout<T: Structured>(of type: T.Type) throws(MPIError) -> ElementLayout {
  try T.fields.layout()
}

/// The fields of a struct that travel: what a ``Structured`` type lists by their key paths.
public final class Fields<Root: Transferable>: Sendable {
  private struct Field: Sendable {
    var offset: Int?
    var stride: Int
    var layout: @Sendable () throws(MPIError) -> ElementLayout
  }

  private let fields: [Field]
  private let made = Mutex<ElementLayout?>(nil)

  /// The stored properties at these key paths.
  public init<each Value: Transferable>(_ paths: repeat KeyPath<Root, each Value>) {
    var fields: [Field] = []
    repeat fields.append(Self.field(each paths))
    self.fields = fields
  }

  private static func field<Value: Transferable>(_ path: KeyPath<Root, Value>) -> Field {
    Field(
      offset: MemoryLayout<Root>.offset(of: path), stride: MemoryLayout<Value>.stride,
      layout: { () throws(MPIError) in try Value.checkedLayout() })
  }

  /// The datatype of them, made once.
  func layout() throws(MPIError) -> ElementLayout {
    try made.withLock { (made) throws(MPIError) -> ElementLayout in
      if let made { return made }
      let layout = ElementLayout(unit: try makeDatatype(), isPartial: true)
      made = layout
      return layout
    }
  }

  private func makeDatatype() throws(MPIError) -> Datatype {
    let function: StaticString = "MPI_Type_create_struct"
    var blocks: [Datatype.Block] = []
    var occupied: [Range<Int>] = []
    for (index, field) in fields.enumerated() {
      guard let offset = field.offset else {
        throw MPIError(
          .datatype, function: function,
          "field \(index + 1) of \(Root.self) is no stored property, so it is nowhere in memory")
      }
      let layout = try field.layout()
      let range =
        offset..<offset + (try layout.unit.trueBounds.upperBound - layout.unit.bounds.extent)
        + layout.units * (try layout.unit.bounds.extent)
      guard !occupied.contains(where: { $0.overlaps(range) }) else {
        throw MPIError(
          .datatype, function: function, "field \(index + 1) of \(Root.self) overlaps another")
      }
      occupied.append(range)
      blocks.append(.init(layout.unit, count: layout.units, byteDisplacement: offset))
    }
    let structure = try Datatype(.structure(blocks))
    // A unit of its own, as far apart as the elements of an array are.
    return try Datatype(
      .resized(lowerBound: 0, extent: MemoryLayout<Root>.stride, of: structure), grain: nil)
  }
}
