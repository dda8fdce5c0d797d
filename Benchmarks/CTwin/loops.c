#include "loops.h"

#include "../../Sources/CMPI/cmpi.h"

_Bool ctwin_send_receive(double *values, double *received, int count, int repetitions) {
  int failed = 0;
  MPI_Status status;
  for (int i = 0; i < repetitions && !failed; i++) {
    failed |= MPI_Send(values, count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD);
    failed |= MPI_Recv(received, count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD, &status);
  }
  return !failed;
}

_Bool ctwin_start_wait(double *values, double *received, int count, int repetitions) {
  int failed = 0;
  MPI_Status status;
  for (int i = 0; i < repetitions && !failed; i++) {
    MPI_Request receive, send;
    failed |= MPI_Irecv(received, count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD, &receive);
    failed |= MPI_Isend(values, count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD, &send);
    failed |= MPI_Wait(&send, &status);
    failed |= MPI_Wait(&receive, &status);
  }
  return !failed;
}

_Bool ctwin_persistent(double *values, double *received, int count, int repetitions) {
  MPI_Request receive, send;
  MPI_Status status;
  int failed = MPI_Recv_init(received, count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD, &receive);
  failed |= MPI_Send_init(values, count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD, &send);
  for (int i = 0; i < repetitions && !failed; i++) {
    failed |= MPI_Start(&receive);
    failed |= MPI_Start(&send);
    failed |= MPI_Wait(&send, &status);
    failed |= MPI_Wait(&receive, &status);
  }
  failed |= MPI_Request_free(&receive);
  failed |= MPI_Request_free(&send);
  return !failed;
}

_Bool ctwin_put_flush(double *values, int count, int repetitions) {
  MPI_Win window;
  double *memory;
  int failed = MPI_Win_allocate(
    count * (MPI_Aint)sizeof(double), sizeof(double), MPI_INFO_NULL, MPI_COMM_WORLD, &memory, &window);
  failed |= MPI_Win_lock_all(0, window);
  for (int i = 0; i < repetitions && !failed; i++) {
    failed |= MPI_Put(values, count, MPI_DOUBLE, 0, 0, count, MPI_DOUBLE, window);
    failed |= MPI_Win_flush(0, window);
  }
  failed |= MPI_Win_unlock_all(window);
  failed |= MPI_Win_free(&window);
  return !failed;
}

_Bool ctwin_reduce(double *values, double *received, int count, int repetitions) {
  int failed = 0;
  for (int i = 0; i < repetitions && !failed; i++) {
    failed |= MPI_Allreduce(values, received, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  }
  return !failed;
}
