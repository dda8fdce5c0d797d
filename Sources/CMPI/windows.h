// One-sided communication. Included by cmpi.h after the handles and operations.h.
#ifndef CMPI_WINDOWS_H
#define CMPI_WINDOWS_H

typedef struct CMPI_UNSAFE { MPI_Win raw; } cmpi_win;

CMPI_CONSTANT(cmpi_win, cmpi_win_null, MPI_WIN_NULL)
CMPI_CONSTANT(cmpi_op, cmpi_replace, MPI_REPLACE)
CMPI_CONSTANT(cmpi_op, cmpi_no_operation, MPI_NO_OP)

// A macro in some implementations.
static inline MPI_Aint cmpi_aint_add(MPI_Aint base, MPI_Aint displacement) { return MPI_Aint_add(base, displacement); }

static inline int cmpi_win_is_null(cmpi_win win) { return win.raw == MPI_WIN_NULL; }

static inline int cmpi_win_return_errors(MPI_Win win) { return MPI_Win_set_errhandler(win, cmpi_raw_errors_return()); }

// An attribute that a window has by itself, as a number.
static inline int cmpi_win_attribute(MPI_Win win, int key, MPI_Aint *result) {
  void *value;
  int found = 0;
  int code = MPI_Win_get_attr(win, key, &value, &found);
  if (code != MPI_SUCCESS) return code;
  if (!found) return MPI_ERR_KEYVAL;
  if (key == MPI_WIN_BASE) *result = (MPI_Aint)value;
  else if (key == MPI_WIN_SIZE) *result = *(MPI_Aint *)value;
  else *result = *(int *)value;
  return MPI_SUCCESS;
}
static inline int cmpi_key_win_base(void) { return MPI_WIN_BASE; }
static inline int cmpi_key_win_size(void) { return MPI_WIN_SIZE; }
static inline int cmpi_key_win_disp_unit(void) { return MPI_WIN_DISP_UNIT; }
static inline int cmpi_key_win_create_flavor(void) { return MPI_WIN_CREATE_FLAVOR; }
static inline int cmpi_key_win_model(void) { return MPI_WIN_MODEL; }

// Macros here, enumerators there.
static inline int cmpi_win_flavor_allocate(void) { return MPI_WIN_FLAVOR_ALLOCATE; }
static inline int cmpi_win_flavor_dynamic(void) { return MPI_WIN_FLAVOR_DYNAMIC; }
static inline int cmpi_win_flavor_shared(void) { return MPI_WIN_FLAVOR_SHARED; }
static inline int cmpi_win_unified(void) { return MPI_WIN_UNIFIED; }

// Whether what was there before an accumulation comes into a datatype with gaps rightly. Open MPI 4 fetches a few
// bytes into the first place.
static inline int cmpi_fetches_into_selections(void) {
#if defined(OMPI_MAJOR_VERSION) && OMPI_MAJOR_VERSION < 5
  return 0;
#else
  return 1;
#endif
}

typedef enum { cmpi_rma_put, cmpi_rma_get, cmpi_rma_accumulate, cmpi_rma_get_accumulate } cmpi_rma;

// With a request or without. Both are constant where this is inlined.
#define CMPI_ACCESS(Name, name, ...) \
  return request ? CMPI_C(MPI_R##name)(__VA_ARGS__, win, request) : CMPI_C(MPI_##Name)(__VA_ARGS__, win)
#define CMPI_ACCESS_ARGUMENTS \
  sent, sent_count, sent_type, received, received_count, received_type, rank, displacement, op, win, request
// At the target elements are arranged as here: as they are sent, or, of a get, as they are received.
#define CMPI_RMA_SENT sent, CMPI_N(sent_count), sent_type
#define CMPI_RMA_RECEIVED received, CMPI_N(received_count), received_type
#define CMPI_RMA_TARGET(way) rank, displacement, CMPI_N(way##_count), way##_type
static inline __attribute__((always_inline)) int cmpi_access_fitting(
  cmpi_rma kind, const void *sent, MPI_Count sent_count, MPI_Datatype sent_type, void *received,
  MPI_Count received_count, MPI_Datatype received_type, int rank, MPI_Aint displacement, MPI_Op op, MPI_Win win,
  MPI_Request *request
) {
  switch (kind) {
    case cmpi_rma_put: CMPI_ACCESS(Put, put, CMPI_RMA_SENT, CMPI_RMA_TARGET(sent));
    case cmpi_rma_get: CMPI_ACCESS(Get, get, CMPI_RMA_RECEIVED, CMPI_RMA_TARGET(received));
    case cmpi_rma_accumulate: CMPI_ACCESS(Accumulate, accumulate, CMPI_RMA_SENT, CMPI_RMA_TARGET(sent), op);
    case cmpi_rma_get_accumulate:
      CMPI_ACCESS(Get_accumulate, get_accumulate, CMPI_RMA_SENT, CMPI_RMA_RECEIVED, CMPI_RMA_TARGET(sent), op);
  }
  return MPI_ERR_UNSUPPORTED_OPERATION;
}

static inline __attribute__((noinline)) int cmpi_access_large(
  cmpi_rma kind, const void *sent, MPI_Count sent_count, MPI_Datatype sent_type, void *received,
  MPI_Count received_count, MPI_Datatype received_type, int rank, MPI_Aint displacement, MPI_Op op, MPI_Win win,
  MPI_Request *request
) {
  MPI_Datatype made[2] = {MPI_DATATYPE_NULL, MPI_DATATYPE_NULL};
  int code = cmpi_fit(&sent_count, &sent_type, &made[0]);
  if (code == MPI_SUCCESS) code = cmpi_fit(&received_count, &received_type, &made[1]);
  if (code == MPI_SUCCESS)
    code = cmpi_access_fitting(kind, CMPI_ACCESS_ARGUMENTS);
  for (int i = 0; i < 2; i++)
    if (made[i] != MPI_DATATYPE_NULL) MPI_Type_free(&made[i]);
  return code;
}

static inline __attribute__((always_inline)) int cmpi_access(
  cmpi_rma kind, const void *sent, MPI_Count sent_count, MPI_Datatype sent_type, void *received,
  MPI_Count received_count, MPI_Datatype received_type, int rank, MPI_Aint displacement, MPI_Op op, MPI_Win win,
  MPI_Request *request
) {
#if !CMPI_LARGE_COUNTS
  if (__builtin_expect(sent_count > INT_MAX || received_count > INT_MAX, 0))
    return cmpi_access_large(kind, CMPI_ACCESS_ARGUMENTS);
#endif
  return cmpi_access_fitting(kind, CMPI_ACCESS_ARGUMENTS);
}

#endif
