#ifndef CMPI_COMMUNICATORS_H
#define CMPI_COMMUNICATORS_H

static inline int cmpi_comm_is_null(cmpi_comm comm) { return comm.raw == MPI_COMM_NULL; }

// The kinds of MPI_Comm_split_type; CMPI_UNAVAILABLE for one that is not there.
static inline int cmpi_comm_type_shared(void) { return MPI_COMM_TYPE_SHARED; }
#if CMPI_HAS_MPI_4_0
static inline int cmpi_comm_type_hw_guided(void) { return MPI_COMM_TYPE_HW_GUIDED; }
static inline int cmpi_comm_type_hw_unguided(void) { return MPI_COMM_TYPE_HW_UNGUIDED; }
#else
static inline int cmpi_comm_type_hw_guided(void) { return CMPI_UNAVAILABLE; }
static inline int cmpi_comm_type_hw_unguided(void) { return CMPI_UNAVAILABLE; }
#endif
#if CMPI_HAS_MPI_4_1
static inline int cmpi_comm_type_resource_guided(void) { return MPI_COMM_TYPE_RESOURCE_GUIDED; }
#else
static inline int cmpi_comm_type_resource_guided(void) { return CMPI_UNAVAILABLE; }
#endif

#endif
