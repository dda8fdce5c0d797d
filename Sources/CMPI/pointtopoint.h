// Memory for buffered sends, lengths of messages.
#ifndef CMPI_POINTTOPOINT_H
#define CMPI_POINTTOPOINT_H

// How many of a datatype a message has, MPI_UNDEFINED if no whole number.
static inline int cmpi_get_count(const MPI_Status *status, MPI_Datatype type, MPI_Count *count) {
#if CMPI_LARGE_COUNTS
  return MPI_Get_count_c(status, type, count);
#else
  int units = 0;
  int code = MPI_Get_count(status, type, &units);
  *count = units;
  if (code != MPI_SUCCESS || units != MPI_UNDEFINED) return code;
  // No whole number, or more than an int counts.
  MPI_Count bytes = 0, size = 0;
  code = MPI_Get_elements_x(status, MPI_BYTE, &bytes);
  if (code == MPI_SUCCESS) code = MPI_Type_size_x(type, &size);
  if (code == MPI_SUCCESS && size > 0 && bytes % size == 0) *count = bytes / size;
  return code;
#endif
}

static inline int cmpi_pack_size(MPI_Count count, MPI_Datatype type, MPI_Comm comm, MPI_Count *size) {
#if CMPI_LARGE_COUNTS
  return MPI_Pack_size_c(count, type, comm, size);
#else
  if (count > INT_MAX) return MPI_ERR_COUNT;
  int result = 0;
  int code = MPI_Pack_size((int)count, type, comm, &result);
  *size = result;
  // An int that ran over.
  return code == MPI_SUCCESS && result < 0 ? MPI_ERR_COUNT : code;
#endif
}

// Whose buffered sends use the memory: those of the process, of a communicator, or of a session's communicators.
typedef enum __attribute__((enum_extensibility(closed))) {
  cmpi_process_buffer, cmpi_comm_buffer, cmpi_session_buffer
} cmpi_buffer_kind;
typedef struct CMPI_UNSAFE { cmpi_buffer_kind kind; MPI_Comm comm; MPI_Session session; } cmpi_buffer;

static inline cmpi_buffer cmpi_buffer_of_process(void) {
  return (cmpi_buffer){cmpi_process_buffer, MPI_COMM_NULL, MPI_SESSION_NULL};
}
static inline cmpi_buffer cmpi_buffer_of_comm(MPI_Comm comm) {
  return (cmpi_buffer){cmpi_comm_buffer, comm, MPI_SESSION_NULL};
}
static inline cmpi_buffer cmpi_buffer_of_session(MPI_Session session) {
  return (cmpi_buffer){cmpi_session_buffer, MPI_COMM_NULL, session};
}

typedef enum __attribute__((enum_extensibility(closed))) {
  cmpi_buffer_attaches, cmpi_buffer_detaches, cmpi_buffer_flushes, cmpi_buffer_iflushes
} cmpi_buffer_action;

#define CMPI_BUFFER_NAMES(name) \
  return kind == cmpi_process_buffer ? "MPI_Buffer_" #name \
       : kind == cmpi_comm_buffer ? "MPI_Comm_" #name "_buffer" : "MPI_Session_" #name "_buffer";
static inline const char *cmpi_buffer_name(cmpi_buffer_kind kind, cmpi_buffer_action action) {
  switch (action) {
    case cmpi_buffer_attaches: CMPI_BUFFER_NAMES(attach)
    case cmpi_buffer_detaches: CMPI_BUFFER_NAMES(detach)
    case cmpi_buffer_flushes: CMPI_BUFFER_NAMES(flush)
    case cmpi_buffer_iflushes: CMPI_BUFFER_NAMES(iflush)
  }
}

#if CMPI_HAS_MPI_4_1
#define CMPI_BUFFER_4_1(call) call
#else
#define CMPI_BUFFER_4_1(call) CMPI_UNAVAILABLE
#endif
#define CMPI_BUFFER_CALL(process, action, suffix, ...) \
  return buffer.kind == cmpi_process_buffer ? process \
       : buffer.kind == cmpi_comm_buffer \
         ? CMPI_BUFFER_4_1(MPI_Comm_##action##_buffer##suffix(buffer.comm, ##__VA_ARGS__)) \
         : CMPI_BUFFER_4_1(MPI_Session_##action##_buffer##suffix(buffer.session, ##__VA_ARGS__));

// Without memory MPI takes as much as it needs.
static inline int cmpi_buffer_attach(cmpi_buffer buffer, void *memory, MPI_Count size) {
#if CMPI_HAS_MPI_4_1
  if (!memory) memory = MPI_BUFFER_AUTOMATIC;
#else
  if (!memory) return CMPI_UNAVAILABLE;
#endif
#if !CMPI_LARGE_COUNTS
  if (size > INT_MAX) return MPI_ERR_COUNT;
#endif
  CMPI_BUFFER_CALL(CMPI_C(MPI_Buffer_attach)(memory, CMPI_N(size)), attach, _c, memory, size)
}
static inline int cmpi_buffer_detach(cmpi_buffer buffer) {
  void *memory;
  cmpi_count size;
  CMPI_BUFFER_CALL(CMPI_C(MPI_Buffer_detach)(&memory, &size), detach, _c, &memory, &size)
}
static inline int cmpi_buffer_flush(cmpi_buffer buffer) {
  CMPI_BUFFER_CALL(CMPI_BUFFER_4_1(MPI_Buffer_flush()), flush, )
}
static inline int cmpi_buffer_iflush(cmpi_buffer buffer, MPI_Request *request) {
  CMPI_BUFFER_CALL(CMPI_BUFFER_4_1(MPI_Buffer_iflush(request)), iflush, , request)
}

#endif
