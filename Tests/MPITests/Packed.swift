import MPI

/// The bytes that a value is packed into.
func packed(_ value: some Packable) throws -> [UInt8] {
  var packer = Packer()
  try packer.pack(value)
  return packer.bytes
}

/// The value at the start of bytes, and how many of them it is made of.
func unpacked<T: Packable>(_ type: T.Type, from bytes: [UInt8]) throws -> (value: T, length: Int) {
  var unpacker = Unpacker(bytes.span.bytes)
  let value = try unpacker.unpack(type)
  return (value, bytes.count - unpacker.remaining)
}
