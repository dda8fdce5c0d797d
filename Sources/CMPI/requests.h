// Calls on many requests. An array of handles in structs is an array of handles.
#ifndef CMPI_REQUESTS_H
#define CMPI_REQUESTS_H

static inline int cmpi_testall(int count, cmpi_request *requests, int *flag, MPI_Status *statuses) {
  return MPI_Testall(count, (MPI_Request *)requests, flag, statuses);
}
static inline int cmpi_waitany(int count, cmpi_request *requests, int *index, MPI_Status *status) {
  return MPI_Waitany(count, (MPI_Request *)requests, index, status);
}
static inline int cmpi_testany(int count, cmpi_request *requests, int *index, int *flag, MPI_Status *status) {
  return MPI_Testany(count, (MPI_Request *)requests, index, flag, status);
}
static inline int cmpi_waitsome(
  int count, cmpi_request *requests, int *done, int *indices, MPI_Status *statuses
) {
  return MPI_Waitsome(count, (MPI_Request *)requests, done, indices, statuses);
}
static inline int cmpi_testsome(
  int count, cmpi_request *requests, int *done, int *indices, MPI_Status *statuses
) {
  return MPI_Testsome(count, (MPI_Request *)requests, done, indices, statuses);
}
static inline int cmpi_startall(int count, cmpi_request *requests) {
  return MPI_Startall(count, (MPI_Request *)requests);
}

#endif
