// Handles as integers, which Fortran has. Included by cmpi.h after all handles.
#ifndef CMPI_HANDLES_H
#define CMPI_HANDLES_H

// Since MPI 5.0 there are functions of other names for the same integers, and the standard ABI has no others, because it
// has no MPI_Fint. The older conversions are macros in some implementations.
#if MPI_VERSION >= 5
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
CMPI_FORTRAN(file, MPI_File, MPI_File)
CMPI_FORTRAN(group, MPI_Group, MPI_Group)
CMPI_FORTRAN(info, MPI_Info, MPI_Info)
CMPI_FORTRAN(message, MPI_Message, MPI_Message)
CMPI_FORTRAN(op, MPI_Op, MPI_Op)
CMPI_FORTRAN(request, MPI_Request, MPI_Request)
CMPI_FORTRAN(win, MPI_Win, MPI_Win)

#if CMPI_HAS_MPI_4_0
CMPI_FORTRAN(session, MPI_Session, MPI_Session)
#else
static inline int cmpi_session_c2f(MPI_Session handle) { (void)handle; return 0; }
static inline cmpi_session cmpi_session_f2c(int handle) { (void)handle; return cmpi_session_null(); }
#endif

#undef CMPI_FORTRAN
#undef CMPI_TO_FORTRAN
#undef CMPI_FROM_FORTRAN

#endif
