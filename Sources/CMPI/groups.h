#ifndef CMPI_GROUPS_H
#define CMPI_GROUPS_H

typedef struct CMPI_UNSAFE { MPI_Group raw; } cmpi_group;

CMPI_CONSTANT(cmpi_group, cmpi_group_empty, MPI_GROUP_EMPTY)
CMPI_CONSTANT(cmpi_group, cmpi_group_null, MPI_GROUP_NULL)

static inline int cmpi_group_is_null(cmpi_group group) { return group.raw == MPI_GROUP_NULL; }
static inline int cmpi_group_is_empty(cmpi_group group) { return group.raw == MPI_GROUP_EMPTY; }

// Swift has no arrays of arrays of three: first, last and stride of each range, one after the other.
static inline int cmpi_group_range_incl(MPI_Group group, int count, int *ranges, MPI_Group *result) {
  return MPI_Group_range_incl(group, count, (int(*)[3])ranges, result);
}
static inline int cmpi_group_range_excl(MPI_Group group, int count, int *ranges, MPI_Group *result) {
  return MPI_Group_range_excl(group, count, (int(*)[3])ranges, result);
}

#endif
