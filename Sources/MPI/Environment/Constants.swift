// swift-format-ignore-file: AlwaysUseLowerCamelCase
public import CMPI

// Constants that are macros in the implementations' own headers and enumerators in the standard ABI's, where Swift sees
// an Int: here they are of the one type that C's functions take.
@inlinable @inline(__always) var MPI_SUCCESS: Int32 { Int32(CMPI.MPI_SUCCESS) }
@inlinable @inline(__always) var MPI_UNDEFINED: Int32 { Int32(CMPI.MPI_UNDEFINED) }
@inlinable @inline(__always) var MPI_MODE_NOCHECK: Int32 { Int32(CMPI.MPI_MODE_NOCHECK) }
@inlinable @inline(__always) var MPI_MODE_NOSTORE: Int32 { Int32(CMPI.MPI_MODE_NOSTORE) }
@inlinable @inline(__always) var MPI_MODE_NOPUT: Int32 { Int32(CMPI.MPI_MODE_NOPUT) }
@inlinable @inline(__always) var MPI_MODE_NOPRECEDE: Int32 { Int32(CMPI.MPI_MODE_NOPRECEDE) }
@inlinable @inline(__always) var MPI_MODE_NOSUCCEED: Int32 { Int32(CMPI.MPI_MODE_NOSUCCEED) }
