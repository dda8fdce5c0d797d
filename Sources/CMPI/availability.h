// What an implementation may lack. A shim for a function that is not there returns CMPI_UNAVAILABLE, which no MPI
// function returns, and the Swift side makes of it an error that says so.
#ifndef CMPI_AVAILABILITY_H
#define CMPI_AVAILABILITY_H

#define CMPI_UNAVAILABLE (-0x7fffffff)

// Open MPI 5 says it is MPI 3.1, but has the parts of MPI 4.0 that are used here.
#if MPI_VERSION >= 4 || (defined(OMPI_MAJOR_VERSION) && OMPI_MAJOR_VERSION >= 5)
#define CMPI_HAS_MPI_4_0 1
#else
#define CMPI_HAS_MPI_4_0 0
#endif

#define CMPI_HAS_MPI_4_1 (MPI_VERSION > 4 || (MPI_VERSION == 4 && MPI_SUBVERSION >= 1))

#define CMPI_TEXT_OF(token) #token
#define CMPI_TEXT(macro) CMPI_TEXT_OF(macro)

// The implementation whose header this was compiled with.
static inline const char *cmpi_implementation(void) {
#if defined(OMPI_MAJOR_VERSION)
  return "Open MPI v" CMPI_TEXT(OMPI_MAJOR_VERSION) "." CMPI_TEXT(OMPI_MINOR_VERSION) "." CMPI_TEXT(OMPI_RELEASE_VERSION);
#elif defined(MPICH_VERSION)
  return "MPICH " MPICH_VERSION;
#else
  return "the MPI " CMPI_TEXT(MPI_VERSION) "." CMPI_TEXT(MPI_SUBVERSION) " implementation";
#endif
}

// Whether this is MPICH, older than a version: 40102300 is 4.1.2. The first that may be behind the standard ABI is 5.0.
static inline int cmpi_is_mpich_before(int version) {
#if defined(MPICH_NUMVERSION)
  return MPICH_NUMVERSION < version;
#elif defined(MPI_ABI_VERSION)
  return 50000000 < version;
#else
  return 0;
#endif
}

#endif
