#ifndef CMPI_ERRORS_H
#define CMPI_ERRORS_H

typedef struct CMPI_UNSAFE { MPI_Errhandler raw; } cmpi_errhandler;

CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_are_fatal, MPI_ERRORS_ARE_FATAL)
CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_return, MPI_ERRORS_RETURN)
CMPI_CONSTANT(cmpi_errhandler, cmpi_errhandler_null, MPI_ERRHANDLER_NULL)
// MPICH 4.0 has the constant, but stops at an assertion when it is set.
#if CMPI_HAS_MPI_4_0 && !(defined(MPICH_NUMVERSION) && MPICH_NUMVERSION < 40100000)
CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_abort, MPI_ERRORS_ABORT)
#else
CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_abort, MPI_ERRHANDLER_NULL)
#endif

static inline int cmpi_errhandler_is_null(cmpi_errhandler handler) { return handler.raw == MPI_ERRHANDLER_NULL; }
static inline int cmpi_errhandler_equal(cmpi_errhandler a, cmpi_errhandler b) { return a.raw == b.raw; }

// A communicator's errors are returned, not fatal.
static inline int cmpi_return_errors(MPI_Comm comm) { return MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN); }

// MPI calls a function with variable arguments, which Swift cannot define. This one is defined in Swift.
extern void cmpi_swift_comm_error(size_t identity, int code);
static inline size_t cmpi_comm_identity(cmpi_comm comm) { return (size_t)comm.raw; }
static inline void cmpi_comm_error(MPI_Comm *comm, int *code, ...) {
  cmpi_swift_comm_error(cmpi_comm_identity((cmpi_comm){*comm}), *code);
}
static inline int cmpi_comm_create_errhandler(MPI_Errhandler *handler) {
  return MPI_Comm_create_errhandler(cmpi_comm_error, handler);
}

// Classes that an implementation may lack have numbers that no error has.
#if defined(MPI_ERR_PROC_ABORTED) || CMPI_HAS_MPI_4_0
static inline int cmpi_err_proc_aborted(void) { return MPI_ERR_PROC_ABORTED; }
#else
static inline int cmpi_err_proc_aborted(void) { return -1; }
#endif
#if defined(MPI_ERR_SESSION) || CMPI_HAS_MPI_4_0
static inline int cmpi_err_session(void) { return MPI_ERR_SESSION; }
#else
static inline int cmpi_err_session(void) { return -2; }
#endif
#if defined(MPI_ERR_VALUE_TOO_LARGE) || CMPI_HAS_MPI_4_0
static inline int cmpi_err_value_too_large(void) { return MPI_ERR_VALUE_TOO_LARGE; }
#else
static inline int cmpi_err_value_too_large(void) { return -3; }
#endif
#if defined(MPI_ERR_ERRHANDLER) || CMPI_HAS_MPI_4_1
static inline int cmpi_err_errhandler(void) { return MPI_ERR_ERRHANDLER; }
#else
static inline int cmpi_err_errhandler(void) { return -4; }
#endif

static inline int cmpi_remove_error_class(int number) {
#if CMPI_HAS_MPI_4_1
  return MPI_Remove_error_class(number);
#else
  (void)number;
  return CMPI_UNAVAILABLE;
#endif
}
static inline int cmpi_remove_error_code(int code) {
#if CMPI_HAS_MPI_4_1
  return MPI_Remove_error_code(code);
#else
  (void)code;
  return CMPI_UNAVAILABLE;
#endif
}
static inline int cmpi_remove_error_string(int code) {
#if CMPI_HAS_MPI_4_1
  return MPI_Remove_error_string(code);
#else
  (void)code;
  return CMPI_UNAVAILABLE;
#endif
}

#endif
