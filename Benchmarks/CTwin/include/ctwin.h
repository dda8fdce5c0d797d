// What the Swift calls are measured against: the same loops in C, on MPI_COMM_WORLD.
// Each returns the seconds that all repetitions took on this rank, or a negative number if a call failed.
#ifndef CTWIN_H
#define CTWIN_H

// Ranks 0 and 1 send `bytes` to and fro. The other ranks do nothing.
double ctwin_ping_pong(void *buffer, int bytes, int repetitions);

// All ranks sum `count` numbers.
double ctwin_all_reduce(const double *values, double *sums, int count, int repetitions);

#endif
