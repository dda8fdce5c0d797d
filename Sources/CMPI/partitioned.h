// Partitioned communication.
#ifndef CMPI_PARTITIONED_H
#define CMPI_PARTITIONED_H

#if CMPI_HAS_MPI_4_0
#define CMPI_PARTITIONED(call) return call;
#else
#define CMPI_PARTITIONED(call) return CMPI_UNAVAILABLE;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-parameter"
#endif

static inline int cmpi_has_partitioned(void) { return CMPI_HAS_MPI_4_0; }

// Whether partitions of elements with gaps are where they belong. Open MPI 5.0 takes elements to be as far apart as they
// are long without gaps.
static inline int cmpi_partitions_with_gaps(void) {
#ifdef OPEN_MPI
  return 0;
#else
  return 1;
#endif
}

// MPICH 4.0 and 5.0 crash where there is no process; an ordinary prepared operation does as little.
static inline int cmpi_psend_init(
  const void *address, int partitions, MPI_Count count, MPI_Datatype type, int rank, int tag, MPI_Comm comm,
  MPI_Info info, MPI_Request *request
) {
  if (rank == MPI_PROC_NULL) return MPI_Send_init(address, 0, type, rank, tag, comm, request);
  CMPI_PARTITIONED(MPI_Psend_init(address, partitions, count, type, rank, tag, comm, info, request))
}
static inline int cmpi_precv_init(
  void *address, int partitions, MPI_Count count, MPI_Datatype type, int rank, int tag, MPI_Comm comm, MPI_Info info,
  MPI_Request *request
) {
  if (rank == MPI_PROC_NULL) return MPI_Recv_init(address, 0, type, rank, tag, comm, request);
  CMPI_PARTITIONED(MPI_Precv_init(address, partitions, count, type, rank, tag, comm, info, request))
}
static inline int cmpi_pready(int partition, MPI_Request request) { CMPI_PARTITIONED(MPI_Pready(partition, request)) }
static inline int cmpi_pready_range(int first, int last, MPI_Request request) {
  CMPI_PARTITIONED(MPI_Pready_range(first, last, request))
}
static inline int cmpi_pready_list(int count, const int *partitions, MPI_Request request) {
  CMPI_PARTITIONED(MPI_Pready_list(count, (int *)partitions, request))
}

// Where sender and receiver have divided their buffers otherwise, Open MPI 5.0 says that a partition has arrived of which
// parts are still to come, or never says so. When all is there, it knows.
static inline int cmpi_parrived(MPI_Request request, int partition, int *flag) {
#if defined(OMPI_MAJOR_VERSION)
  (void)partition;
  return MPI_Request_get_status(request, flag, MPI_STATUS_IGNORE);
#else
  CMPI_PARTITIONED(MPI_Parrived(request, partition, flag))
#endif
}

#if !CMPI_HAS_MPI_4_0
#pragma clang diagnostic pop
#endif
#undef CMPI_PARTITIONED

#endif
