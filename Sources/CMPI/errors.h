#ifndef CMPI_ERRORS_H
#define CMPI_ERRORS_H

typedef struct CMPI_UNSAFE { MPI_Errhandler raw; } cmpi_errhandler;

CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_are_fatal, MPI_ERRORS_ARE_FATAL)
CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_return, cmpi_raw_errors_return())
CMPI_CONSTANT(cmpi_errhandler, cmpi_errhandler_null, MPI_ERRHANDLER_NULL)
// MPICH 4.0 has the constant, but stops at an assertion when it is set.
#if CMPI_HAS_MPI_4_0 && !(defined(MPICH_NUMVERSION) && MPICH_NUMVERSION < 40100000)
CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_abort, cmpi_raw_errors_abort())
#else
CMPI_CONSTANT(cmpi_errhandler, cmpi_errors_abort, MPI_ERRHANDLER_NULL)
#endif

static inline int cmpi_errhandler_is_null(cmpi_errhandler handler) { return handler.raw == MPI_ERRHANDLER_NULL; }
static inline int cmpi_errhandler_equal(cmpi_errhandler a, cmpi_errhandler b) { return a.raw == b.raw; }

// A communicator's errors are returned, not fatal.
static inline int cmpi_return_errors(MPI_Comm comm) { return MPI_Comm_set_errhandler(comm, cmpi_raw_errors_return()); }

// Handlers of the errors of four kinds of objects: X(the kind, its name in MPI).
#if CMPI_HAS_MPI_4_0
#define CMPI_ERROR_SOURCES(X) X(comm, Comm) X(win, Win) X(file, File) X(session, Session)
#else
#define CMPI_ERROR_SOURCES(X) X(comm, Comm) X(win, Win) X(file, File)
#endif

typedef enum __attribute__((enum_extensibility(closed))) {
  cmpi_comm_errors, cmpi_win_errors, cmpi_file_errors, cmpi_session_errors
} cmpi_error_kind;
typedef enum __attribute__((enum_extensibility(closed))) {
  cmpi_errhandler_create, cmpi_errhandler_set, cmpi_errhandler_get, cmpi_errhandler_call
} cmpi_errhandler_action;

// An object of any of these kinds: its handle as a number.
typedef struct CMPI_UNSAFE { cmpi_error_kind kind; size_t handle; } cmpi_error_source;

// MPI calls a function with variable arguments, which Swift cannot define. This one is defined in Swift.
extern void cmpi_swift_error(cmpi_error_kind kind, size_t handle, int code);

#define CMPI_ERROR_SOURCE(kind, Kind) \
  static inline cmpi_error_source cmpi_##kind##_error_source(MPI_##Kind object) { \
    return (cmpi_error_source){cmpi_##kind##_errors, (size_t)object}; \
  } \
  static inline void cmpi_##kind##_error(MPI_##Kind *object, int *code, ...) { \
    cmpi_swift_error(cmpi_##kind##_errors, (size_t)*object, *code); \
  }
CMPI_ERROR_SOURCES(CMPI_ERROR_SOURCE)

// What is done with handlers, of which `create` needs no object and `call` takes a code.
#define CMPI_ERRHANDLER_DO(kind, Kind) \
  case cmpi_##kind##_errors: \
    switch (action) { \
      case cmpi_errhandler_create: return MPI_##Kind##_create_errhandler(cmpi_##kind##_error, handler); \
      case cmpi_errhandler_set: return MPI_##Kind##_set_errhandler((MPI_##Kind)source.handle, *handler); \
      case cmpi_errhandler_get: return MPI_##Kind##_get_errhandler((MPI_##Kind)source.handle, handler); \
      case cmpi_errhandler_call: return MPI_##Kind##_call_errhandler((MPI_##Kind)source.handle, code); \
    } \
    break;
static inline int cmpi_errhandler_do(
  cmpi_errhandler_action action, cmpi_error_source source, MPI_Errhandler *handler, int code
) {
  switch (source.kind) {
    CMPI_ERROR_SOURCES(CMPI_ERRHANDLER_DO)
    default: break;
  }
  return CMPI_UNAVAILABLE;
}

// The C function's name, for errors.
#define CMPI_ERRHANDLER_NAME(kind, Kind) \
  case cmpi_##kind##_errors: \
    return action == cmpi_errhandler_create ? "MPI_" #Kind "_create_errhandler" \
         : action == cmpi_errhandler_set ? "MPI_" #Kind "_set_errhandler" \
         : action == cmpi_errhandler_get ? "MPI_" #Kind "_get_errhandler" : "MPI_" #Kind "_call_errhandler";
static inline const char *cmpi_errhandler_name(cmpi_errhandler_action action, cmpi_error_kind kind) {
  switch (kind) {
    CMPI_ERROR_SOURCES(CMPI_ERRHANDLER_NAME)
    default: return "";
  }
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
