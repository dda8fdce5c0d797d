/// A text as C takes it; an error that names it if it contains a zero or is too long.
///
/// - Parameter limit: How many bytes C has for it, the zero at the end included.
func cText(
  _ text: String, _ name: StaticString, below limit: Int = .max, _ errorClass: ErrorClass,
  _ function: StaticString
) throws(MPIError) -> [CChar] {
  let characters = text.utf8.map { CChar(bitPattern: $0) } + [0]
  guard !characters.dropLast().contains(0) else {
    throw MPIError(errorClass, function: function, "the \(name) contains a zero, which ends a text in C")
  }
  guard characters.count <= limit else {
    throw MPIError(
      errorClass, function: function,
      "the \(name) is of \(characters.count - 1) bytes, but MPI takes at most \(limit - 1)")
  }
  return characters
}

/// The text that C has written into memory, up to the zero at its end.
func text(of characters: [CChar]) -> String {
  String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// A whole number as C takes it; an error that names it if it does not fit.
@inlinable
func cInt(_ value: Int, _ name: StaticString, _ function: StaticString) throws(MPIError) -> Int32 {
  guard let result = Int32(exactly: value) else {
    throw MPIError(.argument, function: function, "the \(name) \(value) does not fit a C int")
  }
  return result
}

/// Whole numbers as C takes them; an error that names the first that does not fit.
func cInts(_ values: [Int], _ name: StaticString, _ function: StaticString) throws(MPIError) -> [Int32] {
  try values.map { value throws(MPIError) in try cInt(value, name, function) }
}

/// Texts as C takes the arguments of a program: an array of pointers with a null at the end.
@safe
final class CTexts {
  /// Valid as long as this object.
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let characters: UnsafeMutablePointer<CChar>

  init(_ texts: [String], _ name: StaticString, _ function: StaticString) throws(MPIError) {
    let texts = try texts.map { text throws(MPIError) in try cText(text, name, .argument, function) }
    unsafe characters = .allocate(capacity: texts.reduce(1) { $0 + $1.count })
    unsafe pointers = .allocate(capacity: texts.count + 1)
    unsafe pointers.initialize(repeating: nil, count: texts.count + 1)
    var end = unsafe characters
    for (number, text) in texts.enumerated() {
      unsafe end.initialize(from: text, count: text.count)
      unsafe pointers[number] = unsafe end
      unsafe end = unsafe end + text.count
    }
  }

  deinit {
    unsafe pointers.deallocate()
    unsafe characters.deallocate()
  }
}
