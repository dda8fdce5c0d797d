// Memory for buffered sends, lengths of messages.
#ifndef CMPI_POINTTOPOINT_H
#define CMPI_POINTTOPOINT_H

// How many of a datatype a message has, MPI_UNDEFINED if no whole number.
static inline int cmpi_get_count(const MPI_Status *status, MPI_Datatype type, MPI_Count *count) {
#if CMPI_LARGE_COUNTS
  return MPI_Get_count_c(status, type, count);
#else
  int units = 0;
  int code = MPI_Get_count(status, type, &units);
  *count = units;
  if (code != MPI_SUCCESS || units != MPI_UNDEFINED) return code;
  // No whole number, or more than an int counts.
  MPI_Count bytes = 0, size = 0;
  code = MPI_Get_elements_x(status, MPI_BYTE, &bytes);
  if (code == MPI_SUCCESS) code = MPI_Type_size_x(type, &size);
  if (code == MPI_SUCCESS && size > 0 && bytes % size == 0) *count = bytes / size;
  return code;
#endif
}

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
