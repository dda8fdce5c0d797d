public import CMPI

// MPI's own datatypes.
extension Datatype {
  /// Uninterpreted bytes. The corresponding MPI datatype is `MPI_BYTE`.
  @inlinable public static var byte: Datatype { unsafe Datatype(cmpi_byte()) }
  /// What MPI packed; see ``PackedMessage``. The corresponding MPI datatype is `MPI_PACKED`.
  @inlinable public static var packed: Datatype { unsafe Datatype(cmpi_packed()) }
  /// An address, or a distance of addresses: `Int` in Swift. The corresponding MPI datatype is `MPI_AINT`.
  @inlinable public static var address: Datatype { unsafe Datatype(cmpi_aint()) }
  /// A number of elements: `Int` in Swift. The corresponding MPI datatype is `MPI_COUNT`.
  @inlinable public static var count: Datatype { unsafe Datatype(cmpi_type_count()) }
  /// A place in a file: `Int` in Swift. The corresponding MPI datatype is `MPI_OFFSET`.
  @inlinable public static var offset: Datatype { unsafe Datatype(cmpi_type_offset()) }

  /// `Int8`. The corresponding MPI datatype is `MPI_INT8_T`.
  @inlinable public static var int8: Datatype { unsafe Datatype(cmpi_int8()) }
  /// `Int16`. The corresponding MPI datatype is `MPI_INT16_T`.
  @inlinable public static var int16: Datatype { unsafe Datatype(cmpi_int16()) }
  /// `Int32`. The corresponding MPI datatype is `MPI_INT32_T`.
  @inlinable public static var int32: Datatype { unsafe Datatype(cmpi_int32()) }
  /// `Int64` and `Int`. The corresponding MPI datatype is `MPI_INT64_T`.
  @inlinable public static var int64: Datatype { unsafe Datatype(cmpi_int64()) }
  /// `UInt8`. The corresponding MPI datatype is `MPI_UINT8_T`.
  @inlinable public static var uint8: Datatype { unsafe Datatype(cmpi_uint8()) }
  /// `UInt16`. The corresponding MPI datatype is `MPI_UINT16_T`.
  @inlinable public static var uint16: Datatype { unsafe Datatype(cmpi_uint16()) }
  /// `UInt32`. The corresponding MPI datatype is `MPI_UINT32_T`.
  @inlinable public static var uint32: Datatype { unsafe Datatype(cmpi_uint32()) }
  /// `UInt64` and `UInt`. The corresponding MPI datatype is `MPI_UINT64_T`.
  @inlinable public static var uint64: Datatype { unsafe Datatype(cmpi_uint64()) }
  /// `Float`. The corresponding MPI datatype is `MPI_FLOAT`.
  @inlinable public static var float: Datatype { unsafe Datatype(cmpi_float()) }
  /// `Double`. The corresponding MPI datatype is `MPI_DOUBLE`.
  @inlinable public static var double: Datatype { unsafe Datatype(cmpi_double()) }
  /// `Bool`. The corresponding MPI datatype is `MPI_C_BOOL`.
  @inlinable public static var bool: Datatype { unsafe Datatype(cmpi_bool()) }

  /// C's `char` as a character: `CChar` in Swift. The corresponding MPI datatype is `MPI_CHAR`.
  @inlinable public static var cChar: Datatype { unsafe Datatype(cmpi_char()) }
  /// C's `signed char`, `CSignedChar` in Swift. The corresponding MPI datatype is `MPI_SIGNED_CHAR`.
  @inlinable public static var cSignedChar: Datatype { unsafe Datatype(cmpi_signed_char()) }
  /// C's `unsigned char`, `CUnsignedChar` in Swift. The corresponding MPI datatype is `MPI_UNSIGNED_CHAR`.
  @inlinable public static var cUnsignedChar: Datatype { unsafe Datatype(cmpi_unsigned_char()) }
  /// C's `wchar_t`. The corresponding MPI datatype is `MPI_WCHAR`.
  @inlinable public static var cWideChar: Datatype { unsafe Datatype(cmpi_wchar()) }
  /// C's `short`, `CShort` in Swift. The corresponding MPI datatype is `MPI_SHORT`.
  @inlinable public static var cShort: Datatype { unsafe Datatype(cmpi_short()) }
  /// C's `unsigned short`, `CUnsignedShort` in Swift. The corresponding MPI datatype is `MPI_UNSIGNED_SHORT`.
  @inlinable public static var cUnsignedShort: Datatype { unsafe Datatype(cmpi_unsigned_short()) }
  /// C's `int`, `CInt` in Swift. The corresponding MPI datatype is `MPI_INT`.
  @inlinable public static var cInt: Datatype { unsafe Datatype(cmpi_int()) }
  /// C's `unsigned`, `CUnsignedInt` in Swift. The corresponding MPI datatype is `MPI_UNSIGNED`.
  @inlinable public static var cUnsignedInt: Datatype { unsafe Datatype(cmpi_unsigned()) }
  /// C's `long`, `CLong` in Swift. The corresponding MPI datatype is `MPI_LONG`.
  @inlinable public static var cLong: Datatype { unsafe Datatype(cmpi_long()) }
  /// C's `unsigned long`, `CUnsignedLong` in Swift. The corresponding MPI datatype is `MPI_UNSIGNED_LONG`.
  @inlinable public static var cUnsignedLong: Datatype { unsafe Datatype(cmpi_unsigned_long()) }
  /// C's `long long`, `CLongLong` in Swift. The corresponding MPI datatype is `MPI_LONG_LONG`.
  @inlinable public static var cLongLong: Datatype { unsafe Datatype(cmpi_long_long()) }
  /// C's `unsigned long long`, `CUnsignedLongLong` in Swift. The corresponding MPI datatype is `MPI_UNSIGNED_LONG_LONG`.
  @inlinable public static var cUnsignedLongLong: Datatype { unsafe Datatype(cmpi_unsigned_long_long()) }
  /// C's `long double`. The corresponding MPI datatype is `MPI_LONG_DOUBLE`.
  @inlinable public static var cLongDouble: Datatype { unsafe Datatype(cmpi_long_double()) }
  /// C's `float _Complex`: two `Float`s. The corresponding MPI datatype is `MPI_C_FLOAT_COMPLEX`.
  @inlinable public static var floatComplex: Datatype { unsafe Datatype(cmpi_float_complex()) }
  /// C's `double _Complex`: two `Double`s. The corresponding MPI datatype is `MPI_C_DOUBLE_COMPLEX`.
  @inlinable public static var doubleComplex: Datatype { unsafe Datatype(cmpi_double_complex()) }
  /// C's `long double _Complex`. The corresponding MPI datatype is `MPI_C_LONG_DOUBLE_COMPLEX`.
  @inlinable public static var cLongDoubleComplex: Datatype { unsafe Datatype(cmpi_long_double_complex()) }

  /// A `Float` and an `Int32`; see ``Located``. The corresponding MPI datatype is `MPI_FLOAT_INT`.
  @inlinable public static var floatInt: Datatype { unsafe Datatype(cmpi_float_int()) }
  /// A `Double` and an `Int32`; see ``Located``. The corresponding MPI datatype is `MPI_DOUBLE_INT`.
  @inlinable public static var doubleInt: Datatype { unsafe Datatype(cmpi_double_int()) }
  /// A `CLong` and an `Int32`; see ``Located``. The corresponding MPI datatype is `MPI_LONG_INT`.
  @inlinable public static var longInt: Datatype { unsafe Datatype(cmpi_long_int()) }
  /// Two `Int32`; see ``Located``. The corresponding MPI datatype is `MPI_2INT`.
  @inlinable public static var twoInt: Datatype { unsafe Datatype(cmpi_2int()) }
  /// A `CShort` and an `Int32`. The corresponding MPI datatype is `MPI_SHORT_INT`.
  @inlinable public static var shortInt: Datatype { unsafe Datatype(cmpi_short_int()) }
  /// A C `long double` and an `Int32`. The corresponding MPI datatype is `MPI_LONG_DOUBLE_INT`.
  @inlinable public static var longDoubleInt: Datatype { unsafe Datatype(cmpi_long_double_int()) }
}
