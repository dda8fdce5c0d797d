#ifndef CMPI_ATTRIBUTES_H
#define CMPI_ATTRIBUTES_H

// The keys of the attributes that communicators have by themselves; others are in abi.h.
static inline int cmpi_key_tag_ub(void) { return MPI_TAG_UB; }
static inline int cmpi_key_io(void) { return MPI_IO; }
static inline int cmpi_key_wtime_is_global(void) { return MPI_WTIME_IS_GLOBAL; }

#endif
