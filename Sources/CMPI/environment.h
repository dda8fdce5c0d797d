#ifndef CMPI_ENVIRONMENT_H
#define CMPI_ENVIRONMENT_H

// A function with variable arguments, of which Swift's callers have none.
static inline int cmpi_pcontrol(int level) { return MPI_Pcontrol(level); }

static inline int cmpi_get_hw_resource_info(MPI_Info *info) {
#if CMPI_HAS_MPI_4_1
  return MPI_Get_hw_resource_info(info);
#else
  (void)info;
  return CMPI_UNAVAILABLE;
#endif
}

#endif
