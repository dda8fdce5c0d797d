#ifndef CMPI_INFO_H
#define CMPI_INFO_H

typedef struct CMPI_UNSAFE { MPI_Info raw; } cmpi_info;

CMPI_CONSTANT(cmpi_info, cmpi_info_null, MPI_INFO_NULL)
CMPI_CONSTANT(cmpi_info, cmpi_info_environment, MPI_INFO_ENV)

static inline int cmpi_info_is_null(cmpi_info info) { return info.raw == MPI_INFO_NULL; }

static inline int cmpi_info_create_env(int argc, char **argv, MPI_Info *info) {
#if CMPI_HAS_MPI_4_0
  return MPI_Info_create_env(argc, argv, info);
#else
  (void)argc, (void)argv, (void)info;
  return CMPI_UNAVAILABLE;
#endif
}

// The length of a value, without the zero at its end.
static inline int cmpi_info_length(MPI_Info info, const char *key, int *length, int *found) {
#if CMPI_HAS_MPI_4_0
  int size = 0;  // MPI_Info_get_string counts the zero at the end.
  char nothing = 0;  // MPICH refuses NULL.
  int code = MPI_Info_get_string(info, key, &size, &nothing, found);
  *length = size > 0 ? size - 1 : 0;
  return code;
#else
  return MPI_Info_get_valuelen(info, key, length, found);
#endif
}

// A value, into a buffer with room for `length` characters and the zero at the end.
static inline int cmpi_info_value(MPI_Info info, const char *key, int length, char *value, int *found) {
#if CMPI_HAS_MPI_4_0
  int size = length + 1;
  return MPI_Info_get_string(info, key, &size, value, found);
#else
  return MPI_Info_get(info, key, length, value, found);
#endif
}

#endif
