// MPI's files. Reading and writing in one table: six ways, each blocking, non-blocking or split, as far as MPI has it.
#ifndef CMPI_FILES_H
#define CMPI_FILES_H

#include <errno.h>

typedef struct CMPI_UNSAFE { MPI_File raw; } cmpi_file;

static inline cmpi_file cmpi_file_null(void) { return (cmpi_file){MPI_FILE_NULL}; }
static inline int cmpi_file_is_null(cmpi_file file) { return file.raw == MPI_FILE_NULL; }
static inline MPI_Offset cmpi_displacement_current(void) { return MPI_DISPLACEMENT_CURRENT; }
static inline int cmpi_file_return_errors(cmpi_file file) {
  return MPI_File_set_errhandler(file.raw, cmpi_raw_errors_return());
}

// What Open MPI (seen in 4.1.4 and 5.0.11) and MPICH (4.0.2 and 5.0.2) make of the end of the file and of a full disk in
// what does not block: requests that never complete, crashes, and success where nothing was written. There the blocking
// functions do the work, which MPI allows; in MPICH the split ones are sound, and are such themselves. Whose library it
// will be the standard ABI does not say.
#ifndef CMPI_FILE_NATIVE_NONBLOCKING
#if defined(OPEN_MPI) || defined(MPICH_VERSION) || defined(MPI_ABI_VERSION)
#define CMPI_FILE_NATIVE_NONBLOCKING 0
#else
#define CMPI_FILE_NATIVE_NONBLOCKING 1
#endif
#endif
#ifndef CMPI_FILE_NATIVE_SPLIT
#if defined(OPEN_MPI) || defined(MPI_ABI_VERSION)
#define CMPI_FILE_NATIVE_SPLIT 0
#else
#define CMPI_FILE_NATIVE_SPLIT 1
#endif
#endif

static inline int cmpi_file_native_nonblocking(void) { return CMPI_FILE_NATIVE_NONBLOCKING; }
static inline int cmpi_file_native_split(void) { return CMPI_FILE_NATIVE_SPLIT; }

// The longest file name. Open MPI appends up to some thirty characters to it in memory for the longest that Linux has.
static inline int cmpi_file_name_limit(void) {
#if defined(OPEN_MPI) || defined(MPI_ABI_VERSION)
  return 200;
#else
  return 255;
#endif
}

// X(way, its suffix in MPI, is there a non-blocking one, is there a split one, the offset where it takes one)
#define CMPI_FILE_WAYS(X) \
  X(pointer, , YES, NO,) \
  X(all, _all, YES, YES,) \
  X(at, _at, YES, NO, o->offset,) \
  X(at_all, _at_all, YES, YES, o->offset,) \
  X(shared, _shared, YES, NO,) \
  X(ordered, _ordered, NO, YES,)

#define CMPI_FILE_WAY(way, ...) cmpi_file_##way,
typedef enum __attribute__((enum_extensibility(closed))) { CMPI_FILE_WAYS(CMPI_FILE_WAY) } cmpi_file_way;
typedef enum __attribute__((enum_extensibility(closed))) {
  cmpi_file_blocking, cmpi_file_nonblocking, cmpi_file_begin, cmpi_file_end
} cmpi_file_mode;

typedef struct __attribute__((swift_attr("unsafe"))) {
  cmpi_file_way way;
  int writes;
  MPI_Offset offset;
  void *address;
  MPI_Count count;
  MPI_Datatype type;
} cmpi_file_operands;

// The C function's name, for errors.
#define CMPI_FILE_NAME(way, suffix, ...) \
  case cmpi_file_##way: \
    return mode == cmpi_file_blocking ? writes ? "MPI_File_write" #suffix : "MPI_File_read" #suffix \
         : mode == cmpi_file_nonblocking ? writes ? "MPI_File_iwrite" #suffix : "MPI_File_iread" #suffix \
         : mode == cmpi_file_begin ? writes ? "MPI_File_write" #suffix "_begin" : "MPI_File_read" #suffix "_begin" \
         : writes ? "MPI_File_write" #suffix "_end" : "MPI_File_read" #suffix "_end";
static inline const char *cmpi_file_name(cmpi_file_way way, int writes, cmpi_file_mode mode) {
  switch (way) { CMPI_FILE_WAYS(CMPI_FILE_NAME) }
}

#define CMPI_FILE_YES(...) __VA_ARGS__
#define CMPI_FILE_NO(...) MPI_ERR_UNSUPPORTED_OPERATION
#define CMPI_FILE_BUFFER o->address, CMPI_N(o->count), o->type
#define CMPI_FILE_CASE(way, suffix, NONBLOCKING, SPLIT, ...) \
  case cmpi_file_##way: \
    switch (mode) { \
      case cmpi_file_blocking: \
        return o->writes ? CMPI_C(MPI_File_write##suffix)(file.raw, __VA_ARGS__ CMPI_FILE_BUFFER, status) \
                         : CMPI_C(MPI_File_read##suffix)(file.raw, __VA_ARGS__ CMPI_FILE_BUFFER, status); \
      case cmpi_file_nonblocking: \
        return CMPI_FILE_##NONBLOCKING( \
          o->writes ? CMPI_C(MPI_File_iwrite##suffix)(file.raw, __VA_ARGS__ CMPI_FILE_BUFFER, request) \
                    : CMPI_C(MPI_File_iread##suffix)(file.raw, __VA_ARGS__ CMPI_FILE_BUFFER, request)); \
      case cmpi_file_begin: \
        return CMPI_FILE_##SPLIT( \
          o->writes ? CMPI_C(MPI_File_write##suffix##_begin)(file.raw, __VA_ARGS__ CMPI_FILE_BUFFER) \
                    : CMPI_C(MPI_File_read##suffix##_begin)(file.raw, __VA_ARGS__ CMPI_FILE_BUFFER)); \
      case cmpi_file_end: \
        return CMPI_FILE_##SPLIT( \
          o->writes ? MPI_File_write##suffix##_end(file.raw, o->address, status) \
                    : MPI_File_read##suffix##_end(file.raw, o->address, status)); \
    }

static inline int cmpi_file_dispatch(
  cmpi_file file, cmpi_file_mode mode, const cmpi_file_operands *o, MPI_Request *request, MPI_Status *status
) {
  switch (o->way) { CMPI_FILE_WAYS(CMPI_FILE_CASE) }
}

// Leaves in errno what the system said, which some implementations do not pass on.
static inline int cmpi_file_perform(
  cmpi_file file, cmpi_file_mode mode, const cmpi_file_operands *operands, MPI_Request *request, MPI_Status *status
) {
  cmpi_file_operands fitted = *operands;
  MPI_Datatype made = MPI_DATATYPE_NULL;
  int code = CMPI_LARGE_COUNTS ? MPI_SUCCESS : cmpi_fit(&fitted.count, &fitted.type, &made);
  errno = 0;
  if (code == MPI_SUCCESS) code = cmpi_file_dispatch(file, mode, &fitted, request, status);
  int error = errno;
  if (made != MPI_DATATYPE_NULL) MPI_Type_free(&made);
  errno = error;
  return code;
}

// How many bytes a status says that there were.
static inline MPI_Count cmpi_status_bytes(const MPI_Status *status) {
  MPI_Count count = 0;
  int code = MPI_Get_elements_x(status, MPI_BYTE, &count);
  return code == MPI_SUCCESS && count > 0 ? count : 0;
}

// How many units of so many, from an offset on, lie before the end of the file. The offsets in a view increase; each is
// where a unit's data begin, which reach so far.
static inline int cmpi_file_available(
  cmpi_file file, MPI_Offset offset, MPI_Offset wanted, MPI_Offset reach, MPI_Offset *available
) {
  MPI_Offset size, start;
  int code = MPI_File_get_size(file.raw, &size);
  MPI_Offset low = 0, high = wanted;
  // The units before low are there, those from high on are not or not wanted. Mostly all are there.
  for (MPI_Offset middle = wanted - 1; code == MPI_SUCCESS && low < high; middle = low + (high - low) / 2) {
    code = MPI_File_get_byte_offset(file.raw, offset + middle, &start);
    if (start + reach <= size) low = middle + 1; else high = middle;
  }
  *available = low;
  return code;
}

#endif
