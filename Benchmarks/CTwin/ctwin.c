#include "ctwin.h"

#include "../../Sources/CMPI/cmpi.h"  // mpi.h, or what to do if there is none.

double ctwin_ping_pong(void *buffer, int bytes, int repetitions) {
  int rank, failed = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  double start = MPI_Wtime();
  for (int i = 0; i < repetitions && !failed; i++) {
    if (rank == 0) {
      failed |= MPI_Send(buffer, bytes, MPI_UINT8_T, 1, 0, MPI_COMM_WORLD);
      failed |= MPI_Recv(buffer, bytes, MPI_UINT8_T, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (rank == 1) {
      failed |= MPI_Recv(buffer, bytes, MPI_UINT8_T, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      failed |= MPI_Send(buffer, bytes, MPI_UINT8_T, 0, 0, MPI_COMM_WORLD);
    }
  }
  return failed ? -1 : MPI_Wtime() - start;
}

double ctwin_all_reduce(const double *values, double *sums, int count, int repetitions) {
  int failed = 0;
  double start = MPI_Wtime();
  for (int i = 0; i < repetitions && !failed; i++) {
    failed |= MPI_Allreduce(values, sums, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  }
  return failed ? -1 : MPI_Wtime() - start;
}
