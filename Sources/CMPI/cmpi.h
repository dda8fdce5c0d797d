// The C boundary. It makes importable what Swift cannot see in mpi.h (constants that are macros over casts, and
// handles that are pointers in one implementation and integers in another); everything else Swift calls as it is.
#ifndef CMPI_H
#define CMPI_H

#if !__has_include(<mpi.h>)
#error "MPI was not found. Install it (Debian, Ubuntu: apt-get install libopenmpi-dev openmpi-bin pkg-config), or name your MPI's pkg-config package, or the path of its .pc file, in the environment variable SPMD_MPI."
#endif

#include <mpi.h>
#include <stddef.h>

#include "operations.h"

// A handle in a struct has the same Swift type whatever the implementation makes of handles, and is unsafe in all.
#define CMPI_UNSAFE __attribute__((swift_attr("unsafe")))
typedef struct CMPI_UNSAFE { MPI_Comm raw; } cmpi_comm;
typedef struct CMPI_UNSAFE { MPI_Datatype raw; } cmpi_datatype;
typedef struct CMPI_UNSAFE { MPI_Message raw; } cmpi_message;
typedef struct CMPI_UNSAFE { MPI_Op raw; } cmpi_op;
typedef struct CMPI_UNSAFE { MPI_Request raw; } cmpi_request;

#include "requests.h"

#define CMPI_CONSTANT(type, name, value) static inline type name(void) { return (type){value}; }

CMPI_CONSTANT(cmpi_comm, cmpi_comm_null, MPI_COMM_NULL)
CMPI_CONSTANT(cmpi_comm, cmpi_comm_self, MPI_COMM_SELF)
CMPI_CONSTANT(cmpi_comm, cmpi_comm_world, MPI_COMM_WORLD)
CMPI_CONSTANT(cmpi_datatype, cmpi_datatype_null, MPI_DATATYPE_NULL)
CMPI_CONSTANT(cmpi_op, cmpi_op_null, MPI_OP_NULL)
CMPI_CONSTANT(cmpi_message, cmpi_message_null, MPI_MESSAGE_NULL)
CMPI_CONSTANT(cmpi_request, cmpi_request_null, MPI_REQUEST_NULL)

CMPI_CONSTANT(cmpi_datatype, cmpi_byte, MPI_BYTE)
CMPI_CONSTANT(cmpi_datatype, cmpi_bool, MPI_C_BOOL)
CMPI_CONSTANT(cmpi_datatype, cmpi_double, MPI_DOUBLE)
CMPI_CONSTANT(cmpi_datatype, cmpi_float, MPI_FLOAT)
CMPI_CONSTANT(cmpi_datatype, cmpi_int8, MPI_INT8_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_int16, MPI_INT16_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_int32, MPI_INT32_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_int64, MPI_INT64_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_uint8, MPI_UINT8_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_uint16, MPI_UINT16_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_uint32, MPI_UINT32_T)
CMPI_CONSTANT(cmpi_datatype, cmpi_uint64, MPI_UINT64_T)

CMPI_CONSTANT(cmpi_datatype, cmpi_float_int, MPI_FLOAT_INT)
CMPI_CONSTANT(cmpi_datatype, cmpi_double_int, MPI_DOUBLE_INT)
CMPI_CONSTANT(cmpi_datatype, cmpi_2int, MPI_2INT)
CMPI_CONSTANT(cmpi_datatype, cmpi_long_int, MPI_LONG_INT)

CMPI_CONSTANT(cmpi_op, cmpi_sum, MPI_SUM)
CMPI_CONSTANT(cmpi_op, cmpi_product, MPI_PROD)
CMPI_CONSTANT(cmpi_op, cmpi_max, MPI_MAX)
CMPI_CONSTANT(cmpi_op, cmpi_min, MPI_MIN)
CMPI_CONSTANT(cmpi_op, cmpi_max_location, MPI_MAXLOC)
CMPI_CONSTANT(cmpi_op, cmpi_min_location, MPI_MINLOC)
CMPI_CONSTANT(cmpi_op, cmpi_logical_and, MPI_LAND)
CMPI_CONSTANT(cmpi_op, cmpi_logical_or, MPI_LOR)
CMPI_CONSTANT(cmpi_op, cmpi_logical_xor, MPI_LXOR)
CMPI_CONSTANT(cmpi_op, cmpi_bitwise_and, MPI_BAND)
CMPI_CONSTANT(cmpi_op, cmpi_bitwise_or, MPI_BOR)
CMPI_CONSTANT(cmpi_op, cmpi_bitwise_xor, MPI_BXOR)

#include "availability.h"
#include "abi.h"
#include "groups.h"
#include "info.h"
#include "communicators.h"
#include "attributes.h"
#include "errors.h"
#include "processes.h"
#include "sessions.h"
#include "environment.h"
#include "datatypes.h"
#include "topologies.h"
#include "pointtopoint.h"
#include "partitioned.h"
#include "windows.h"
#include "files.h"
#include "handles.h"

static inline void *cmpi_in_place(void) { return MPI_IN_PLACE; }
static inline MPI_Status *cmpi_status_ignore(void) { return MPI_STATUS_IGNORE; }

static inline int cmpi_message_is_null(cmpi_message message) { return message.raw == MPI_MESSAGE_NULL; }

static inline int cmpi_request_is_null(cmpi_request request) { return request.raw == MPI_REQUEST_NULL; }
static inline int cmpi_op_is_null(cmpi_op op) { return op.raw == MPI_OP_NULL; }
static inline int cmpi_datatype_is_null(cmpi_datatype type) { return type.raw == MPI_DATATYPE_NULL; }

// The null copy and delete functions are macros over casts in both families.
static inline int cmpi_type_create_keyval(int *keyval) {
  return MPI_Type_create_keyval(MPI_TYPE_NULL_COPY_FN, MPI_TYPE_NULL_DELETE_FN, keyval, NULL);
}

// A datatype's attribute; NULL if it has none of that key.
static inline void *cmpi_type_attribute(const MPI_Datatype *datatype, int keyval) {
  void *value;
  int found = 0;
  int code = MPI_Type_get_attr(*datatype, keyval, &value, &found);
  return code == MPI_SUCCESS && found ? value : NULL;
}

// On a root that is not rank 0 (pmodels/mpich#6540).
static inline int cmpi_reduce_in_place_is_broken(void) { return cmpi_is_mpich_before(40100000); }

#endif
