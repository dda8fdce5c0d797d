// The standard ABI: what MPI 5.0 says of it, and what implementations make of it. Included by cmpi.h after availability.h.
#ifndef CMPI_ABI_H
#define CMPI_ABI_H

// The first headers of the standard ABI had numbers for these constants that are not those of MPI 5.0
// (mpi-forum/mpi-abi-stubs#72, corrected in MPICH by pmodels/mpich#7633). Intel MPI still has them, in 2021.18 and 2021.19:
// what is the one's MPI_ERRORS_RETURN is the other's MPI_ERRORS_ABORT. So it is the library in use that counts.
#ifdef MPI_ABI_VERSION
#include <string.h>
static inline int cmpi_abi_is_draft(void) {
  static int known = -1;
  int result = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (result < 0) {
    char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    int length;
    MPI_Get_library_version(text, &length);
    result = strstr(text, "Intel(R) MPI Library 2021.") != NULL;
    __atomic_store_n(&known, result, __ATOMIC_RELAXED);
  }
  return result;
}
#define CMPI_ABI_CONSTANT(name, type, constant, number, draft) \
  static inline type name(void) { return (type)(size_t)(cmpi_abi_is_draft() ? (draft) : (number)); }
#else
#define CMPI_ABI_CONSTANT(name, type, constant, number, draft) \
  static inline type name(void) { return constant; }
#endif
CMPI_ABI_CONSTANT(cmpi_raw_errors_return, MPI_Errhandler, MPI_ERRORS_RETURN, 0x143, 0x142)
#if CMPI_HAS_MPI_4_0
CMPI_ABI_CONSTANT(cmpi_raw_errors_abort, MPI_Errhandler, MPI_ERRORS_ABORT, 0x142, 0x143)
#endif
CMPI_ABI_CONSTANT(cmpi_seek_cur, int, MPI_SEEK_CUR, 401, 402)
CMPI_ABI_CONSTANT(cmpi_seek_end, int, MPI_SEEK_END, 402, 403)
CMPI_ABI_CONSTANT(cmpi_seek_set, int, MPI_SEEK_SET, 403, 401)
CMPI_ABI_CONSTANT(cmpi_key_appnum, int, MPI_APPNUM, 505, 506)
CMPI_ABI_CONSTANT(cmpi_key_lastusedcode, int, MPI_LASTUSEDCODE, 506, 507)
CMPI_ABI_CONSTANT(cmpi_key_universe_size, int, MPI_UNIVERSE_SIZE, 507, 505)

#if MPI_VERSION >= 5
#define CMPI_ABI(call) return call;
#else
#define CMPI_ABI(call) return CMPI_UNAVAILABLE;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-parameter"
#endif

static inline int cmpi_abi_get_version(int *major, int *minor) { CMPI_ABI(MPI_Abi_get_version(major, minor)) }
static inline int cmpi_abi_get_info(MPI_Info *info) { CMPI_ABI(MPI_Abi_get_info(info)) }
static inline int cmpi_abi_get_fortran_info(MPI_Info *info) { CMPI_ABI(MPI_Abi_get_fortran_info(info)) }
static inline int cmpi_abi_set_fortran_info(MPI_Info info) { CMPI_ABI(MPI_Abi_set_fortran_info(info)) }
static inline int cmpi_abi_get_fortran_booleans(int size, void *yes, void *no, int *is_set) {
  CMPI_ABI(MPI_Abi_get_fortran_booleans(size, yes, no, is_set))
}
static inline int cmpi_abi_set_fortran_booleans(int size, void *yes, void *no) {
  CMPI_ABI(MPI_Abi_set_fortran_booleans(size, yes, no))
}

#if MPI_VERSION < 5
#pragma clang diagnostic pop
#endif
#undef CMPI_ABI

#endif
