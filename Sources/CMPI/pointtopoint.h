// Memory for buffered sends.
#ifndef CMPI_POINTTOPOINT_H
#define CMPI_POINTTOPOINT_H

static inline int cmpi_pack_size(MPI_Count count, MPI_Datatype type, MPI_Comm comm, MPI_Count *size) {
#if CMPI_LARGE_COUNTS
  return MPI_Pack_size_c(count, type, comm, size);
#else
  if (count > INT_MAX) return MPI_ERR_COUNT;
  int result = 0;
  int code = MPI_Pack_size((int)count, type, comm, &result);
  *size = result;
  // An int that ran over.
  return code == MPI_SUCCESS && result < 0 ? MPI_ERR_COUNT : code;
#endif
}
static inline int cmpi_buffer_attach(void *memory, MPI_Count size) {
#if !CMPI_LARGE_COUNTS
  if (size > INT_MAX) return MPI_ERR_COUNT;
#endif
  return CMPI_C(MPI_Buffer_attach)(memory, CMPI_N(size));
}
static inline int cmpi_buffer_detach(void) {
  void *memory;
  cmpi_count size;
  return CMPI_C(MPI_Buffer_detach)(&memory, &size);
}

#endif
