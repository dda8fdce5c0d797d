// Every operation that MPI has in three modes (blocking, non-blocking, persistent), in one table, which also picks the
// functions with large counts where the library has them.
#ifndef CMPI_OPERATIONS_H
#define CMPI_OPERATIONS_H

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>

#include "availability.h"

#if MPI_VERSION >= 4
#define CMPI_LARGE_COUNTS 1
#define CMPI_C(function) function##_c
// How the v-functions take counts and offsets.
typedef MPI_Count cmpi_count;
typedef MPI_Aint cmpi_offset;
#else
#define CMPI_LARGE_COUNTS 0
#define CMPI_C(function) function
typedef int cmpi_count;
typedef int cmpi_offset;
#endif

#if CMPI_HAS_MPI_4_0
#define CMPI_MPI_4_0(call) call
#else
#define CMPI_MPI_4_0(call) CMPI_UNAVAILABLE
#endif

// Persistent collective operations came with MPI 4. Those of MPICH 4 give wrong results from the second round on, without
// a word (pmodels/mpich#7078 and #7550; seen with 4.0.2, not with 5.0.2).
#if CMPI_HAS_MPI_4_0 && !(defined(MPICH_NUMVERSION) && MPICH_NUMVERSION < 50000000)
#define CMPI_HAS_PERSISTENT_COLLECTIVES 1
#define CMPI_PREPARED(call) call
#else
#define CMPI_HAS_PERSISTENT_COLLECTIVES 0
#define CMPI_PREPARED(call) CMPI_UNAVAILABLE
#endif

typedef enum { cmpi_blocking, cmpi_nonblocking, cmpi_persistent } cmpi_mode;

// What an operation works on. Each uses the fields that it needs.
typedef struct __attribute__((swift_attr("unsafe"))) {
  const void *sent;
  MPI_Count sent_count;
  MPI_Datatype sent_type;
  void *received;
  MPI_Count received_count;
  MPI_Datatype received_type;
  // The v- and w-functions: of each rank. Offsets of the neighbourhood's w-function are MPI_Aint in any case.
  const cmpi_count *sent_counts, *received_counts;
  const void *sent_offsets, *received_offsets;
  // Of MPI_Datatype, which Swift sees as an optional pointer in one implementation and a number in another.
  const void *sent_types, *received_types;
  MPI_Op op;
  // The destination or root, and the source.
  int peer, source;
  int tag, source_tag;
} cmpi_operands;

#define CMPI_N(count) ((cmpi_count)(count))
#define CMPI_SENT o->sent, CMPI_N(o->sent_count), o->sent_type
#define CMPI_RECEIVED o->received, CMPI_N(o->received_count), o->received_type
#define CMPI_SENT_V o->sent, o->sent_counts, (const cmpi_offset *)o->sent_offsets, o->sent_type
#define CMPI_RECEIVED_V o->received, o->received_counts, (const cmpi_offset *)o->received_offsets, o->received_type
#define CMPI_W(offset) \
  o->sent, o->sent_counts, (const offset *)o->sent_offsets, (const MPI_Datatype *)o->sent_types, o->received, \
    o->received_counts, (const offset *)o->received_offsets, (const MPI_Datatype *)o->received_types
#define CMPI_REDUCED o->sent, o->received, CMPI_N(o->received_count), o->received_type, o->op

// X(name in MPI, the same after MPI_I, arguments without those of the mode)
#define CMPI_SENDS(X) \
  X(Send, send, CMPI_SENT, o->peer, o->tag,) \
  X(Bsend, bsend, CMPI_SENT, o->peer, o->tag,) \
  X(Rsend, rsend, CMPI_SENT, o->peer, o->tag,) \
  X(Ssend, ssend, CMPI_SENT, o->peer, o->tag,)
#define CMPI_COLLECTIVES(X) \
  X(Allgather, allgather, CMPI_SENT, CMPI_RECEIVED,) \
  X(Allgatherv, allgatherv, CMPI_SENT, CMPI_RECEIVED_V,) \
  X(Allreduce, allreduce, CMPI_REDUCED,) \
  X(Alltoall, alltoall, CMPI_SENT, CMPI_RECEIVED,) \
  X(Alltoallv, alltoallv, CMPI_SENT_V, CMPI_RECEIVED_V,) \
  X(Alltoallw, alltoallw, CMPI_W(cmpi_offset),) \
  X(Bcast, bcast, CMPI_RECEIVED, o->peer,) \
  X(Exscan, exscan, CMPI_REDUCED,) \
  X(Gather, gather, CMPI_SENT, CMPI_RECEIVED, o->peer,) \
  X(Gatherv, gatherv, CMPI_SENT, CMPI_RECEIVED_V, o->peer,) \
  X(Reduce, reduce, CMPI_REDUCED, o->peer,) \
  X(Reduce_scatter, reduce_scatter, o->sent, o->received, o->received_counts, o->received_type, o->op,) \
  X(Reduce_scatter_block, reduce_scatter_block, CMPI_REDUCED,) \
  X(Scan, scan, CMPI_REDUCED,) \
  X(Scatter, scatter, CMPI_SENT, CMPI_RECEIVED, o->peer,) \
  X(Scatterv, scatterv, CMPI_SENT_V, CMPI_RECEIVED, o->peer,) \
  X(Neighbor_allgather, neighbor_allgather, CMPI_SENT, CMPI_RECEIVED,) \
  X(Neighbor_allgatherv, neighbor_allgatherv, CMPI_SENT, CMPI_RECEIVED_V,) \
  X(Neighbor_alltoall, neighbor_alltoall, CMPI_SENT, CMPI_RECEIVED,) \
  X(Neighbor_alltoallv, neighbor_alltoallv, CMPI_SENT_V, CMPI_RECEIVED_V,) \
  X(Neighbor_alltoallw, neighbor_alltoallw, CMPI_W(MPI_Aint),)

#define CMPI_KIND(Name, name, ...) cmpi_##name,
typedef enum __attribute__((enum_extensibility(closed))) {
  CMPI_SENDS(CMPI_KIND) CMPI_COLLECTIVES(CMPI_KIND)
  cmpi_recv, cmpi_sendrecv, cmpi_sendrecv_replace, cmpi_barrier
} cmpi_kind;

static inline int cmpi_is_collective(cmpi_kind kind) {
#define CMPI_YES(Name, name, ...) case cmpi_##name:
  switch (kind) {
    CMPI_COLLECTIVES(CMPI_YES)
    case cmpi_barrier: return 1;
    default: return 0;
  }
}
static inline int cmpi_has_persistent_collectives(void) { return CMPI_HAS_PERSISTENT_COLLECTIVES; }
// Whether a prepared operation is one of ours, of which each round is a nonblocking one.
static inline int cmpi_has_rounds(cmpi_kind kind, cmpi_mode mode) {
  return mode == cmpi_persistent && !CMPI_HAS_PERSISTENT_COLLECTIVES && cmpi_is_collective(kind);
}

// The C function's name, for errors.
#define CMPI_NAME(Name, name, ...) case cmpi_##name: return CMPI_NAME_OF(mode, Name, name);
#define CMPI_NAME_OF(mode, Name, name) \
  mode == cmpi_blocking ? "MPI_" #Name : mode == cmpi_nonblocking ? "MPI_I" #name : "MPI_" #Name "_init"
static inline const char *cmpi_name(cmpi_kind kind, cmpi_mode mode) {
  switch (kind) {
    CMPI_SENDS(CMPI_NAME)
    CMPI_COLLECTIVES(CMPI_NAME)
    CMPI_NAME(Recv, recv)
    CMPI_NAME(Sendrecv, sendrecv)
    CMPI_NAME(Sendrecv_replace, sendrecv_replace)
    CMPI_NAME(Barrier, barrier)
  }
}

// In all three modes at once: the mode is constant where this is inlined.
#define CMPI_SEND_CASE(Name, name, ...) \
  case cmpi_##name: \
    switch (mode) { \
      case cmpi_blocking: return CMPI_C(MPI_##Name)(__VA_ARGS__ comm); \
      case cmpi_nonblocking: return CMPI_C(MPI_I##name)(__VA_ARGS__ comm, request); \
      case cmpi_persistent: return CMPI_C(MPI_##Name##_init)(__VA_ARGS__ comm, request); \
    }
#define CMPI_COLLECTIVE_CASE(Name, name, ...) \
  case cmpi_##name: \
    switch (mode) { \
      case cmpi_blocking: return CMPI_C(MPI_##Name)(__VA_ARGS__ comm); \
      case cmpi_nonblocking: return CMPI_C(MPI_I##name)(__VA_ARGS__ comm, request); \
      case cmpi_persistent: \
        return CMPI_PREPARED(CMPI_C(MPI_##Name##_init)(__VA_ARGS__ comm, info, request)); \
    }
static inline __attribute__((always_inline)) int cmpi_dispatch(
  cmpi_kind kind, cmpi_mode mode, const cmpi_operands *o, MPI_Comm comm, MPI_Info info, MPI_Request *request,
  MPI_Status *status
) {
  switch (kind) {
    CMPI_SENDS(CMPI_SEND_CASE)
    CMPI_COLLECTIVES(CMPI_COLLECTIVE_CASE)
    case cmpi_recv:
      switch (mode) {
        case cmpi_blocking: return CMPI_C(MPI_Recv)(CMPI_RECEIVED, o->source, o->source_tag, comm, status);
        case cmpi_nonblocking: return CMPI_C(MPI_Irecv)(CMPI_RECEIVED, o->source, o->source_tag, comm, request);
        case cmpi_persistent: return CMPI_C(MPI_Recv_init)(CMPI_RECEIVED, o->source, o->source_tag, comm, request);
      }
    case cmpi_sendrecv:
#define CMPI_EXCHANGE CMPI_SENT, o->peer, o->tag, CMPI_RECEIVED, o->source, o->source_tag, comm
      switch (mode) {
        case cmpi_blocking: return CMPI_C(MPI_Sendrecv)(CMPI_EXCHANGE, status);
        case cmpi_nonblocking: return CMPI_MPI_4_0(CMPI_C(MPI_Isendrecv)(CMPI_EXCHANGE, request));
        case cmpi_persistent: return CMPI_UNAVAILABLE;
      }
    case cmpi_sendrecv_replace:
#define CMPI_REPLACE CMPI_RECEIVED, o->peer, o->tag, o->source, o->source_tag, comm
      switch (mode) {
        case cmpi_blocking: return CMPI_C(MPI_Sendrecv_replace)(CMPI_REPLACE, status);
        case cmpi_nonblocking: return CMPI_MPI_4_0(CMPI_C(MPI_Isendrecv_replace)(CMPI_REPLACE, request));
        case cmpi_persistent: return CMPI_UNAVAILABLE;
      }
    case cmpi_barrier:
      switch (mode) {
        case cmpi_blocking: return MPI_Barrier(comm);
        case cmpi_nonblocking: return MPI_Ibarrier(comm, request);
        case cmpi_persistent: return CMPI_PREPARED(MPI_Barrier_init(comm, info, request));
      }
  }
  return CMPI_UNAVAILABLE;
}

// More elements than a C int counts, in a library without functions for it: one element of a type that has them all.
// No number that MPI sees is above the limit, which is INT_MAX but in tests.
static inline int cmpi_type_large(MPI_Count count, MPI_Datatype type, MPI_Count limit, MPI_Datatype *large) {
  const int chunk = limit < 1 << 30 ? (int)limit : 1 << 30;
  MPI_Aint lower, extent;
  MPI_Datatype chunks[2];
  int code = MPI_Type_get_extent(type, &lower, &extent);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Type_vector((int)(count / chunk), chunk, chunk, type, &chunks[0]);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Type_contiguous((int)(count % chunk), type, &chunks[1]);
  if (code == MPI_SUCCESS) {
    int lengths[2] = {1, 1};
    MPI_Aint offsets[2] = {0, (MPI_Aint)(count / chunk) * chunk * extent};
    code = MPI_Type_create_struct(2, lengths, offsets, chunks, large);
    MPI_Type_free(&chunks[1]);
  }
  MPI_Type_free(&chunks[0]);
  return code == MPI_SUCCESS ? MPI_Type_commit(large) : code;
}

// The same, so many bytes behind where it is said to be.
static inline int cmpi_type_large_at(
  MPI_Aint offset, MPI_Count count, MPI_Datatype type, MPI_Count limit, MPI_Datatype *large
) {
  MPI_Datatype elements;
  int one = 1, code = cmpi_type_large(count, type, limit, &elements);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Type_create_hindexed(1, &one, &offset, elements, large);
  MPI_Type_free(&elements);
  return code == MPI_SUCCESS ? MPI_Type_commit(large) : code;
}

// Replaces a count that is too large by 1 and the type by one of its own, to be freed.
static inline int cmpi_fit_within(MPI_Count limit, MPI_Count *count, MPI_Datatype *type, MPI_Datatype *made) {
  if (*count <= limit) return MPI_SUCCESS;
  int code = cmpi_type_large(*count, *type, limit, made);
  if (code == MPI_SUCCESS) {
    *type = *made;
    *count = 1;
  }
  return code;
}
static inline int cmpi_fit(MPI_Count *count, MPI_Datatype *type, MPI_Datatype *made) {
  return cmpi_fit_within(INT_MAX, count, type, made);
}

// Whether there are counts that the library has no functions for. Of what is divided among ranks, the count that MPI does
// not look at is the largest there is, if so.
static inline __attribute__((always_inline)) int cmpi_is_large(const cmpi_operands *operands) {
#if CMPI_LARGE_COUNTS
  return 0;
#else
  return __builtin_expect(operands->sent_count > INT_MAX || operands->received_count > INT_MAX, 0);
#endif
}

static inline __attribute__((always_inline)) int cmpi_perform(
  cmpi_kind kind, cmpi_mode mode, const cmpi_operands *operands, MPI_Comm comm, MPI_Info info,
  MPI_Request *request, MPI_Status *status
) {
  return cmpi_dispatch(kind, mode, operands, comm, info, request, status);
}

// A matched message: the one with a handle in place of communicator, source and tag. With a request it is started, else
// it is received at once, with a status.
static inline int cmpi_mrecv(
  void *address, MPI_Count count, MPI_Datatype type, MPI_Message *message, MPI_Request *request, MPI_Status *status
) {
  MPI_Datatype made = MPI_DATATYPE_NULL;
  int code = CMPI_LARGE_COUNTS ? MPI_SUCCESS : cmpi_fit(&count, &type, &made);
  if (code != MPI_SUCCESS) return code;
  code = request ? CMPI_C(MPI_Imrecv)(address, CMPI_N(count), type, message, request)
                 : CMPI_C(MPI_Mrecv)(address, CMPI_N(count), type, message, status);
  if (made != MPI_DATATYPE_NULL) MPI_Type_free(&made);
  return code;
}

#endif
