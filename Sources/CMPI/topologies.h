// Topologies: kinds that are numbers in one family and an enumeration in the other, and weights that are macros over
// casts in one and variables in the other.
#ifndef CMPI_TOPOLOGIES_H
#define CMPI_TOPOLOGIES_H

static inline int cmpi_cart(void) { return MPI_CART; }
static inline int cmpi_graph(void) { return MPI_GRAPH; }
static inline int cmpi_dist_graph(void) { return MPI_DIST_GRAPH; }

static inline const int *cmpi_unweighted(void) { return MPI_UNWEIGHTED; }
static inline const int *cmpi_weights_empty(void) { return MPI_WEIGHTS_EMPTY; }

// What a rank gets that a new topology has no place for.
static inline int cmpi_has_no_place(cmpi_comm comm) { return comm.raw == MPI_COMM_NULL; }

#endif
