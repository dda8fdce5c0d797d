// The standard ABI: what MPI 5.0 says of it, and what implementations make of it.
#ifndef CMPI_ABI_H
#define CMPI_ABI_H

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
