#ifndef CMPI_PROCESSES_H
#define CMPI_PROCESSES_H

// The infos as wrapped handles, which have the same layout.
static inline int cmpi_comm_spawn_multiple(
    int count, char **commands, char ***arguments, const int *counts, const cmpi_info *infos, int root, MPI_Comm comm,
    MPI_Comm *result) {
  return MPI_Comm_spawn_multiple(
      count, commands, arguments, counts, (const MPI_Info *)infos, root, comm, result, MPI_ERRCODES_IGNORE);
}

#endif
