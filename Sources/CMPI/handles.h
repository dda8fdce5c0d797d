// Fortran's handles. The conversions are macros in some implementations.
#ifndef CMPI_HANDLES_H
#define CMPI_HANDLES_H

// The standard ABI has no MPI_Fint, but functions of other names for the same integers.
#ifdef MPI_ABI_VERSION
#define CMPI_TO_FORTRAN(function, handle) function##_toint(handle)
#define CMPI_FROM_FORTRAN(function, handle) function##_fromint(handle)
#else
#define CMPI_TO_FORTRAN(function, handle) (int)function##_c2f(handle)
#define CMPI_FROM_FORTRAN(function, handle) function##_f2c(handle)
#endif

#define CMPI_FORTRAN(name, type, function) \
  static inline int cmpi_##name##_c2f(type handle) { return CMPI_TO_FORTRAN(function, handle); } \
  static inline cmpi_##name cmpi_##name##_f2c(int handle) { \
    return (cmpi_##name){CMPI_FROM_FORTRAN(function, handle)}; \
  }

CMPI_FORTRAN(comm, MPI_Comm, MPI_Comm)
CMPI_FORTRAN(datatype, MPI_Datatype, MPI_Type)
CMPI_FORTRAN(errhandler, MPI_Errhandler, MPI_Errhandler)
CMPI_FORTRAN(group, MPI_Group, MPI_Group)
CMPI_FORTRAN(info, MPI_Info, MPI_Info)
CMPI_FORTRAN(op, MPI_Op, MPI_Op)

#undef CMPI_FORTRAN
#undef CMPI_TO_FORTRAN
#undef CMPI_FROM_FORTRAN

#endif
